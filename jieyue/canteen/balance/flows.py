"""The rows of a day as masses by group of ingredients: what the balance is reckoned from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import F

from jieyue.canteen.kitchen.models import IssueSlip, ProductionBatch
from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.menus.queries import portions_of
from jieyue.canteen.stock.models import Movement, MovementKind
from jieyue.canteen.waste.models import Leftover, LeftoverFate, WasteStage, WasteWeighing
from jieyue.kit.quantities import CannotConvert, Unit, convert

NOTHING = Decimal(0)
CAME_IN = (MovementKind.RECEIPT, MovementKind.OPENING)
DRAWN = (MovementKind.ISSUE, MovementKind.RETURN)
LOST = (MovementKind.SPOILED, MovementKind.DESTROYED)


@dataclass(frozen=True, kw_only=True)
class Food:
    """What the balance must know of an ingredient. kg: of one base unit, None if unknown."""

    name: str
    group: str
    net_yield: Decimal
    kg: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One movement of a lot, in kg, signed as in the store. `for_day`: whose meals it serves."""

    group: str
    kind: str
    mass_kg: Decimal
    amount_yuan: Decimal
    on: date
    for_day: date


@dataclass(frozen=True, kw_only=True)
class Trimmed:
    """One weighing of trimmings or of raw food thrown away; `groups` it may belong to."""

    net_kg: Decimal
    error_kg: Decimal
    groups: frozenset[str]


@dataclass
class Pot:
    """What the recipes say went into the day's pots, by group."""

    by_dish: dict[str, dict[int, Decimal]] = field(default_factory=lambda: defaultdict(dict))
    trimmings: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    dishes: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    without_recipe: list[str] = field(default_factory=list)
    ingredients: set[int] = field(default_factory=set)


def foods(*, site_id: int) -> dict[int, Food]:
    """Every ingredient of the site. One query."""
    rows = Ingredient.objects.filter(site_id=site_id).order_by()
    return {
        row.id: Food(
            name=row.name, group=row.category, net_yield=min(row.net_yield, Decimal(1)), kg=_kg(row)
        )
        for row in rows
    }


def moved(*, canteen_id: int, site_id: int, day: date, known: Mapping[int, Food]) -> list[Moved]:
    """Movements of the day, and those of other days for its meals. Four queries at most."""
    own = set(
        IssueSlip.objects.filter(canteen_id=canteen_id, day=day).values_list("number", flat=True)
    )
    rows = Movement.objects.filter(site_id=site_id, lot__canteen_id=canteen_id).order_by()
    columns = ("lot__ingredient_id", "kind", "quantity", "amount_yuan", "document", "happened_on")
    today = list(rows.filter(happened_on=day).values_list(*columns))
    documents = {row[4] for row in today if row[1] in DRAWN and row[4]} - own
    others = dict(
        IssueSlip.objects.filter(canteen_id=canteen_id, number__in=documents).values_list(
            "number", "day"
        )
    )
    ahead = rows.filter(document__in=own, kind__in=DRAWN).exclude(happened_on=day)
    found = [*today, *(ahead.values_list(*columns) if own else ())]
    return [
        Moved(
            group=known[ingredient_id].group,
            kind=kind,
            mass_kg=quantity * kg,
            amount_yuan=amount,
            on=on,
            for_day=day if document in own else others.get(document, on),
        )
        for ingredient_id, kind, quantity, amount, document, on in found
        if (kg := known[ingredient_id].kg) is not None
    ]


def pot(*, canteen_id: int, site_id: int, day: date, known: Mapping[int, Food]) -> Pot:
    """The day's batches by their recipes, trimmed as bought. Four queries."""
    cooked: dict[int, int] = defaultdict(int)
    names: dict[int, str] = {}
    batches = ProductionBatch.objects.filter(canteen_id=canteen_id, day=day).order_by()
    for dish_id, name, portions in batches.values_list("dish_id", "dish__name", "portions"):
        cooked[dish_id] += portions
        names[dish_id] = name
    found = Pot()
    portions_by_dish = portions_of(site_id=site_id, dish_ids=cooked, on=day) if cooked else {}
    for dish_id, portion in portions_by_dish.items():
        if not portion.raw:
            found.without_recipe.append(names[dish_id])
        for ingredient_id, raw in portion.raw.items():
            food = known[ingredient_id]
            found.ingredients.add(ingredient_id)
            if food.kg is None:
                continue
            raw_kg = raw * cooked[dish_id] * food.kg
            into_pot = raw_kg * food.net_yield
            group = found.by_dish[food.group]
            group[dish_id] = group.get(dish_id, NOTHING) + into_pot
            found.trimmings[food.group] += raw_kg - into_pot
            found.dishes[dish_id].add(food.group)
    return found


def trimmed(*, canteen_id: int, day: date, known: Mapping[int, Food], pots: Pot) -> list[Trimmed]:
    """Trimmings as weighed, and raw food thrown away. One query."""
    rows = WasteWeighing.objects.filter(canteen_id=canteen_id, day=day, corrected_by=None)
    weighed = (
        rows.exclude(stage=WasteStage.PLATE)
        .order_by()
        .values_list(
            "stage", "dish_id", "ingredient_id", F("gross_kg") - F("tare_kg"), "scale_error_kg"
        )
    )
    return [
        Trimmed(
            net_kg=net_kg,
            error_kg=error_kg,
            groups=_groups(dish_id, ingredient_id, known, pots),
        )
        for stage, dish_id, ingredient_id, net_kg, error_kg in weighed
        if stage == WasteStage.TRIMMINGS or ingredient_id is not None
    ]


def kept(*, canteen_id: int, day: date, known: Mapping[int, Food]) -> dict[str, Decimal]:
    """Uncooked food left standing in the kitchen today, less what was settled of earlier days.

    Staff meals of raw goods have left for good. Two queries.
    """
    rows = Leftover.objects.filter(canteen_id=canteen_id, ingredient__isnull=False, dish=None)
    today = rows.filter(day=day).exclude(fate=LeftoverFate.DISCARDED)
    settled = rows.filter(fate=LeftoverFate.KEPT, settled_at__date=day)
    found: dict[str, Decimal] = defaultdict(Decimal)
    for sign, some in ((1, today), (-1, settled)):
        for ingredient_id, mass_kg in some.order_by().values_list("ingredient_id", "mass_kg"):
            found[known[ingredient_id].group] += sign * mass_kg
    return found


def unweighable(known: Mapping[int, Food], ingredient_ids: Iterable[int]) -> list[str]:
    """Names of those whose base unit does not lead to kilograms, sorted."""
    return sorted({known[each].name for each in ingredient_ids if known[each].kg is None})


def _groups(
    dish_id: int | None, ingredient_id: int | None, known: Mapping[int, Food], pots: Pot
) -> frozenset[str]:
    if ingredient_id is not None:
        return frozenset({known[ingredient_id].group})
    if dish_id is not None and pots.dishes[dish_id]:
        return frozenset(pots.dishes[dish_id])
    return frozenset(pots.trimmings)


def _kg(row: Ingredient) -> Decimal | None:
    try:
        return convert(
            Decimal(1),
            Unit(row.base_unit),
            Unit.KG,
            kg_per_l=row.density_kg_per_l,
            g_per_piece=row.grams_per_piece,
        )
    except CannotConvert:
        return None
