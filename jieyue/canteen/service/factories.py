"""Rows for tests of the tills."""

from datetime import date, datetime
from decimal import Decimal
from itertools import count
from uuid import uuid4

from jieyue.canteen.diners.models import Canteen, Meal
from jieyue.canteen.guests.models import GuestBooking
from jieyue.canteen.menus.models import Dish
from jieyue.canteen.service.models import MealAccount, MealPrice, Till
from jieyue.canteen.service.rules import key_digest
from jieyue.canteen.service.serving import Serving
from jieyue.people.factories import LONG_AGO, make_person
from jieyue.people.persons.models import Person
from jieyue.people.units.models import Unit

_numbers = count(1)


def make_till(*, canteen: Canteen, name: str = "", key: str = "") -> Till:
    number = next(_numbers)
    return Till.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        code=f"T{number}",
        name=name or f"{number}号窗口",
        key_digest=key_digest(key) if key else "",
    )


def make_price(
    *,
    canteen: Canteen,
    price: str = "15.00",
    subsidy: str = "10.00",
    meal: str = Meal.LUNCH,
    dish: Dish | None = None,
    effective_on: date = LONG_AGO,
) -> MealPrice:
    return MealPrice.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        meal=meal,
        dish=dish,
        effective_on=effective_on,
        price_yuan=Decimal(price),
        subsidy_yuan=Decimal(subsidy),
    )


def make_meal_account(
    *, person: Person | None = None, card: str = "", balance: str = "0.00", **fields: object
) -> MealAccount:
    """An account whose balance came without entries; give money by `accounts.credit` for both."""
    person = person or make_person()
    return MealAccount.objects.create(
        site_id=person.site_id,
        person=person,
        card_number=card or f"CARD{next(_numbers):05}",
        balance_yuan=Decimal(balance),
        **fields,
    )


def make_booking(
    *, canteen: Canteen, unit: Unit, day: date, at: datetime, guests: int = 4, companions: int = 0
) -> GuestBooking:
    return GuestBooking.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        unit=unit,
        meal=Meal.LUNCH,
        day=day,
        guests=guests,
        companions=companions,
        purpose="来访",
        booked_by="Somebody",
        booked_at=at,
    )


def serving(*, canteen: Canteen, happened_at: datetime, **fields: object) -> Serving:
    values: dict[str, object] = {"client_id": uuid4(), "meal": Meal.LUNCH, **fields}
    return Serving(canteen_id=canteen.id, happened_at=happened_at, **values)  # type: ignore[arg-type]
