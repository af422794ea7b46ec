"""The rules that a day's file describes, with what it leaves away made up. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from jieyue.access.decisions.local_time import milliseconds
from jieyue.access.decisions.replaying import DayEvent
from jieyue.access.decisions.snapshot import Snapshot
from jieyue.access.decisions.snapshot_rows import (
    BlockRow,
    CredentialRow,
    DeviceRow,
    GateRow,
    Head,
    ProfileRow,
    Settings,
    ZoneRow,
)

CHINA = timezone(timedelta(hours=8))
COMPLEX = "complex"
LANE = "(vehicles)"
ALWAYS_FROM_MS = 0


class BadRow(ValueError):
    """A row that is no event; its text is a stable code."""


def read_moment(value: Any) -> datetime:
    """A time without an offset is Chinese time."""
    try:
        at = datetime.fromisoformat(str(value).strip())
    except ValueError:
        raise BadRow("at_invalid") from None
    if not 2000 <= at.year < 9999:
        raise BadRow("at_invalid")
    return at if at.tzinfo else at.replace(tzinfo=CHINA)


class Places(NamedTuple):
    """What the file itself says of gates and where devices stand."""

    gates: frozenset[str]
    of_device: Mapping[str, str]


def places_of(sections: Mapping[str, Any]) -> Places:
    gates = frozenset(str(each["code"]) for each in sections.get("gates", ()))
    stand = {str(each["serial"]): each.get("gate") for each in sections.get("devices", ())}
    return Places(gates, {serial: str(gate) for serial, gate in stand.items() if gate})


def gate_of(event: DayEvent, places: Places) -> str:
    """Where it happened; a gate that the file does not describe has a lane of its own for cars."""
    gate = event.gate or places.of_device.get(event.device) or event.device
    is_lane = event.question.kind == "plate"
    return f"{gate} {LANE}" if is_lane and gate not in places.gates else gate


def rules_of(
    events: Sequence[tuple[DayEvent, str]], sections: Mapping[str, Any], antipassback: str
) -> tuple[Snapshot, dict[int | None, str]]:
    gates = {row.code: row for row in _given_gates(sections)}
    devices = {row.serial: row for row in _given_devices(sections)}
    places = places_of(sections)
    seen = sorted({(gate_of(event, places), event.question.kind) for event, _unit in events})
    for gate, kind in seen:
        traffic = "vehicles" if kind == "plate" else "people"
        made_up = GateRow(len(gates) + 1, gate, traffic, "", COMPLEX, "", antipassback)
        gates.setdefault(gate, made_up)
    for serial in sorted({event.device for event, _unit in events} - set(devices)):
        devices[serial] = DeviceRow(len(devices) + 1, serial, "", "mixed", "both")
    zones = {row.code: row for row in _given_zones(sections)}
    for gate_row in gates.values():
        for code in (gate_row.inner, gate_row.outer):
            if code and code not in zones:
                zones[code] = ZoneRow(len(zones) + 1, code)
    units = sorted({unit for _event, unit in events if unit})
    head = Head(
        site_id=0,
        settings=Settings(**sections.get("settings", {})),
        zones=tuple(zones.values()),
        gates=tuple(gates.values()),
        devices=tuple(devices.values()),
        profiles=((0, ProfileRow(tuple(zones))),),
        blocks=tuple(_given_blocks(sections)),
    )
    if "credentials" in sections:
        units = sorted({str(each.get("unit", "")) for each in sections["credentials"]} - {""})
        numbers = {unit: number for number, unit in enumerate(units, 1)}
        rows = list(_given_credentials(sections["credentials"], tuple(zones), numbers))
    else:
        numbers = {unit: number for number, unit in enumerate(units, 1)}
        rows = list(_made_up(events, numbers))
    profiles = tuple((row.id, ProfileRow(row.zones_only or tuple(zones))) for row in rows)
    head = head._replace(profiles=profiles)
    credentials = {row.id: row._replace(profile=row.id, zones_only=()) for row in rows}
    names: dict[int | None, str] = {number: unit for unit, number in numbers.items()}
    return Snapshot(1, head, credentials, {}), {**names, None: ""}


def _given_zones(sections: Mapping[str, Any]) -> Iterable[ZoneRow]:
    for number, each in enumerate(sections.get("zones", ()), 1):
        limit = each.get("limit")
        is_parking = each.get("kind") == "parking"
        yield ZoneRow(number, str(each["code"]), each.get("parent") or "", limit, is_parking)


def _given_gates(sections: Mapping[str, Any]) -> Iterable[GateRow]:
    for number, each in enumerate(sections.get("gates", ()), 1):
        yield GateRow(
            id=number,
            code=str(each["code"]),
            traffic=each.get("traffic", "people"),
            outer=each.get("outer") or "",
            inner=each.get("inner") or COMPLEX,
            antipassback=each.get("antipassback", "off"),
            repeat_s=each.get("repeat_s"),
        )


def _given_devices(sections: Mapping[str, Any]) -> Iterable[DeviceRow]:
    for number, each in enumerate(sections.get("devices", ()), 1):
        serial, gate = str(each["serial"]), str(each.get("gate") or "")
        yield DeviceRow(number, serial, gate, "mixed", "both", each.get("fault", ""))


def _given_blocks(sections: Mapping[str, Any]) -> Iterable[BlockRow]:
    for each in sections.get("blocks", ()):
        since_ms = _ms(each.get("since")) or ALWAYS_FROM_MS
        reason = each.get("reason", "blocked")
        yield BlockRow(each["kind"], str(each["subject"]), reason, since_ms, _ms(each.get("until")))


def _given_credentials(
    given: Iterable[Mapping[str, Any]], zones: tuple[str, ...], units: Mapping[str, int]
) -> Iterable[CredentialRow]:
    for number, each in enumerate(given, 1):
        kind, subject = str(each["kind"]), str(each["subject"])
        kind = "card" if kind in ("staff", "staff_no", "id") else kind
        staff_no = str(each.get("staff_no") or (subject if each["kind"] != kind else ""))
        yield CredentialRow(
            id=number,
            kind=kind,
            subject=subject,
            colour=str(each.get("colour") or ""),
            holder=each.get("holder", "person"),
            holder_key=str(each.get("holder_key") or f"{kind}:{subject}"),
            label=str(each.get("label") or ""),
            status=each.get("status", "active"),
            valid_from_ms=_ms(each.get("valid_from")) or ALWAYS_FROM_MS,
            valid_until_ms=_ms(each.get("valid_until")),
            profile=number,
            zones_only=tuple(each.get("zones") or zones),
            unit_id=units.get(str(each.get("unit", ""))),
            staff_no=staff_no,
        )


def _made_up(
    events: Sequence[tuple[DayEvent, str]], units: Mapping[str, int]
) -> Iterable[CredentialRow]:
    """A valid holder for everybody seen. Of several units named for one, the first by name."""
    holders: dict[tuple[str, str, str], str] = {}
    for event, unit in events:
        question = event.question
        colour = question.colour if question.kind == "plate" else ""
        key = (question.kind, question.subject, colour)
        known = holders.get(key, "")
        holders[key] = min(unit, known) if unit and known else unit or known
    for number, ((kind, subject, colour), unit) in enumerate(sorted(holders.items()), 1):
        is_car = kind == "plate"
        yield CredentialRow(
            id=number,
            kind="card" if kind == "id" else kind,
            subject=subject,
            colour=colour,
            holder="visitor" if kind == "visitor" else "person",
            holder_key=f"car:{subject}|{colour}" if is_car else f"{kind}:{subject}",
            label="",
            status="active",
            valid_from_ms=ALWAYS_FROM_MS,
            valid_until_ms=None,
            profile=number,
            unit_id=units.get(unit),
            staff_no=subject if kind == "id" else "",
        )


def _ms(value: Any) -> int | None:
    if value in (None, ""):
        return None
    return milliseconds(read_moment(value))
