"""What every part of the canteen's loop shares while it is loaded: ids, names, numbers, moments."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from jieyue.kit.numbers.models import NumberSeries
from jieyue.kit.periods import SHANGHAI
from jieyue.people.accounts.models import Account
from simulator.appetite import MealKey
from simulator.food import Dish, Ingredient
from simulator.loading.stage import Stage
from simulator.menu_cycle import MEALS

ROLES = ("buyer", "acceptor", "storekeeper", "inspector", "safety", "kitchen", "manager", "till")
SOURCE = "演示数据"


@dataclass(frozen=True)
class Hand:
    """Somebody of the canteen who signs."""

    person_id: int
    name: str


@dataclass
class Numbering:
    """Numbers as the product gives them out, and how far each series came."""

    site_id: int
    last: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))

    def take(self, prefix: str, day: date) -> str:
        self.last[prefix, day.year] += 1
        return f"{prefix}-{day.year}-{self.last[prefix, day.year]:05d}"

    def keep(self) -> None:
        """Let the product go on from here."""
        for (prefix, year), last in self.last.items():
            NumberSeries.objects.update_or_create(
                site_id=self.site_id, prefix=prefix, year=year, defaults={"last": last}
            )


@dataclass(frozen=True)
class Loop:
    """The canteen as the loop's tables name it."""

    stage: Stage
    canteen_id: int
    goods: Mapping[str, Ingredient]
    ingredient_ids: Mapping[str, int]
    dish_ids: Mapping[str, int]
    supplier_ids: Mapping[str, int]
    hands: Mapping[str, Hand]
    numbering: Numbering

    @property
    def site_id(self) -> int:
        return self.stage.site_id

    @property
    def dishes(self) -> Mapping[str, Dish]:
        return self.stage.world.dishes


def hands(site_id: int) -> dict[str, Hand]:
    """The people behind the canteen's log-ins."""
    rows = Account.objects.filter(site_id=site_id, username__in=ROLES)
    return {
        name: Hand(person_id, person)
        for name, person_id, person in rows.values_list("username", "person_id", "person__name")
    }


def numbering(site_id: int) -> Numbering:
    """The series as they stand."""
    rows = NumberSeries.objects.filter(site_id=site_id)
    last: dict[tuple[str, int], int] = defaultdict(int)
    for prefix, year, reached in rows.values_list("prefix", "year", "last"):
        last[prefix, year] = reached
    return Numbering(site_id, last)


@lru_cache(maxsize=4096)
def at(day: date, minute: float) -> datetime:
    """A moment of a day, in minutes from midnight to the second; above a day is the next day."""
    start = datetime.combine(day, time(), tzinfo=SHANGHAI)
    return start + timedelta(seconds=round(minute * 60))


def meal_name(key: MealKey) -> str:
    return MEALS[key.slot]


def quantity(thousandths: int) -> str:
    return f"{thousandths / 1000:.3f}"


def yuan(fen: int) -> str:
    return f"{fen / 100:.2f}"


def unit_price(ten_thousandths: int) -> str:
    return f"{ten_thousandths / 10_000:.4f}"
