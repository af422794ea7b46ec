"""What the canteen can cook: suppliers, ingredients, dishes and their recipes."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from simulator.tables import rows

# GB 7718 names eight groups of allergens; sesame is added because Sichuan kitchens use so much.
ALLERGENS = frozenset(
    ["crustacean", "egg", "fish", "gluten", "milk", "peanut", "sesame", "soybean", "tree_nut"]
)
COURSES = (
    "main",
    "half",
    "vegetable",
    "cold",
    "soup",
    "staple",
    "breakfast",
    "noodle",
    "fruit",
    "dairy",
)
STORAGE = frozenset(["ambient", "chilled", "dry", "frozen"])


class CannotWeigh(Exception):
    """An ingredient counted in pieces or litres that has no weight for one."""

    def __init__(self, *, ingredient: str, base_unit: str) -> None:
        super().__init__(ingredient, base_unit)
        self.ingredient, self.base_unit = ingredient, base_unit


@dataclass(frozen=True, slots=True)
class Supplier:
    """A firm that delivers. `delivery_weekdays` are ISO: Monday is 1."""

    key: str
    name: str
    supplies: str
    minimum_order_yuan: Decimal
    delivery_weekdays: tuple[int, ...]
    lead_days: int


@dataclass(frozen=True, slots=True)
class Ingredient:
    """Something bought. `price_yuan` is for one `base_unit` (kg, L or piece).

    `net_yield` is what trimming leaves of the bought mass; `soaking_yield` is what soaking makes
    of a dried one (1 where it is not soaked). `pack_size` counts base units.
    """

    code: str
    name: str
    name_en: str
    category: str
    base_unit: str
    net_yield: Decimal
    soaking_yield: Decimal
    price_yuan: Decimal
    pack_size: Decimal
    pack_name: str
    shelf_life_days: int
    storage: str
    allergens: frozenset[str]
    supplier_key: str
    lead_days: int
    grams_per_piece: Decimal | None
    density_kg_per_l: Decimal | None

    def grams_per_base_unit(self) -> Decimal:
        """Mass in grams of one base unit as bought. Raises CannotWeigh."""
        weights = {
            "kg": Decimal(1000),
            "L": self.density_kg_per_l and self.density_kg_per_l * 1000,
            "piece": self.grams_per_piece,
        }
        weight = weights.get(self.base_unit)
        if weight is None:
            raise CannotWeigh(ingredient=self.name, base_unit=self.base_unit)
        return weight


@dataclass(frozen=True, slots=True)
class RecipeLine:
    """One ingredient of one portion: `net_g` is trimmed and soaked, before cooking."""

    ingredient_code: str
    net_g: Decimal
    cook_yield: Decimal

    @property
    def cooked_g(self) -> Decimal:
        return self.net_g * self.cook_yield


@dataclass(frozen=True, slots=True)
class Dish:
    """A dish with the recipe of one portion.

    `water_g` is tap water that stays in the portion (soups, porridge). `take_rate` is the share
    of diners expected to take it, before anything was counted. `season` is "", "summer" or
    "winter". `spiciness` runs from 0 to 3.
    """

    code: str
    name: str
    name_en: str
    course: str
    spiciness: int
    portion_g: Decimal
    water_g: Decimal
    take_rate: float
    cook_minutes: int
    holding_minutes: int
    batchable: bool
    season: str
    recipe: tuple[RecipeLine, ...]
    allergens: frozenset[str]


def suppliers() -> tuple[Supplier, ...]:
    """All suppliers, in the order of the table."""
    return tuple(
        Supplier(
            key=row["key"],
            name=row["name"],
            supplies=row["supplies"],
            minimum_order_yuan=Decimal(row["minimum_order_yuan"]),
            delivery_weekdays=tuple(map(int, row["delivery_weekdays"].split())),
            lead_days=int(row["lead_days"]),
        )
        for row in rows("suppliers")
    )


def ingredients() -> tuple[Ingredient, ...]:
    """All ingredients, by code."""
    return tuple(_ingredient(row) for row in rows("ingredients"))


def dishes() -> tuple[Dish, ...]:
    """All dishes with recipes. Raises KeyError for a recipe that names an unknown ingredient."""
    by_name = {ingredient.name: ingredient for ingredient in ingredients()}
    recipes: dict[str, list[tuple[Ingredient, RecipeLine]]] = defaultdict(list)
    for row in rows("recipes"):
        ingredient = by_name[row["ingredient"]]
        line = RecipeLine(ingredient.code, Decimal(row["net_g"]), Decimal(row["cook_yield"]))
        recipes[row["dish"]].append((ingredient, line))
    return tuple(_dish(row, recipes[row["name"]]) for row in rows("dishes"))


def _ingredient(row: dict[str, str]) -> Ingredient:
    return Ingredient(
        code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        category=row["category"],
        base_unit=row["base_unit"],
        net_yield=Decimal(row["net_yield"]),
        soaking_yield=Decimal(row["soaking_yield"]),
        price_yuan=Decimal(row["price_yuan"]),
        pack_size=Decimal(row["pack_size"]),
        pack_name=row["pack_name"],
        shelf_life_days=int(row["shelf_life_days"]),
        storage=row["storage"],
        allergens=frozenset(row["allergens"].split()),
        supplier_key=row["supplier"],
        lead_days=int(row["lead_days"]),
        grams_per_piece=_optional(row["grams_per_piece"]),
        density_kg_per_l=_optional(row["density_kg_per_l"]),
    )


def _dish(row: dict[str, str], recipe: list[tuple[Ingredient, RecipeLine]]) -> Dish:
    return Dish(
        code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        course=row["course"],
        spiciness=int(row["spiciness"]),
        portion_g=Decimal(row["portion_g"]),
        water_g=Decimal(row["water_g"]),
        take_rate=float(row["take_rate"]),
        cook_minutes=int(row["cook_minutes"]),
        holding_minutes=int(row["holding_minutes"]),
        batchable=row["batchable"] == "yes",
        season=row["season"],
        recipe=tuple(line for _, line in recipe),
        allergens=frozenset().union(*(ingredient.allergens for ingredient, _ in recipe)),
    )


def _optional(text: str) -> Decimal | None:
    return Decimal(text) if text else None
