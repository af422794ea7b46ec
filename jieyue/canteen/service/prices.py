"""餐标: what a meal and its dishes cost from a day on."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.menus.actions import check_dishes
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.service.facts import MealPriceSet
from jieyue.canteen.service.models import MealPrice
from jieyue.canteen.service.refusals import BadPrice, PriceDated
from jieyue.canteen.service.rules import Price
from jieyue.kit import journal
from jieyue.kit.actor import Actor


@dataclass(frozen=True)
class PricesOfMeal:
    """The meal's own price, None where only dishes have one, and dishes by id."""

    meal: Price | None = None
    dishes: dict[int, Price] = field(default_factory=dict)


def prices_of(*, canteen_id: int, on: date) -> dict[str, PricesOfMeal]:
    """Prices in force on a day, by meal; a meal without any is missing. One query."""
    rows = MealPrice.objects.filter(canteen_id=canteen_id, effective_on__lte=on)
    meals: dict[str, Price] = {}
    dishes: dict[str, dict[int, Price]] = {}
    fields = ("meal", "dish_id", "price_yuan", "subsidy_yuan")
    for meal, dish_id, price, subsidy in rows.order_by("effective_on", "id").values_list(*fields):
        if dish_id is None:
            meals[meal] = Price(price, subsidy)
        else:
            dishes.setdefault(meal, {})[dish_id] = Price(price, subsidy)
    return {
        meal: PricesOfMeal(meals.get(meal), dishes.get(meal, {}))
        for meal in meals.keys() | dishes.keys()
    }


@transaction.atomic
def set_price(
    *,
    canteen_id: int,
    meal: str,
    dish_id: int | None = None,
    effective_on: date,
    price: Price,
    actor: Actor,
    at: datetime,
) -> None:
    """Set what a meal, or a dish of it, costs from a day on; the same day again replaces it.

    Only days to come: what was sold stays as it was charged. Raises BadPrice, PriceDated,
    UnknownDishes.
    """
    actor.require(CanteenPermission.SERVICE_CONFIGURE)
    canteen = Canteen.objects.visible_to(actor).select_for_update(no_key=True).get(id=canteen_id)
    if not Decimal(0) <= price.subsidy_yuan <= price.price_yuan:
        raise BadPrice(price_yuan=price.price_yuan, subsidy_yuan=price.subsidy_yuan)
    today = timezone.localdate(at)
    has_any = MealPrice.objects.filter(canteen=canteen, meal=meal, dish_id=dish_id).exists()
    if effective_on < today or (effective_on == today and has_any):
        raise PriceDated(effective_on=effective_on, today=today)
    if dish_id is not None:
        check_dishes([dish_id], site_id=canteen.site_id)
    MealPrice.objects.filter(
        canteen=canteen, meal=meal, dish_id=dish_id, effective_on=effective_on
    ).delete()
    MealPrice.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        meal=meal,
        dish_id=dish_id,
        effective_on=effective_on,
        price_yuan=price.price_yuan,
        subsidy_yuan=price.subsidy_yuan,
    )
    fact = MealPriceSet(
        canteen_id=canteen_id,
        meal=meal,
        dish_id=dish_id,
        effective_on=effective_on,
        price_yuan=price.price_yuan,
        subsidy_yuan=price.subsidy_yuan,
    )
    journal.record(fact, actor=actor, at=at)
