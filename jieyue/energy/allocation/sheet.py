"""The Excel sheet of a month's basis, one row a unit and kind."""

from django.utils.translation import gettext_lazy as _

from jieyue.energy.allocation.models import BasisKind
from jieyue.kit.sheets import Column, SheetSpec

SPEC = SheetSpec(
    "allocation_basis",
    _("Basis of allocation"),
    (
        Column(
            "month",
            _("month"),
            kind="date",
            required=True,
            example="2026-03-01",
            help=_("Any day of the month."),
        ),
        Column("unit_code", _("unit code"), required=True, longest=20, example="U01"),
        Column(
            "kind",
            _("kind"),
            kind="choice",
            required=True,
            choices=BasisKind.choices,
            example=BasisKind.DINER_MEALS.value,
        ),
        Column("value", _("value"), kind="decimal", required=True, minimum=0, example="1250"),
    ),
)
