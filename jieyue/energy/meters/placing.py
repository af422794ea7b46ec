"""Placements are written here only, so that the tree stays a tree on every day."""

from datetime import date
from typing import Any

from django.db.models import Q

from jieyue.energy.meters import checking, refusals
from jieyue.energy.meters.entries import Place, told, values_of
from jieyue.energy.meters.models import Medium, Meter, MeterKind, Placement, ServedUnit
from jieyue.energy.meters.rules import tree
from jieyue.estate.buildings.models import Building, Floor
from jieyue.estate.rooms.models import Room
from jieyue.kit.sites.models import Site
from jieyue.people.units.models import Unit


def lock(*, site_id: int) -> None:
    """One hand at a time changes a site's tree: two placements together could close a ring."""
    Site.objects.select_for_update(no_key=True).get(id=site_id)


def put(meter: Meter, place: Place, *, reason: str = "") -> tuple[Placement, dict[str, str]]:
    """The meter stands there from place.since_on on, until its next placement; the tree is locked.

    Returns the new row and what it followed or, with a reason, corrected. Raises PlacedThatDay,
    PlaceUnlike, ServedTwice, ParentVirtual, ParentOtherMedium, ParentElsewhere, TreeRing,
    FormulaCountsTwice, and DoesNotExist of what is not the site's.
    """
    rows = Placement.objects.filter(meter=meter)
    same = rows.filter(since_on=place.since_on).first()
    if same is not None and not reason.strip():
        raise refusals.PlacedThatDay(
            number=meter.number,
            since_on=place.since_on,
            parent=same.parent.number if same.parent else "—",
        )
    where = _where(place, site_id=meter.site_id)
    units = _units(place, site_id=meter.site_id)
    parent = _parent(meter, place)
    following = rows.filter(since_on__gt=place.since_on).order_by("since_on").first()
    until_on = same.until_on if same else following.since_on if following else None
    _check_tree(meter, parent, place.since_on, until_on)
    before = same or rows.filter(since_on__lt=place.since_on).order_by("-since_on").first()
    was = {} if before is None else told(as_values(before))
    _end_before(rows, place.since_on)
    row = same or Placement(site_id=meter.site_id, meter=meter, since_on=place.since_on)
    row.parent, row.item, row.location, row.until_on = parent, place.item, place.location, until_on
    row.building_id, row.floor_id, row.room_id = where
    row.unit_id = units[0] if len(units) == 1 else None
    row.save()
    row.served.all().delete()
    if len(units) > 1:
        ServedUnit.objects.bulk_create(
            ServedUnit(site_id=meter.site_id, placement=row, unit_id=unit_id) for unit_id in units
        )
    check_formulas(meter)
    return row, was


def check_formulas(meter: Meter) -> None:
    """No virtual meter counts something twice in the tree as it is. Raises FormulaCountsTwice."""
    terms_of = checking.virtual_terms(site_id=meter.site_id, medium=meter.medium)
    if terms_of:
        placements = checking.spans(site_id=meter.site_id, medium=meter.medium)
        checking.check_counted_once(terms_of, terms_of, placements, site_id=meter.site_id)


def as_values(row: Placement) -> dict[str, Any]:
    """A stored placement as `Place` has it."""
    served = list(row.served.values_list("unit_id", flat=True))
    place = Place(
        since_on=row.since_on,
        parent_id=row.parent_id,
        item=row.item,
        building_id=row.building_id,
        floor_id=row.floor_id,
        room_id=row.room_id,
        unit_ids=tuple(served or ([row.unit_id] if row.unit_id else [])),
        location=row.location,
    )
    return values_of(place)


def _end_before(rows: Any, since_on: date) -> None:
    open_then = Q(until_on=None) | Q(until_on__gt=since_on)
    rows.filter(open_then, since_on__lt=since_on).update(until_on=since_on)


def _where(place: Place, *, site_id: int) -> tuple[int | None, int | None, int | None]:
    """Building, floor and room by id; the narrower names the wider. Raises PlaceUnlike."""
    building_id, floor_id, room_id = place.building_id, place.floor_id, place.room_id
    if room_id is not None:
        room = Room.objects.filter(site_id=site_id).select_related("floor").get(id=room_id)
        if floor_id not in (None, room.floor_id):
            raise refusals.PlaceUnlike(place=room.number, building=f"{_level(floor_id)}F")
        floor_id = room.floor_id
    if floor_id is not None:
        floor = Floor.objects.filter(site_id=site_id).get(id=floor_id)
        if building_id not in (None, floor.building_id):
            building = Building.objects.filter(site_id=site_id).get(id=building_id)
            name = f"{floor.building.name} {floor.level}F"
            raise refusals.PlaceUnlike(place=name, building=building.name)
        building_id = floor.building_id
    if building_id is not None:
        Building.objects.filter(site_id=site_id).get(id=building_id)
    return building_id, floor_id, room_id


def _level(floor_id: int | None) -> int:
    level: int = Floor.objects.values_list("level", flat=True).get(id=floor_id)
    return level


def _units(place: Place, *, site_id: int) -> list[int]:
    """Whom it serves. Raises ServedTwice, Unit.DoesNotExist."""
    found: list[int] = []
    for unit_id in place.unit_ids:
        unit = Unit.objects.filter(site_id=site_id).get(id=unit_id)
        if unit_id in found:
            raise refusals.ServedTwice(unit=unit.name)
        found.append(unit_id)
    return found


def _parent(meter: Meter, place: Place) -> Meter | None:
    """The meter above. Raises ParentVirtual, ParentOtherMedium, ParentElsewhere."""
    if place.parent_id is None:
        return None
    parent: Meter = Meter.objects.filter(site_id=meter.site_id).get(id=place.parent_id)
    for each in (meter, parent):
        if each.kind == MeterKind.VIRTUAL:
            raise refusals.ParentVirtual(number=each.number)
    if parent.medium != meter.medium:
        raise refusals.ParentOtherMedium(
            parent=parent.number,
            medium=Medium(parent.medium).label,
            wanted=Medium(meter.medium).label,
        )
    stands = Placement.objects.filter(
        Q(until_on=None) | Q(until_on__gt=place.since_on), meter=parent
    )
    if parent.id != meter.id and not stands.filter(since_on__lte=place.since_on).exists():
        raise refusals.ParentElsewhere(parent=parent.number, since_on=place.since_on)
    return parent


def _check_tree(meter: Meter, parent: Meter | None, since_on: date, until_on: date | None) -> None:
    """Raises TreeRing, naming the ring and its first day."""
    if parent is None:
        return
    new = tree.Span(meter.id, parent.id, since_on, until_on)
    others = [
        span
        for span in checking.spans(site_id=meter.site_id, medium=meter.medium)
        if span.meter_id != meter.id
    ]
    found = tree.rings(new, others)
    if found is None:
        return
    day, way = found
    numbers = dict(Meter.objects.filter(id__in=way).values_list("id", "number"))
    raise refusals.TreeRing(since_on=day, way=" → ".join(numbers[each] for each in way))
