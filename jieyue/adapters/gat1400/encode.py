"""GA/T 1400 bytes: what a camera sends (for the simulator and the tests), and its answers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jieyue.adapters.nodes import SHANGHAI

CONTENT_TYPE = "application/VIID+JSON"
OK, OTHER_ERROR, DEVICE_BUSY, INVALID_OPERATION, INVALID_XML, INVALID_JSON = 0, 1, 2, 4, 5, 7  # (K)
WORDS = {OK: "OK", OTHER_ERROR: "Other Error", INVALID_JSON: "Invalid JSON Content"}


@dataclass(frozen=True)
class Status:
    """How one object, or a whole request, was taken. code: 0 is well."""

    url: str
    object_id: str
    code: int = OK
    words: str = ""


def statuses(rows: Sequence[Status], *, at: datetime) -> bytes:
    """ResponseStatusListObject, one status an object."""
    listed = [_status(row, at) for row in rows]
    return _bytes({"ResponseStatusListObject": {"ResponseStatusObject": listed}})


def status(row: Status, *, at: datetime) -> bytes:
    """ResponseStatusObject, as Register and Keepalive are answered."""
    return _bytes({"ResponseStatusObject": _status(row, at)})


def system_time(*, at: datetime, server: str) -> bytes:
    """SystemTimeObject, by which cameras set their clocks."""
    local = at.astimezone(SHANGHAI)
    time = {
        "VIIDServerID": server,
        "TimeMode": "1",
        "LocalTime": _compact(local),
        "TimeZone": "Asia/Shanghai",
    }
    return _bytes({"SystemTimeObject": time})


def _status(row: Status, at: datetime) -> dict[str, Any]:
    return {
        "RequestURL": row.url,
        "StatusCode": row.code,
        "StatusString": row.words or WORDS.get(row.code, "Other Error"),
        "Id": row.object_id,
        "LocalTime": _compact(at.astimezone(SHANGHAI)),
    }


def vehicle(
    *, object_id: str, device: str, at: datetime, plate: str, **more: Any
) -> dict[str, Any]:
    """A MotorVehicleObject; `more` replaces or adds fields."""
    return {
        "MotorVehicleID": object_id,
        "InfoKind": 1,
        "SourceID": object_id[:41],
        "DeviceID": device,
        "LeftTopX": 410,
        "LeftTopY": 220,
        "RightBtmX": 1180,
        "RightBtmY": 860,
        "LaneNo": 1,
        "HasPlate": True,
        "PlateClass": "02",
        "PlateColor": "5",
        "PlateNo": plate,
        "PlateReliability": "97",
        "PassTime": _compact(at.astimezone(SHANGHAI)),
        **more,
    }


def vehicles(rows: Sequence[dict[str, Any]]) -> bytes:
    return _bytes({"MotorVehicleListObject": {"MotorVehicleObject": list(rows)}})


def face(*, object_id: str, device: str, at: datetime, **more: Any) -> dict[str, Any]:
    time = _compact(at.astimezone(SHANGHAI))
    return {
        "FaceID": object_id,
        "InfoKind": 1,
        "DeviceID": device,
        "FaceAppearTime": time,
        **more,
    }


def faces(rows: Sequence[dict[str, Any]]) -> bytes:
    return _bytes({"FaceListObject": {"FaceObject": list(rows)}})


def report(kind: str, device: str) -> bytes:
    """kind: Register, UnRegister or Keepalive."""
    return _bytes({f"{kind}Object": {"DeviceID": device}})


def _compact(local: datetime) -> str:
    return local.strftime("%Y%m%d%H%M%S")


def _bytes(tree: dict[str, Any]) -> bytes:
    return json.dumps(tree, ensure_ascii=False).encode()
