"""All that decisions rest on, as one value: for the server, the gate room's agent and a replay.

A snapshot has the number of the rules it holds. Its `head` (zones, gates, plans, devices, the
block list …) is small and travels whole; credentials and clearances travel as what changed.
Pure: no tables, no clock; times are milliseconds since 1970 UTC.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from jieyue.access.decisions import local_time
from jieyue.access.decisions.local_time import local_day, local_minute
from jieyue.access.decisions.rules import (
    LOCKED,
    CredentialFacts,
    DeviceFacts,
    GateFacts,
    Known,
    Question,
    Seen,
)
from jieyue.access.decisions.snapshot_rows import (
    BlockRow,
    ClearanceRow,
    CredentialRow,
    DeviceRow,
    GateRow,
    Head,
    ProfileRow,
    Settings,
    credential_of,
    head_of,
)
from jieyue.access.gates.rules import mode_at
from jieyue.access.plates import rules as plates

LOOK_AHEAD_DAYS = 8
NO_GATE = "no_gate"
UNKNOWN_DEVICE = "unknown_device"


class BadSnapshot(ValueError):
    """Not a snapshot or a change of one, or a change that does not follow this snapshot."""


class Snapshot:
    """Look-ups that do not slow down with the number of credentials. Never changed in place."""

    def __init__(
        self,
        number: int,
        head: Head,
        credentials: Mapping[int, CredentialRow],
        clearances: Mapping[tuple[str, str], ClearanceRow],
    ) -> None:
        self.number, self.head = number, head
        self.credentials, self.clearances = credentials, clearances
        self.zones = {row.code: row for row in head.zones}
        self.gates = {row.code: row for row in head.gates}
        self.devices = {row.serial: row for row in head.devices}
        self._plans = dict(head.plans)
        self._profiles = dict(head.profiles)
        self._blocks: dict[tuple[str, str], list[BlockRow]] = {}
        for block in head.blocks:
            self._blocks.setdefault((block.kind, block.subject), []).append(block)

    @cached_property
    def _by_subject(self) -> dict[tuple[str, str], tuple[CredentialRow, ...]]:
        found: dict[tuple[str, str], tuple[CredentialRow, ...]] = {}
        for row in self.credentials.values():
            found[row.kind, row.subject] = (*found.get((row.kind, row.subject), ()), row)
        return found

    @cached_property
    def _by_staff_no(self) -> dict[str, tuple[CredentialRow, ...]]:
        found: dict[str, tuple[CredentialRow, ...]] = {}
        for row in self.credentials.values():
            if row.staff_no and row.kind != "plate":
                found[row.staff_no] = (*found.get(row.staff_no, ()), row)
        return found

    @cached_property
    def zone_codes(self) -> dict[int, str]:
        return {row.id: row.code for row in self.head.zones}

    @cached_property
    def gate_codes(self) -> dict[int, str]:
        return {row.id: row.code for row in self.head.gates}

    @cached_property
    def _by_device_id(self) -> dict[int, DeviceRow]:
        return {row.id: row for row in self.head.devices}

    def device_of(self, device_id: int) -> DeviceRow | None:
        """The reader with this id; None if this site has none."""
        return self._by_device_id.get(device_id)

    @cached_property
    def _plates(self) -> set[str]:
        return {subject for kind, subject in self._by_subject if kind == "plate"}

    @cached_property
    def _around(self) -> dict[str, tuple[str, ...]]:
        return {code: tuple(self._enclosing(code)) for code in self.zones}

    def _enclosing(self, code: str) -> Iterable[str]:
        seen = {code}
        zone = self.zones.get(code)
        while zone is not None and zone.parent and zone.parent not in seen:
            seen.add(zone.parent)
            yield zone.parent
            zone = self.zones.get(zone.parent)

    def around(self, zone: str) -> tuple[str, ...]:
        """The zones that enclose a zone, the nearest first."""
        return self._around.get(zone, ())

    def reset_ms(self, at_ms: int) -> int:
        """Since when whereabouts count at `at_ms`."""
        return local_time.last_reset(at_ms, minute=self.head.settings.reset_minute)

    def limit(self, zone: str) -> int | None:
        """Most inside a zone; None without a limit."""
        row = self.zones.get(zone)
        return None if row is None else row.limit

    def bearer(self, question: Question) -> CredentialRow | None:
        """The living credential that bears what was shown.

        A plate in the colour seen; when none was seen, the only one with these characters.
        "id" is a number that stands for a person however they proved it.
        """
        if question.kind == "id":
            own = self._by_staff_no.get(question.subject, ())
            return min(own, key=_rank, default=None)  # a face only where there is nothing else
        rows = self._by_subject.get((question.kind, question.subject), ())
        if question.kind != "plate":
            return rows[0] if rows else None
        for row in rows:
            if row.colour == question.colour:
                return row
        return rows[0] if len(rows) == 1 and not question.colour else None

    def holder(self, holder_key: str) -> CredentialRow | None:
        """Any living credential of a holder. Looks at all of them."""
        rows = self.credentials.values()
        return next((row for row in rows if holder_key and row.holder_key == holder_key), None)

    def known(
        self,
        question: Question,
        *,
        device_serial: str,
        gate_code: str,
        seen: Seen | None = None,
        same_way_ms: int | None = None,
        inside: int | None = None,
        qr: str = "",
    ) -> Known:
        """All that `rules.decide` looks at; the moving part is given."""
        gate, row = self.gates.get(gate_code), self.bearer(question)
        is_plate = question.kind == "plate"
        others = (
            self._by_subject.get(("plate", question.subject), ()) if is_plate and not row else ()
        )
        is_strange = is_plate and row is None and not others
        entered = "" if gate is None else gate.outer if question.direction == "out" else gate.inner
        comes_in = question.direction == "in"
        return Known(
            device=self._device(device_serial, gate),
            gate=self._gate(gate, gate_code, question.at_ms),
            credential=None if row is None else self._facts(row, question.at_ms),
            fire=self.head.fire_since_ms is not None and self.head.fire_since_ms <= question.at_ms,
            block=self._block(question, row),
            seen=seen,
            same_way_ms=same_way_ms,
            inside=inside if comes_in else None,
            limit=self.limit(entered) if comes_in else None,
            qr=qr,
            measure=self._measure(row, entered, question.at_ms) if row and comes_in else "",
            other_colours=tuple(sorted(other.colour for other in others)),
            near=plates.near(question.subject, self._plates)[:5] if is_strange else (),
            least_confidence=self._least_confidence(question.kind),
        )

    def _device(self, serial: str, gate: GateRow | None) -> DeviceFacts:
        row = self.devices.get(serial)
        if row is None or not row.is_active:
            return DeviceFacts(serial, UNKNOWN_DEVICE)
        return DeviceFacts(serial, row.fault or ("" if gate else NO_GATE))

    def _gate(self, row: GateRow | None, code: str, at_ms: int) -> GateFacts:
        if row is None:
            return GateFacts(code, "people", "", "")
        mode = self._mode(row.plan, at_ms) if row.is_active else LOCKED
        is_lane = row.traffic == "vehicles"
        settings = self.head.settings
        repeat_s = settings.vehicle_repeat_s if is_lane else settings.people_repeat_s
        opens = mode == LOCKED and row.is_active
        return GateFacts(
            code=row.code,
            traffic=row.traffic,
            outer=row.outer,
            inner=row.inner,
            mode=mode,
            antipassback=row.antipassback,
            repeat_s=repeat_s if row.repeat_s is None else row.repeat_s,
            releases_on_fire=row.releases_on_fire,
            opens_at_ms=self._opens_at(row.plan, at_ms) if opens else None,
        )

    def _facts(self, row: CredentialRow, at_ms: int) -> CredentialFacts:
        profile = self._profiles.get(row.profile, ProfileRow(()))
        zones = profile.zones
        if row.zones_only:
            zones = tuple(code for code in zones if code in row.zones_only)
        opens_now = self._mode(profile.plan, at_ms) != LOCKED
        return CredentialFacts(
            id=row.id,
            kind=row.kind,
            subject=row.subject,
            colour=row.colour,
            holder=row.holder,
            holder_key=row.holder_key,
            label=row.label,
            status=row.status,
            valid_from_ms=row.valid_from_ms,
            valid_until_ms=row.valid_until_ms,
            zones=zones,
            opens_now=opens_now,
            person_id=row.person_id,
            unit_id=row.unit_id,
            opens_at_ms=None if opens_now else self._opens_at(profile.plan, at_ms),
        )

    def _mode(self, plan: str, at_ms: int) -> str:
        if not plan:
            return "controlled"
        day = local_day(at_ms)
        return mode_at(
            self._plans.get(plan, ()),
            minute=local_minute(at_ms),
            is_workday=self.is_workday(day),
            was_workday=self.is_workday(day - 1),
        )

    def _opens_at(self, plan: str, at_ms: int) -> int | None:
        """When a plan that is locked at `at_ms` is so no more, within a week."""
        slots = [slot for slot in self._plans.get(plan, ()) if slot.mode != LOCKED]
        first = local_day(at_ms)
        for day in range(first, first + LOOK_AHEAD_DAYS):
            day_class = "work" if self.is_workday(day) else "rest"
            starts = [
                local_time.at_minute(day, slot.since)
                for slot in slots
                if slot.day_class in ("any", day_class)
            ]
            if later := [start for start in starts if start > at_ms]:
                return min(later)
        return None

    def is_workday(self, day: int) -> bool:
        """Whether a local day (counted from 1970) is one; beyond the table by the weekday."""
        place = day - self.head.days_from
        if 0 <= place < len(self.head.days):
            return self.head.days[place] == "1"
        return (day + 3) % 7 < 5  # 1970-01-01 was a Thursday

    def _block(self, question: Question, row: CredentialRow | None) -> str:
        keys = [(question.kind, question.subject)]
        if question.kind in ("face", "id"):
            keys = [("person", question.subject)]
        if row is not None:
            keys += [(row.kind, row.subject), ("person", row.staff_no)]
        for key in keys:
            for block in self._blocks.get(key, ()):
                if block.since_ms <= question.at_ms and (
                    block.until_ms is None or question.at_ms < block.until_ms
                ):
                    return block.reason
        return ""

    def _measure(self, row: CredentialRow, zone: str, at_ms: int) -> str:
        for measure in self.head.measures:
            if (
                row.holder not in measure.holders
                or not measure.since_ms <= at_ms < measure.until_ms
            ):
                continue
            if measure.zones and zone not in measure.zones:
                continue
            clearance = self.clearances.get((measure.code, row.holder_key))
            if clearance is None or clearance.is_held or clearance.until_ms <= at_ms:
                return measure.name
        return ""

    def _least_confidence(self, kind: str) -> float | None:
        settings = self.head.settings
        return {"plate": settings.plate_confidence, "face": settings.face_confidence}.get(kind)

    def apply(self, delta: Mapping[str, Any]) -> "Snapshot":
        """The snapshot after a change from elsewhere. Raises BadSnapshot."""
        try:
            return self.changed(
                number=int(delta["number"]),
                since=int(delta["since"]),
                head=head_of(delta["head"]),
                credentials=[credential_of(values) for values in delta["credentials"]],
                clearances=[ClearanceRow(*values) for values in delta["clearances"]],
                living=int(delta["living"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadSnapshot(str(error)) from error

    def changed(
        self,
        *,
        number: int,
        since: int,
        head: Head,
        credentials: Iterable[CredentialRow],
        clearances: Iterable[ClearanceRow],
        living: int,
    ) -> "Snapshot":
        """The snapshot after a change; itself stays as it is.

        living: how many credentials there are after it, which shows rows that went away without
        a word. Raises BadSnapshot for a change that does not follow this snapshot.
        """
        if since > self.number or number < self.number:
            raise BadSnapshot(f"{since} to {number} does not follow {self.number}")
        whole = since == 0
        rows = {} if whole else dict(self.credentials)
        came = list(credentials)
        for row in came:
            if row.status == "ended":
                rows.pop(row.id, None)
            else:
                rows[row.id] = row
        if len(rows) != living:
            raise BadSnapshot(f"{len(rows)} credentials where there are {living}")
        asked = {measure.code for measure in head.measures}
        cleared = {} if whole else dict(self.clearances)
        cleared.update({(row.measure, row.holder_key): row for row in clearances})
        kept = {key: row for key, row in cleared.items() if key[0] in asked}
        after = Snapshot(number, head, rows, kept)
        if not whole:
            after._find_as(self, changed={row.id for row in came})
        return after

    def _find_as(self, before: "Snapshot", *, changed: set[int]) -> None:
        """Take over the look-ups of the snapshot before this one, but for what changed."""
        by_subject, by_staff_no = dict(before._by_subject), dict(before._by_staff_no)
        plates = set(before._plates)
        for number in changed:
            was, row = before.credentials.get(number), self.credentials.get(number)
            for each, stays in ((was, None), (row, row)):
                if each is None:
                    continue
                _swap(by_subject, (each.kind, each.subject), number, stays)
                if each.kind == "plate":
                    is_known = ("plate", each.subject) in by_subject
                    (plates.add if is_known else plates.discard)(each.subject)
                elif each.staff_no:
                    _swap(by_staff_no, each.staff_no, number, stays)
        self.__dict__.update(_by_subject=by_subject, _by_staff_no=by_staff_no, _plates=plates)

    def to_json(self) -> dict[str, Any]:
        """Plain values, as a change from nothing: `from_json` gives an equal snapshot."""
        return {
            "number": self.number,
            "since": 0,
            "head": list(self.head),
            "credentials": [list(row) for row in self.credentials.values()],
            "clearances": [list(row) for row in self.clearances.values()],
            "living": len(self.credentials),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Snapshot":
        """Raises BadSnapshot."""
        return EMPTY.apply({**values, "since": 0})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Snapshot) and self._all() == other._all()

    def __hash__(self) -> int:
        return hash(self.number)

    def _all(self) -> tuple[Any, ...]:
        return self.number, self.head, self.credentials, self.clearances


def _swap(
    found: dict[Any, tuple[CredentialRow, ...]], key: object, number: int, row: CredentialRow | None
) -> None:
    """Take credential `number` from a key of a look-up, and put `row` there."""
    others = [other for other in found.get(key, ()) if other.id != number]
    rows = sorted([*others, row] if row else others, key=lambda each: each.id)
    if rows:
        found[key] = tuple(rows)
    else:
        found.pop(key, None)


def _rank(row: CredentialRow) -> tuple[bool, bool, int]:
    return row.status != "active", row.kind == "face", row.id


EMPTY = Snapshot(0, Head(site_id=0, settings=Settings()), {}, {})
