"""The Excel sheet of units."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.sheets import Column, SheetRow, SheetSpec
from jieyue.people.units.actions import UnitFields
from jieyue.people.units.models import UnitKind

SPEC = SheetSpec(
    "units",
    _("Units"),
    (
        Column("code", _("code"), required=True, example="U01", longest=20),
        Column("name", _("name"), required=True, longest=80),
        Column("short_name", _("short name"), longest=20),
        Column("kind", _("kind"), kind="choice", choices=UnitKind.choices, example="organ"),
        Column("approved_posts", _("approved posts"), kind="integer", minimum=0),
        Column("joined_on", _("moved in on"), kind="date"),
    ),
)


def fields_of(row: SheetRow) -> UnitFields:
    values = row.values
    return UnitFields(
        code=values["code"],
        name=values["name"],
        short_name=values["short_name"] or "",
        kind=values["kind"] or UnitKind.ORGAN,
        approved_posts=values["approved_posts"],
        joined_on=values["joined_on"],
    )
