"""The columns of the sheet of suppliers and their terms, for Excel in."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from jieyue.kit.sheets import Column, SheetSpec

TERMS = SheetSpec(
    "terms",
    _("Suppliers and terms"),
    (
        Column("supplier_code", _("Supplier code"), required=True, longest=20, example="VEG"),
        Column("supplier_name", _("Supplier"), required=True, longest=80),
        Column(
            "minimum_order_yuan",
            _("Minimum order (yuan)"),
            kind="decimal",
            minimum=0,
            example="300",
        ),
        Column(
            "delivery_weekdays",
            _("Delivery weekdays"),
            longest=7,
            help=_("Digits, Monday is 1: 12345 is Monday to Friday."),
            example="12345",
        ),
        Column("ingredient", _("Ingredient"), required=True, help=_("Name or code.")),
        Column("pack_name", _("Pack"), longest=20),
        Column(
            "pack_quantity",
            _("Pack size"),
            kind="decimal",
            required=True,
            minimum=Decimal("0.001"),
            help=_("In the unit in which the ingredient is bought."),
            example="10",
        ),
        Column("price_yuan", _("Price of a pack (yuan)"), kind="decimal", required=True, minimum=0),
        Column("lead_days", _("Lead time (days)"), kind="integer", minimum=0, maximum=60),
        Column("budget_line", _("Budget line"), longest=60),
    ),
)
