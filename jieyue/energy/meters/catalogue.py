"""The ledger as pages show it: the list, the tree, and one meter with all its history."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from jieyue.energy.meters.models import Instrument, Meter, MeterKind, Placement, ServedUnit
from jieyue.energy.meters.rules import UNIT_OF
from jieyue.kit.actor import Actor
from jieyue.kit.unit_labels import label_of


@dataclass(frozen=True)
class MeterRow:
    """One line of 计量器具台账: the meter, where it stands now and what hangs there now.

    calibration: "overdue", "soon", "valid" or "unknown". replaced: how often the instrument was.
    """

    id: int
    number: str
    name: str
    medium: str
    medium_label: str
    unit_label: str
    kind: str
    kind_label: str
    level: str
    level_label: str
    status: str
    interval_min: Decimal | None
    capacity_per_hour: Decimal | None
    formula: str
    is_billing: bool
    note: str
    qr_key: str
    item: str
    item_label: str
    parent_id: int | None
    parent: str
    building_id: int | None
    building: str
    floor: str
    room: str
    location: str
    unit_ids: tuple[int, ...]
    units: str
    instrument_id: int | None
    serial: str
    maker: str
    model: str
    accuracy_class: str
    measuring_range: str
    ct_ratio: Decimal | None
    pt_ratio: Decimal | None
    multiplier: Decimal | None
    register_unit: str
    digits: int | None
    decimals: int | None
    installed_at: datetime | None
    calibrated_on: date | None
    calibration_due_on: date | None
    calibration: str
    replaced: int

    @property
    def place(self) -> str:
        return " ".join(part for part in (self.building, self.floor, self.room) if part)


@dataclass(frozen=True)
class InstrumentRow:
    """One link of the replacement chain."""

    id: int
    serial: str
    maker: str
    model: str
    multiplier: Decimal
    register_unit: str
    installed_at: datetime
    initial_register: Decimal | None
    removed_at: datetime | None
    final_register: Decimal | None
    final_method: str
    is_estimated: bool
    reason: str
    witness: str
    recorded_by: str
    photo_id: int | None


@dataclass(frozen=True)
class PlacementRow:
    """Where the meter stood on [since_on, until_on)."""

    since_on: date
    until_on: date | None
    parent: str
    item: str
    place: str
    location: str
    units: str


@dataclass(frozen=True)
class MeterPage:
    """One meter: its line, its instruments and places, latest first, and who stands below."""

    row: MeterRow
    instruments: list[InstrumentRow]
    placements: list[PlacementRow]
    children: list[MeterRow]


@dataclass
class Node:
    """A meter of the tree with what hangs below it."""

    row: MeterRow
    children: list["Node"] = field(default_factory=list)

    @property
    def below(self) -> int:
        return sum(1 + child.below for child in self.children)


def rows(actor: Actor, *, today: date, notice_days: int) -> list[MeterRow]:
    """Every meter the actor may see, by number; five queries, however many there are."""
    meters = Meter.objects.visible_to(actor).order_by("number")
    return _rows(meters, today=today, notice_days=notice_days)


def page(actor: Actor, *, number: str, today: date, notice_days: int) -> MeterPage:
    """One meter. Raises Meter.DoesNotExist."""
    visible = Meter.objects.visible_to(actor)
    meter = visible.get(number=number)
    below = Placement.objects.filter(parent=meter, until_on=None).values("meter_id")
    return MeterPage(
        row=_rows([meter], today=today, notice_days=notice_days)[0],
        instruments=[_instrument(row) for row in meter.instruments.order_by("-installed_at")],
        placements=_placements(meter),
        children=_rows(
            visible.filter(id__in=below).order_by("number"), today=today, notice_days=notice_days
        ),
    )


def forest(rows: Sequence[MeterRow]) -> list[Node]:
    """The trees of these meters; whose parent is not among them stands at a root."""
    nodes = {row.id: Node(row) for row in rows}
    roots: list[Node] = []
    for row in rows:
        parent = nodes.get(row.parent_id or 0)
        (parent.children if parent else roots).append(nodes[row.id])
    return roots


def calibration(due_on: date | None, *, today: date, notice_days: int) -> str:
    """overdue, soon, valid, or unknown."""
    if due_on is None:
        return "unknown"
    if due_on < today:
        return "overdue"
    return "soon" if due_on <= today + timedelta(days=notice_days) else "valid"


def _rows(meters: Iterable[Meter], *, today: date, notice_days: int) -> list[MeterRow]:
    listed = list(meters)
    ids = [meter.id for meter in listed]
    hung: dict[int, list[Instrument]] = defaultdict(list)
    for instrument in Instrument.objects.filter(meter_id__in=ids).order_by("installed_at"):
        hung[instrument.meter_id].append(instrument)
    stands = {row.meter_id: row for row in _placements_of(ids)}  # the last of each wins
    serving = _served([row.id for row in stands.values()])
    return [
        _row(meter, hung[meter.id], stands.get(meter.id), serving, today, notice_days)
        for meter in listed
    ]


def _placements_of(meter_ids: Sequence[int]) -> Any:
    rows = Placement.objects.filter(meter_id__in=meter_ids).order_by("since_on")
    return rows.select_related("parent", "building", "floor", "room", "unit")


def _served(placement_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = ServedUnit.objects.filter(placement_id__in=placement_ids).order_by("unit__code")
    for placement_id, unit_id, name in rows.values_list(
        "placement_id", "unit_id", "unit__short_name"
    ):
        found[placement_id].append((unit_id, name))
    return found


def _row(
    meter: Meter,
    chain: list[Instrument],
    stands: Placement | None,
    serving: dict[int, list[tuple[int, str]]],
    today: date,
    notice_days: int,
) -> MeterRow:
    last = chain[-1] if chain else None
    units = _units(stands, serving) if stands else []
    due_on = last.calibration_due_on if last and last.removed_at is None else None
    return MeterRow(
        id=meter.id,
        number=meter.number,
        name=meter.name,
        medium=meter.medium,
        medium_label=meter.get_medium_display(),
        unit_label=label_of(UNIT_OF[meter.medium]),
        kind=meter.kind,
        kind_label=meter.get_kind_display(),
        level=meter.level,
        level_label=meter.get_level_display(),
        status=meter.status,
        interval_min=None if meter.interval_s is None else Decimal(meter.interval_s) / 60,
        capacity_per_hour=meter.capacity_per_hour,
        formula=meter.formula,
        is_billing=meter.is_billing,
        note=meter.note,
        qr_key=meter.qr_key,
        item=stands.item if stands else "",
        item_label=stands.get_item_display() if stands else "",
        parent_id=stands.parent_id if stands else None,
        parent=stands.parent.number if stands and stands.parent else "",
        building_id=stands.building_id if stands else None,
        building=stands.building.name if stands and stands.building else "",
        floor=f"{stands.floor.level}F" if stands and stands.floor else "",
        room=stands.room.number if stands and stands.room else "",
        location=stands.location if stands else "",
        unit_ids=tuple(unit_id for unit_id, _name in units),
        units="、".join(name for _id, name in units),
        instrument_id=last.id if last and last.removed_at is None else None,
        serial=last.serial if last else "",
        maker=last.maker if last else "",
        model=last.model if last else "",
        accuracy_class=last.accuracy_class if last else "",
        measuring_range=last.measuring_range if last else "",
        ct_ratio=last.ct_ratio if last else None,
        pt_ratio=last.pt_ratio if last else None,
        multiplier=last.multiplier if last else None,
        register_unit=label_of(last.register_unit) if last else "",
        digits=last.digits if last else None,
        decimals=last.decimals if last else None,
        installed_at=last.installed_at if last else None,
        calibrated_on=last.calibrated_on if last else None,
        calibration_due_on=due_on,
        calibration=""
        if last is None
        else calibration(due_on, today=today, notice_days=notice_days),
        replaced=max(len(chain) - 1, 0),
    )


def _units(stands: Placement, serving: dict[int, list[tuple[int, str]]]) -> list[tuple[int, str]]:
    if stands.unit is not None:
        return [(stands.unit.id, stands.unit.short_name)]
    return serving.get(stands.id, [])


def _instrument(row: Instrument) -> InstrumentRow:
    return InstrumentRow(
        id=row.id,
        serial=row.serial,
        maker=row.maker,
        model=row.model,
        multiplier=row.multiplier,
        register_unit=label_of(row.register_unit),
        installed_at=row.installed_at,
        initial_register=row.initial_register,
        removed_at=row.removed_at,
        final_register=row.final_register,
        final_method=row.get_final_method_display() if row.final_method else "",
        is_estimated=row.removed_at is not None and row.final_register is None,
        reason=row.reason,
        witness=row.witness,
        recorded_by=row.recorded_by,
        photo_id=row.photo_id,
    )


def _placements(meter: Meter) -> list[PlacementRow]:
    stood = list(_placements_of([meter.id]))
    serving = _served([row.id for row in stood])
    return [
        PlacementRow(
            since_on=row.since_on,
            until_on=row.until_on,
            parent=row.parent.number if row.parent else "",
            item=row.get_item_display(),
            place=_place(row),
            location=row.location,
            units="、".join(name for _id, name in _units(row, serving)),
        )
        for row in reversed(stood)
    ]


def _place(row: Placement) -> str:
    floor = f"{row.floor.level}F" if row.floor else ""
    parts = (row.building.name if row.building else "", floor, row.room.number if row.room else "")
    return " ".join(part for part in parts if part)


def is_counting(row: MeterRow) -> bool:
    """Whether something hangs there that one can read."""
    return row.kind == MeterKind.REGISTER and row.instrument_id is not None


def numbered(actor: Actor, numbers: Sequence[str], *, today: date) -> list[MeterRow]:
    """The meters of these numbers that the actor may see."""
    meters = Meter.objects.visible_to(actor).filter(number__in=numbers)
    return _rows(meters, today=today, notice_days=0)
