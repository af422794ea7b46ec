"""车位表导入: the spaces of the car parks as an Excel sheet, one a line."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from jieyue.access.gates.models import Zone, ZoneKind
from jieyue.access.parking import actions, refusals
from jieyue.access.parking.actions import SpaceEntry
from jieyue.access.parking.models import Space, SpaceKind
from jieyue.kit.actor import Actor
from jieyue.kit.sheets import Column, SheetSpec
from jieyue.people.persons.models import Person
from jieyue.people.units.models import Unit

FURTHEST = 99
SHEET = SheetSpec(
    "parking_spaces",
    _("Parking spaces"),
    (
        Column("zone", _("Car park"), required=True, longest=60, help=_("Its code or name.")),
        Column("code", _("Number"), required=True, longest=20, example="P1-001"),
        Column("kind", _("Kind"), kind="choice", required=True, choices=SpaceKind.choices),
        Column("x", _("Column"), kind="integer", required=True, minimum=0, maximum=FURTHEST),
        Column("y", _("Row"), kind="integer", required=True, minimum=0, maximum=FURTHEST),
        Column("plate", _("Kept for the vehicle"), longest=12, example="川T00001"),
        Column("staff_no", _("Kept for the person"), longest=20, help=_("Staff number.")),
        Column("unit", _("Kept for the unit"), longest=80, help=_("Its name or code.")),
        Column("is_active", _("In use"), kind="boolean"),
    ),
)


def put(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> str:
    """One line: a new space, or what is new of a known one. Returns what became of it.

    Raises what `actions.put_space` does.
    """
    site_id = actor.site_id or 0
    zones = Zone.objects.filter(site_id=site_id, kind=ZoneKind.PARKING)
    active = values.get("is_active")
    entry = SpaceEntry(
        zone_id=_one(zones, values["zone"], ("code", "name"), refusals.NoSuchCarPark),
        code=values["code"],
        kind=values["kind"],
        x=values["x"],
        y=values["y"],
        plate=values.get("plate") or "",
        person_id=_keeper(Person, site_id, values.get("staff_no"), ("staff_no",)),
        unit_id=_keeper(Unit, site_id, values.get("unit"), ("name", "short_name", "code")),
        is_active=True if active is None else active,
    )
    known = Space.objects.filter(site_id=site_id, code=entry.code.strip()).first()
    _row, outcome = actions.put_space(
        entry=entry, space_id=known.id if known else None, actor=actor, at=at
    )
    return outcome


def _keeper(table: Any, site_id: int, text: Any, by: tuple[str, ...]) -> int | None:
    if not text:
        return None
    return _one(table.objects.filter(site_id=site_id), str(text), by, refusals.NoSuchKeeper)


def _one(rows: Any, text: str, by: tuple[str, ...], missing: Any) -> int:
    for name in by:
        row_id: int | None = rows.filter(**{name: text}).values_list("id", flat=True).first()
        if row_id is not None:
            return row_id
    raise missing(code=text, text=text)
