"""The Excel sheet of rooms."""

from django.utils.translation import gettext_lazy as _

from jieyue.estate.rooms.actions import RoomRow
from jieyue.estate.rooms.models import RoomUse
from jieyue.kit.sheets import Column, SheetRow, SheetSpec

SPEC = SheetSpec(
    "rooms",
    _("Rooms"),
    (
        Column("number", _("number"), required=True, example="A-301", longest=12),
        Column("building_code", _("building code"), required=True, example="A", longest=8),
        Column("level", _("level"), kind="integer", required=True, example=3),
        Column(
            "use",
            _("use"),
            kind="choice",
            required=True,
            choices=RoomUse.choices,
            example=RoomUse.OFFICE.value,
        ),
        Column("name", _("name"), longest=60),
        Column(
            "area_m2",
            _("usable area (m²)"),
            kind="decimal",
            required=True,
            example="18.5",
            help=_("Usable area, not gross floor area."),
        ),
    ),
)


def row_of(row: SheetRow) -> RoomRow:
    values = row.values
    return RoomRow(
        number=values["number"],
        building_code=values["building_code"],
        level=values["level"],
        use=values["use"],
        name=values["name"] or "",
        area_m2=values["area_m2"],
    )
