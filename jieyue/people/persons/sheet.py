"""The Excel sheet of persons."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.sheets import Column, SheetRow, SheetSpec
from jieyue.people.persons.take_in import PersonRow

SPEC = SheetSpec(
    "persons",
    _("Persons"),
    (
        Column("staff_no", _("staff number"), required=True, example="Y0001", longest=20),
        Column("name", _("full name"), required=True, longest=40),
        Column("unit_code", _("unit code"), required=True, example="U01", longest=20),
        Column("post", _("post"), longest=40),
        Column(
            "phone", _("phone"), help=_("Left empty, a known number stays as it is."), longest=20
        ),
        Column("since_on", _("since"), kind="date", help=_("Left empty: today.")),
    ),
)


def row_of(row: SheetRow) -> PersonRow:
    values = row.values
    return PersonRow(
        staff_no=values["staff_no"],
        name=values["name"],
        unit_code=values["unit_code"],
        post=values["post"] or "",
        phone=values["phone"] or None,
        since_on=values["since_on"],
    )
