"""Columns and filters of the lists of dishes and ingredients."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.menus.catalogue import DishRow, IngredientRow
from jieyue.canteen.menus.models import Course
from jieyue.kit.tables import (
    DayColumn,
    NumberColumn,
    RowFilter,
    ShareColumn,
    StatusColumn,
    Table,
    TextColumn,
    YesNoColumn,
    YuanColumn,
)

RECIPE_STATES = {"True": (_("has a recipe"), "green"), "False": (_("to be written"), "yellow")}


class DishTable(Table):
    hidden: ClassVar[tuple[str, ...]] = ("code", "may_cook_twice", "days")

    code = TextColumn(verbose_name=_("Code"))
    name = TextColumn(
        verbose_name=_("Dish"),
        linkify=lambda record: reverse("canteen:dish", args=[record.code]),
    )
    course = StatusColumn(
        verbose_name=_("Course"),
        states={code: (label, "secondary") for code, label in Course.choices},
    )
    cost_yuan = YuanColumn(verbose_name=_("Cost per portion"))
    portion_g = NumberColumn(verbose_name=_("Portion (g)"))
    take_rate = ShareColumn(verbose_name=_("Take rate"))
    days = NumberColumn(verbose_name=_("Days counted"))
    allergens = TextColumn(verbose_name=_("Allergens"))
    may_cook_twice = YesNoColumn(verbose_name=_("Two batches"))
    has_recipe = StatusColumn(verbose_name=_("Recipe"), states=RECIPE_STATES)


class DishFilter(RowFilter):
    q = forms.CharField(label=_("Name or code"), required=False)
    course = forms.ChoiceField(
        label=_("Course"), required=False, choices=[("", _("all")), *Course.choices]
    )
    without_recipe = forms.BooleanField(label=_("Without a recipe"), required=False)

    def choose(self, rows: Sequence[Any]) -> Sequence[DishRow]:
        text, course = self.cleaned_data["q"].strip().lower(), self.cleaned_data["course"]
        return [
            row
            for row in rows
            if (text in row.name.lower() or text in row.code.lower())
            and course in ("", row.course)
            and not (self.cleaned_data["without_recipe"] and row.has_recipe)
        ]


class IngredientTable(Table):
    hidden: ClassVar[tuple[str, ...]] = ("code", "soaking_yield", "priced_on")

    code = TextColumn(verbose_name=_("Code"))
    name = TextColumn(
        verbose_name=_("Ingredient"),
        linkify=lambda record: (
            record.may_edit and reverse("canteen:ingredient", args=[record.code])
        ),
    )
    category = TextColumn(verbose_name=_("Category"))
    price_yuan = YuanColumn(verbose_name=_("Price per unit"))
    base_unit = TextColumn(verbose_name=_("Unit"))
    priced_on = DayColumn(verbose_name=_("Price since"))
    net_yield = ShareColumn(verbose_name=_("Net yield"))
    soaking_yield = NumberColumn(verbose_name=_("Soaking yield"))
    shelf_life_days = NumberColumn(verbose_name=_("Shelf life (days)"))
    storage = TextColumn(verbose_name=_("Storage"))
    allergens = TextColumn(verbose_name=_("Allergens"))


class IngredientFilter(RowFilter):
    q = forms.CharField(label=_("Name or code"), required=False)

    def choose(self, rows: Sequence[Any]) -> Sequence[IngredientRow]:
        text = self.cleaned_data["q"].strip().lower()
        return [row for row in rows if text in row.name.lower() or text in row.code.lower()]
