"""Persons and floor areas of the complex or of a unit over a period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jieyue.energy.denominators import parameters as defined
from jieyue.energy.denominators import rules
from jieyue.energy.denominators.models import AreaFigure, ExtraPersons
from jieyue.energy.denominators.rules import Areas, Counted, Measured
from jieyue.estate.buildings.models import Building
from jieyue.estate.occupancy import queries as occupancy
from jieyue.estate.rooms.models import Room
from jieyue.kit import parameters
from jieyue.people.units.models import HeadCount


@dataclass(frozen=True)
class Denominators:
    """What the indicators of a period divide by. None is unknown.

    basis: how the persons were taken, kept with each report. used: parameter versions.
    """

    energy_persons: int | None
    water_persons: int | None
    areas: Areas
    basis: str
    area_without: Mapping[str, list[str]]
    used: Mapping[str, int]

    def area_m2(self, set_code: str) -> Decimal | None:
        """The area an indicator by this coefficient set divides by."""
        without = self.area_without.get(set_code, self.area_without.get("", []))
        return self.areas.within(without)


def denominators(
    *, site_id: int, unit_id: int | None, first: date, last: date, basis: str | None = None
) -> Denominators:
    """Of a unit, or of the complex without `unit_id`, over [first, last]. At most eight queries."""
    found = for_units(site_id=site_id, unit_ids=[unit_id], first=first, last=last, basis=basis)
    return found[unit_id]


def for_units(
    *,
    site_id: int,
    unit_ids: Sequence[int | None],
    first: date,
    last: date,
    basis: str | None = None,
) -> dict[int | None, Denominators]:
    """The same for many units at once (None: the complex), with no more queries."""
    values = parameters.read(site_id=site_id, on=last)
    basis = basis or values.text(defined.HEADCOUNT_BASIS)
    energy_kinds = values.json(defined.ENERGY_KINDS)
    water_kinds = values.json(defined.WATER_KINDS)
    without = values.json(defined.AREA_WITHOUT)
    counts = _counts(site_id=site_id, until=last)
    areas = areas_of(site_id=site_id, unit_ids=unit_ids, on=last)
    span = {"first": first, "last": last, "basis": basis}

    def of(unit_id: int | None) -> Denominators:
        own = [c for c in counts if unit_id is None or c.unit_id == unit_id]
        return Denominators(
            rules.persons_of(own, kinds=energy_kinds, **span),  # type: ignore[arg-type]
            rules.persons_of(own, kinds=water_kinds, **span),  # type: ignore[arg-type]
            areas[unit_id],
            basis,
            without,
            values.used,
        )

    return {unit_id: of(unit_id) for unit_id in unit_ids}


def areas_of(*, site_id: int, unit_ids: Sequence[int | None], on: date) -> dict[int | None, Areas]:
    """Floor areas on a day. What nobody recorded comes from the estate and says so.

    A unit without a figure takes its share of the complex by usable area: its rooms, and with
    them its part of what all use together.
    """
    figures = _figures(site_id=site_id, until=on)
    complex_areas = _of_complex(site_id, figures, on)
    shares = _shares(site_id, on) if any(unit_ids) else {}
    found: dict[int | None, Areas] = {}
    for unit_id in unit_ids:
        if unit_id is None:
            found[None] = complex_areas
            continue
        own = rules.areas_on([f for f in figures if f.unit_id == unit_id], day=on)
        if own is None or "total" not in own.by_kind:
            own = _shared(complex_areas, shares.get(unit_id), own)
        found[unit_id] = own
    return found


def _counts(*, site_id: int, until: date) -> list[Counted]:
    columns = ("id", "unit_id", "kind", "since_on", "persons")
    staff = HeadCount.objects.filter(site_id=site_id, since_on__lte=until)
    extra = ExtraPersons.objects.filter(site_id=site_id, since_on__lte=until)
    return [
        Counted(*row)
        for rows in (staff.values_list(*columns), extra.values_list(*columns))
        for row in rows
    ]


def _figures(*, site_id: int, until: date) -> list[Measured]:
    rows = AreaFigure.objects.filter(site_id=site_id, since_on__lte=until)
    columns = ("id", "building_id", "unit_id", "kind", "since_on", "area_m2", "is_metered_apart")
    return [Measured(*row) for row in rows.values_list(*columns)]


def _of_complex(site_id: int, figures: list[Measured], on: date) -> Areas:
    whole = [f for f in figures if f.building_id is None and f.unit_id is None]
    recorded = rules.areas_on(whole, day=on)
    if recorded is not None and "total" in recorded.by_kind:
        return recorded
    by_building: dict[int, list[Measured]] = {}
    for figure in figures:
        if figure.building_id is not None:
            by_building.setdefault(figure.building_id, []).append(figure)
    parts = [_of_building(row, by_building.get(row[0], []), on) for row in _buildings(site_id)]
    return rules.added([part for part in parts if part is not None])


def _of_building(
    row: tuple[int, Decimal | None, Decimal | None], figures: list[Measured], on: date
) -> Areas | None:
    _building_id, gross, garage = row
    recorded = rules.areas_on(figures, day=on) or Areas({})
    if "total" in recorded.by_kind:
        return recorded
    if gross is None:
        return None
    estate = {"total": gross} | ({"garage": garage} if garage is not None else {})
    return Areas(estate | dict(recorded.by_kind), recorded.leased_metered_apart_m2, True)


def _buildings(site_id: int) -> list[tuple[int, Decimal | None, Decimal | None]]:
    rows = Building.objects.filter(site_id=site_id)
    return list(rows.values_list("id", "gross_area_m2", "garage_area_m2"))


def _shares(site_id: int, on: date) -> dict[int, Decimal]:
    """Each unit's part of the usable area that is occupied."""
    holders = occupancy.occupants(site_id=site_id, on=on)
    rooms = Room.objects.filter(site_id=site_id, is_active=True).values_list("id", "area_m2")
    areas: dict[int, Decimal] = {}
    for room_id, area in rooms:
        if room_id in holders and area:
            areas[holders[room_id]] = areas.get(holders[room_id], Decimal(0)) + area
    whole = sum(areas.values(), Decimal(0))
    return {unit_id: area / whole for unit_id, area in areas.items()} if whole else {}


def _shared(whole: Areas, share: Decimal | None, own: Areas | None) -> Areas:
    total = whole.by_kind.get("total")
    known = dict(own.by_kind) if own else {}
    apart = own.leased_metered_apart_m2 if own else Decimal(0)
    if total is None or share is None:
        return Areas(known, apart, True)
    garage = whole.by_kind.get("garage", Decimal(0))
    parts = {"total": _m2(total * share), "garage": _m2(garage * share)}
    return Areas(parts | known, apart, True)


def _m2(area: Decimal) -> Decimal:
    return area.quantize(Decimal("0.01"))
