"""What the survey page asks for: ingredients of a category with the last price of each."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from django.http import QueryDict

from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.suppliers.models import PriceSurvey
from jieyue.kit.actor import Actor
from jieyue.kit.unit_labels import label_of

MOST_YUAN = Decimal(100_000)


@dataclass(frozen=True, kw_only=True)
class SurveyLine:
    """One ingredient to ask for; `last_yuan` is what the latest survey found."""

    ingredient_id: int
    ingredient: str
    unit: str
    last_yuan: Decimal | None
    last_on: date | None


@dataclass
class Typed:
    """Prices by ingredient: as typed, those that are none, and what they are."""

    texts: dict[int, str] = field(default_factory=dict)
    errors: set[int] = field(default_factory=set)
    prices: dict[int, Decimal] = field(default_factory=dict)


def categories(actor: Actor) -> list[str]:
    """Categories of ingredients in use, sorted; one without a name is left to the end."""
    goods = Ingredient.objects.visible_to(actor).filter(is_active=True)
    found = set(goods.order_by().values_list("category", flat=True).distinct())
    return sorted(found, key=lambda name: (not name, name))


def markets(actor: Actor, *, limit: int = 20) -> list[str]:
    """Names of markets asked before, the latest first."""
    rows = PriceSurvey.objects.visible_to(actor).order_by("-surveyed_on", "-id")
    return list(dict.fromkeys(rows.values_list("market", flat=True)[: limit * 20]))[:limit]


def last_market(actor: Actor) -> str:
    return next(iter(markets(actor, limit=1)), "")


def lines(actor: Actor, *, category: str, today: date) -> list[SurveyLine]:
    """Ingredients in use of a category, by name. Two queries."""
    goods = Ingredient.objects.visible_to(actor).filter(is_active=True, category=category)
    rows = list(goods.order_by("name"))
    surveyed = PriceSurvey.objects.visible_to(actor).filter(
        ingredient__in=[row.id for row in rows], surveyed_on__lte=today
    )
    last: dict[int, PriceSurvey] = {}
    for found in surveyed.order_by("surveyed_on", "id"):
        last[found.ingredient_id] = found
    return [
        SurveyLine(
            ingredient_id=row.id,
            ingredient=row.name,
            unit=label_of(row.base_unit),
            last_yuan=last[row.id].price_yuan if row.id in last else None,
            last_on=last[row.id].surveyed_on if row.id in last else None,
        )
        for row in rows
    ]


def read(post: QueryDict, rows: list[SurveyLine]) -> Typed:
    """What stands beside the ingredients; empty fields are no prices."""
    typed = Typed()
    for row in rows:
        text = post.get(f"price-{row.ingredient_id}", "").strip()
        if not text:
            continue
        typed.texts[row.ingredient_id] = text
        price = _price(text)
        if price is None:
            typed.errors.add(row.ingredient_id)
        else:
            typed.prices[row.ingredient_id] = price
    return typed


def _price(text: str) -> Decimal | None:
    """Yuan above 0 with at most four decimals; None for anything else."""
    try:
        price = Decimal(text)
    except InvalidOperation:
        return None
    if not price.is_finite() or not 0 < price <= MOST_YUAN or price != round(price, 4):
        return None
    return price
