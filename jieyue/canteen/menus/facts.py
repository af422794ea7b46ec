from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class MenuSet(Fact):
    """The dishes of one meal were chosen; ids in the order of the menu."""

    name: ClassVar[str] = "canteen.menus.set"
    label = _("Menu set")

    canteen_id: int
    day: date
    meal: str
    old: list[int]
    new: list[int]


@dataclass(frozen=True, kw_only=True)
class CycleApplied(Fact):
    """A cycle menu filled the meals of [first, last] that had no menu yet."""

    name: ClassVar[str] = "canteen.menus.cycle_applied"
    label = _("Cycle menu applied")

    cycle_id: int
    first: date
    last: date
    meals: int


@dataclass(frozen=True, kw_only=True)
class CycleSet(Fact):
    """A cycle menu was added (no `old`) or changed: the fields that differ, as text."""

    name: ClassVar[str] = "canteen.menus.cycle_set"
    label = _("Cycle menu set")

    cycle_id: int
    old: dict[str, str]
    new: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class CycleMealSet(Fact):
    """The dishes of one meal of a cycle were chosen; ids in the order of the menu."""

    name: ClassVar[str] = "canteen.menus.cycle_meal_set"
    label = _("Meal of a cycle menu set")

    cycle_id: int
    week: int
    weekday: int
    meal: str
    old: list[int]
    new: list[int]


@dataclass(frozen=True, kw_only=True)
class CycleWeekCopied(Fact):
    """One week of a cycle became like another; `replaced` dishes made way for `dishes`."""

    name: ClassVar[str] = "canteen.menus.cycle_week_copied"
    label = _("Week of a cycle menu copied")

    cycle_id: int
    from_week: int
    to_week: int
    replaced: int
    dishes: int


@dataclass(frozen=True, kw_only=True)
class RecipeSet(Fact):
    """A dish has a new recipe: [ingredient id, quantity, unit, weighed, cooking yield] by line."""

    name: ClassVar[str] = "canteen.menus.recipe_set"
    label = _("Recipe changed")

    dish_id: int
    old: list[tuple[int, Decimal, str, str, Decimal]]
    new: list[tuple[int, Decimal, str, str, Decimal]]


@dataclass(frozen=True, kw_only=True)
class IngredientSet(Fact):
    """An ingredient was added (no `old`) or changed: the fields that differ, as text."""

    name: ClassVar[str] = "canteen.menus.ingredient_set"
    label = _("Ingredient set")

    code: str
    old: dict[str, str]
    new: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class DishSet(Fact):
    """A dish was added (no `old`) or changed: the fields that differ, as text."""

    name: ClassVar[str] = "canteen.menus.dish_set"
    label = _("Dish set")

    code: str
    old: dict[str, str]
    new: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class RecipeLineSet(Fact):
    """An ingredient of a dish was added (no `old`) or changed: the fields that differ, as text."""

    name: ClassVar[str] = "canteen.menus.recipe_line_set"
    label = _("Recipe line set")

    dish: str
    ingredient: str
    old: dict[str, str]
    new: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class TakeRatesLearnt(Fact):
    """Take rates were learnt anew from served counts."""

    name: ClassVar[str] = "canteen.menus.take_rates_learnt"
    label = _("Take rates learnt")

    canteen_id: int
    learnt_on: date
    dishes: int


@dataclass(frozen=True, kw_only=True)
class ServedRecorded(Fact):
    """Portions taken were counted for the meals of [first, last]."""

    name: ClassVar[str] = "canteen.menus.served_recorded"
    label = _("Portions taken recorded")

    canteen_id: int
    first: date
    last: date
    counts: int
