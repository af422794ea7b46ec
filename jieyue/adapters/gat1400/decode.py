"""GA/T 1400 objects into plain values. Times bear no zone and are Shanghai's.

Written from the field lists of public parsers; codes marked (K) are general knowledge.
"""

from collections.abc import Iterator
from datetime import datetime

from jieyue.adapters.gat1400.objects import Broken, Face, Report, Vehicle
from jieyue.adapters.nodes import Node
from jieyue.adapters.pictures import Picture, read_base64
from jieyue.adapters.refusals import BadMessage
from jieyue.adapters.trees import read_json

MOST_OBJECTS = 100
NO_PLATE = {"无车牌", "未识别", "无牌", "unknown", "-"}
REPORTS = ("Register", "UnRegister", "Keepalive")
LONGEST_ID = 64


def vehicles(body: bytes) -> list[Vehicle | Broken]:
    """MotorVehicleListObject, one entry an object. Raises BadMessage."""
    found: list[Vehicle | Broken] = []
    for node in _objects(body, "MotorVehicle"):
        try:
            found.append(_vehicle(node))
        except BadMessage as error:
            found.append(_broken(node, "MotorVehicleID", error))
    return found


def faces(body: bytes) -> list[Face | Broken]:
    """FaceListObject: only that and when, never the picture. Raises BadMessage."""
    found: list[Face | Broken] = []
    for node in _objects(body, "Face"):
        try:
            found.append(_face(node))
        except BadMessage as error:
            found.append(_broken(node, "FaceID", error))
    return found


def report(body: bytes) -> Report:
    """Register, UnRegister or Keepalive. Raises BadMessage."""
    top = Node(read_json(body))
    for kind in REPORTS:
        if top.has(f"{kind}Object"):
            code = top.node(f"{kind}Object").text("DeviceID", longest=40)
            if not code:
                raise BadMessage("field_missing", f"{kind}Object.DeviceID")
            return Report(kind, code)
    raise BadMessage("no_event")


def _objects(body: bytes, kind: str) -> Iterator[Node]:
    listed = Node(read_json(body)).node(f"{kind}ListObject")
    found = list(listed.nodes(f"{kind}Object"))
    if not found:
        raise BadMessage("no_event", f"{kind}ListObject")
    if len(found) > MOST_OBJECTS:
        raise BadMessage("too_many_values", f"{kind}ListObject")
    return iter(found)


def _broken(node: Node, name: str, error: BadMessage) -> Broken:
    object_id = node.value.get(name)
    shown = object_id[:LONGEST_ID] if isinstance(object_id, str) else ""
    return Broken(shown, error.reason, error.where)


def _vehicle(node: Node) -> Vehicle:
    pictures, notes = _pictures(node)
    plate = node.text("PlateNo", longest=20)
    has_plate = node.flag("HasPlate", missing=True) and plate.lower() not in NO_PLATE
    return Vehicle(
        object_id=_id(node, "MotorVehicleID"),
        device_code=node.text("DeviceID"),
        at=_at(node, "PassTime", "AppearTime", "MarkTime"),
        plate=plate if has_plate else "",
        colour=node.text("PlateColor"),
        plate_class=node.text("PlateClass"),
        confidence=node.share("PlateReliability"),
        direction="",
        lane=node.whole("LaneNo"),
        is_automatic=node.text("InfoKind") != "2",
        pictures=tuple(pictures),
        notes=tuple(notes),
    )


def _face(node: Node) -> Face:
    dropped = node.has("SubImageList") or node.has("FaceImage")
    return Face(
        object_id=_id(node, "FaceID"),
        device_code=node.text("DeviceID"),
        at=_at(node, "FaceAppearTime", "ShotTime", "MarkTime"),
        notes=("face_picture_dropped",) if dropped else (),
    )


def _id(node: Node, name: str) -> str:
    text = node.text(name, longest=LONGEST_ID)
    if not text:
        raise BadMessage("field_missing", node.place(name))
    return text


def _at(node: Node, *names: str) -> datetime:
    name = next((name for name in names if node.has(name)), names[0])
    return node.instant(name, zoneless=True)


def _pictures(node: Node) -> tuple[list[Picture], list[str]]:
    """Whole pictures that are in the message; those named by address only are not fetched."""
    pictures: list[Picture] = []
    notes: list[str] = []
    try:
        images = list(node.node("SubImageList").nodes("SubImageInfoObject"))
    except BadMessage:
        return [], ["picture_broken"]
    for turn, image in enumerate(image for image in images if image.has("Data")):
        picture = read_base64(f"picture-{turn}", image.value["Data"])
        if isinstance(picture, Picture):
            pictures.append(picture)
        else:
            notes.append(picture)
    return pictures, list(dict.fromkeys(notes))
