"""The columns of the sheets of ingredients, dishes and recipes, for Excel in."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from jieyue.canteen.menus.models import Allergen, Course, Storage, Weighing
from jieyue.kit.sheets import Column, SheetSpec
from jieyue.kit.unit_labels import choices as unit_choices

INGREDIENTS = SheetSpec(
    "ingredients",
    _("Ingredients"),
    (
        Column("code", _("Code"), required=True, longest=20, example="A101"),
        Column("name", _("Ingredient"), required=True, longest=60, example="土豆"),
        Column("name_en", _("English name"), longest=80, example="potato"),
        Column("category", _("Category"), longest=30),
        Column(
            "base_unit",
            _("Unit"),
            kind="choice",
            choices=unit_choices(),
            required=True,
            help=_("The unit in which it is bought and counted."),
            example="kg",
        ),
        Column(
            "price_yuan",
            _("Price per unit"),
            kind="decimal",
            minimum=0,
            help=_("In force from today; earlier prices stay in the history."),
            example="3.20",
        ),
        Column(
            "net_yield",
            _("Net yield"),
            kind="decimal",
            minimum=Decimal("0.01"),
            maximum=Decimal("1.5"),
            help=_("Trimmed mass / mass bought, such as 0.94. Empty: 1."),
            example="0.94",
        ),
        Column(
            "soaking_yield",
            _("Soaking yield"),
            kind="decimal",
            minimum=Decimal("0.1"),
            maximum=Decimal("30"),
            help=_("Soaked mass / dry mass, such as 2.4. Empty: 1."),
        ),
        Column(
            "density_kg_per_l",
            _("Density (kg/l)"),
            kind="decimal",
            minimum=Decimal("0.1"),
            maximum=Decimal("5"),
        ),
        Column(
            "grams_per_piece",
            _("Grams per piece"),
            kind="decimal",
            minimum=Decimal("0.1"),
            maximum=Decimal("50000"),
        ),
        Column("shelf_life_days", _("Shelf life (days)"), kind="integer", minimum=0, maximum=3650),
        Column("storage", _("Storage"), kind="choice", choices=Storage.choices),
        Column(
            "allergens",
            _("Allergens"),
            help=_("Codes with spaces between: crustacean egg fish gluten milk peanut …"),
        ),
    ),
)
DISHES = SheetSpec(
    "dishes",
    _("Dishes"),
    (
        Column("code", _("Code"), required=True, longest=20, example="M01"),
        Column("name", _("Dish"), required=True, longest=60, example="回锅肉"),
        Column("name_en", _("English name"), longest=80),
        Column("course", _("Course"), kind="choice", choices=Course.choices, required=True),
        Column("spiciness", _("Spiciness"), kind="integer", minimum=0, maximum=5),
        Column("portion_g", _("Portion (g)"), kind="integer", minimum=1, maximum=2000),
        Column(
            "prior_take_rate",
            _("Take rate, first guess"),
            kind="decimal",
            required=True,
            minimum=0,
            maximum=1,
            help=_("Share of diners from 0 to 1, such as 0.56; learnt from counts later."),
            example="0.56",
        ),
        Column("cook_minutes", _("Cooking time (min)"), kind="integer", minimum=0, maximum=600),
        Column("holding_minutes", _("Holding time (min)"), kind="integer", minimum=0, maximum=600),
        Column("may_cook_twice", _("In two batches"), kind="boolean"),
    ),
)
RECIPES = SheetSpec(
    "recipes",
    _("Recipes"),
    (
        Column("dish", _("Dish"), required=True, help=_("Name or code."), example="回锅肉"),
        Column("ingredient", _("Ingredient"), required=True, help=_("Name or code.")),
        Column(
            "quantity",
            _("Quantity"),
            kind="decimal",
            required=True,
            minimum=Decimal("0.001"),
            help=_("For all the portions the dish's recipe is written for."),
            example="110",
        ),
        Column(
            "unit", _("Unit"), kind="choice", choices=unit_choices(), required=True, example="g"
        ),
        Column("weighed", _("Weighed"), kind="choice", choices=Weighing.choices),
        Column(
            "cook_yield",
            _("Cooking yield"),
            kind="decimal",
            minimum=Decimal("0.05"),
            maximum=Decimal("5"),
        ),
    ),
)
ALLERGEN_CODES = frozenset(Allergen.values)
