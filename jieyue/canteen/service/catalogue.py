"""What a till needs to sell, with the network there or gone."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from jieyue.canteen.diners.models import Canteen, MealPeriod
from jieyue.canteen.guests.models import GuestBooking
from jieyue.canteen.menus.models import MenuDish
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.service.card_lists import CardList, card_list
from jieyue.canteen.service.models import Sale
from jieyue.canteen.service.prices import PricesOfMeal, prices_of
from jieyue.canteen.service.rules import places_left
from jieyue.kit.actor import Actor


@dataclass(frozen=True)
class DishOnSale:
    """A button of the till. price is None for a dish that is in the meal's price."""

    id: int
    name: str
    course: str
    price: str | None


@dataclass(frozen=True)
class GuestsExpected:
    id: int
    unit: str
    guests_left: int
    companions_left: int


@dataclass(frozen=True)
class MealOnSale:
    """One meal of the day, with its hours and price; price is None where only dishes have one."""

    meal: str
    label: str
    opens: str
    closes: str
    price: str | None
    subsidy: str | None
    dishes: list[DishOnSale]
    guests: list[GuestsExpected]


@dataclass(frozen=True)
class Catalogue:
    """Everything a till keeps for one day."""

    canteen_id: int
    canteen: str
    day: date
    made_at: datetime
    meals: list[MealOnSale]
    cards: CardList


def catalogue(actor: Actor, *, canteen_id: int, at: datetime) -> Catalogue:
    """Menu, prices, guests and cards of today. Seven queries. Raises Canteen.DoesNotExist."""
    actor.require(CanteenPermission.SERVICE_SELL)
    canteen = Canteen.objects.visible_to(actor).get(id=canteen_id)
    day = timezone.localdate(at)
    prices = prices_of(canteen_id=canteen.id, on=day)
    dishes = _dishes(canteen.id, day, prices)
    guests = _guests(canteen.id, day)
    periods = MealPeriod.objects.filter(canteen=canteen).order_by("opens")
    meals = [
        _meal(period, prices.get(period.meal, PricesOfMeal()), dishes, guests) for period in periods
    ]
    cards = card_list(site_id=canteen.site_id, canteen_id=canteen.id, at=at)
    return Catalogue(canteen.id, canteen.name, day, at, meals, cards)


def _meal(
    period: MealPeriod,
    prices: PricesOfMeal,
    dishes: dict[str, list[DishOnSale]],
    guests: dict[str, list[GuestsExpected]],
) -> MealOnSale:
    return MealOnSale(
        meal=period.meal,
        label=period.get_meal_display(),
        opens=f"{period.opens:%H:%M}",
        closes=f"{period.closes:%H:%M}",
        price=str(prices.meal.price_yuan) if prices.meal else None,
        subsidy=str(prices.meal.subsidy_yuan) if prices.meal else None,
        dishes=dishes[period.meal],
        guests=guests[period.meal],
    )


def _dishes(
    canteen_id: int, day: date, prices: dict[str, PricesOfMeal]
) -> dict[str, list[DishOnSale]]:
    rows = MenuDish.objects.filter(menu__canteen_id=canteen_id, menu__day=day)
    found: dict[str, list[DishOnSale]] = defaultdict(list)
    for row in rows.select_related("dish", "menu").order_by("position", "id"):
        own = prices.get(row.menu.meal, PricesOfMeal()).dishes.get(row.dish_id)
        price = str(own.price_yuan) if own else None
        found[row.menu.meal].append(
            DishOnSale(row.dish_id, row.dish.name, str(row.dish.get_course_display()), price)
        )
    return found


def _guests(canteen_id: int, day: date) -> dict[str, list[GuestsExpected]]:
    rows = GuestBooking.objects.filter(canteen_id=canteen_id, day=day, cancelled_at=None)
    came: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    sales = Sale.objects.filter(guest_booking__in=rows, cancelled_at=None)
    for booking_id, people, companions in sales.values_list(
        "guest_booking_id", "diners", "companions"
    ):
        guests, with_them = came[booking_id]
        came[booking_id] = (guests + people - companions, with_them + companions)
    found: dict[str, list[GuestsExpected]] = defaultdict(list)
    for row in rows.select_related("unit").order_by("unit__code", "id"):
        guests, companions = came[row.id]
        found[row.meal].append(
            GuestsExpected(
                row.id,
                row.unit.name,
                places_left(booked=row.guests, served=guests),
                places_left(booked=row.companions, served=companions),
            )
        )
    return found
