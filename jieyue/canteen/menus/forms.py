"""What people type about dishes, recipes and ingredients."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.menus.models import Allergen, Course, Storage, Weighing
from jieyue.canteen.menus.rules.drafts import RECIPE_UNITS
from jieyue.kit.unit_labels import UNIT_LABELS
from jieyue.kit.unit_labels import choices as unit_choices

SMALLEST = Decimal("0.001")
HOTTEST = 5


def _decimal(digits: int, places: int, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(max_digits=digits, decimal_places=places, **options)


class DishForm(forms.Form):
    """A dish without its recipe lines. The code of a known dish stays."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Dish"), max_length=60)
    name_en = forms.CharField(label=_("English name"), max_length=80, required=False)
    course = forms.ChoiceField(label=_("Course"), choices=Course.choices)
    prior_take_rate = _decimal(
        4,
        3,
        label=_("Take rate, first guess"),
        min_value=0,
        max_value=1,
        initial=Decimal("0.5"),
        help_text=_("0.62: of 100 diners 62 take it."),
    )
    portion_g = forms.IntegerField(
        label=_("Portion (g)"), min_value=1, max_value=5000, required=False
    )
    cook_minutes = forms.IntegerField(
        label=_("Cooking time (min)"), min_value=0, max_value=1440, initial=30
    )
    holding_minutes = forms.IntegerField(
        label=_("Holding time (min)"), min_value=0, max_value=1440, initial=120
    )
    spiciness = forms.IntegerField(
        label=_("Spiciness (0 to 5)"), min_value=0, max_value=HOTTEST, initial=0
    )
    season = forms.CharField(label=_("Season"), max_length=20, required=False)
    may_cook_twice = forms.BooleanField(label=_("In two batches"), required=False)
    is_active = forms.BooleanField(
        label=_("On offer"),
        required=False,
        initial=True,
        help_text=_("A dish not on offer stays in the records."),
    )
    recipe_portions = _decimal(
        6,
        1,
        label=_("Recipe is for (portions)"),
        min_value=Decimal("0.1"),
        initial=Decimal(1),
    )

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = not is_new


class RecipeLineForm(forms.Form):
    """One line of a recipe as typed. The ingredient is named, or given by its code."""

    ingredient = forms.CharField(label=_("Ingredient"), max_length=60)
    quantity = _decimal(10, 3, label=_("Quantity"), min_value=SMALLEST)
    unit = forms.ChoiceField(
        label=_("Unit"), choices=[(unit.value, UNIT_LABELS[unit]) for unit in RECIPE_UNITS]
    )
    weighed = forms.ChoiceField(label=_("Weighed"), choices=Weighing.choices)
    cook_yield = _decimal(5, 3, label=_("Cooking yield"), min_value=SMALLEST, max_value=30)


class IngredientForm(forms.Form):
    """An ingredient, and what it costs from a day on. The code of a known one stays."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Ingredient"), max_length=60)
    name_en = forms.CharField(label=_("English name"), max_length=80, required=False)
    category = forms.CharField(label=_("Category"), max_length=30, required=False)
    base_unit = forms.ChoiceField(
        label=_("Unit"),
        choices=unit_choices,
        help_text=_("The unit in which it is bought and counted."),
    )
    net_yield = _decimal(
        6,
        4,
        label=_("Net yield"),
        min_value=Decimal("0.01"),
        max_value=Decimal("1.5"),
        initial=Decimal(1),
        help_text=_("Trimmed mass / mass bought, such as 0.94."),
    )
    soaking_yield = _decimal(
        6,
        3,
        label=_("Soaking yield"),
        min_value=Decimal("0.1"),
        max_value=30,
        initial=Decimal(1),
        help_text=_("Soaked mass / dry mass, such as 2.4."),
    )
    density_kg_per_l = _decimal(
        6,
        4,
        label=_("Density (kg/l)"),
        min_value=Decimal("0.1"),
        max_value=5,
        required=False,
    )
    grams_per_piece = _decimal(
        8, 2, label=_("Grams per piece"), min_value=Decimal("0.01"), required=False
    )
    shelf_life_days = forms.IntegerField(
        label=_("Shelf life (days)"), min_value=0, max_value=3650, required=False
    )
    storage = forms.ChoiceField(
        label=_("Storage"), choices=[("", _("not known")), *Storage.choices], required=False
    )
    allergens = forms.MultipleChoiceField(
        label=_("Allergens"),
        choices=Allergen.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    price_yuan = _decimal(
        10,
        4,
        label=_("New price per unit (yuan)"),
        min_value=0,
        required=False,
        help_text=_("Empty: the price stays."),
    )
    price_from = forms.DateField(
        label=_("New price from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = not is_new
