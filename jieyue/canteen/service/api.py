"""The tills' door: what is on sale today, sales in, and what is left of each dish."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.guests.models import GuestBooking
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.service import actions, live
from jieyue.canteen.service.catalogue import Catalogue, catalogue
from jieyue.canteen.service.models import Sale, Till
from jieyue.canteen.service.serving import Serving
from jieyue.canteen.service.tills import TillKey
from jieyue.kit.api import Instant, SessionActor
from jieyue.kit.device_clock import SENT_AT, skew_seconds
from jieyue.kit.idempotency import idempotent
from jieyue.kit.pages import actor_of
from jieyue.kit.problems import answers
from jieyue.people.persons.models import Person

router = Router(tags=["canteen"], auth=[TillKey(), SessionActor()])

LARGEST_ID = 2**63 - 1
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
MealName = Literal["breakfast", "lunch", "dinner"]
Portions = Annotated[Decimal, Field(gt=0, lt=1000, decimal_places=1)]


class DishIn(Schema):
    """A dish taken: 0.5, 1 or 2 portions for one diner."""

    dish_id: Id
    portions: Portions = Decimal(1)


class SaleIn(Schema):
    """One diner: a card, a person, or guests of a booking. Without any, diners counted by hand.

    client_id is chosen by the till; the same one again is answered as before. happened_at is the
    till's own time; its clock at sending goes into the header X-Sent-At.
    """

    client_id: UUID
    canteen_id: Id
    meal: MealName
    happened_at: Instant
    till_id: Id | None = None
    card_number: str = Field("", max_length=40)
    person_id: Id | None = None
    guest_booking_id: Id | None = None
    diners: int = Field(1, ge=1, le=500)
    companions: int = Field(0, ge=0, le=500)
    dishes: list[DishIn] = Field([], max_length=60)
    already_served: bool = Field(False, description="Handed out before asking: kept, and flagged.")
    card_list: str = Field("", max_length=400, description="Signature of the list of cards used.")


class SaleOut(Schema):
    """balance_yuan is null where no account was charged; repeat: it was known already."""

    client_id: UUID
    day: date
    meal: str
    name: str
    diners: int
    price_yuan: Decimal
    subsidy_yuan: Decimal
    own_share_yuan: Decimal
    balance_yuan: Decimal | None
    flags: list[str]
    repeat: bool


class CancelIn(Schema):
    reason: str = Field(max_length=120)
    client_id: UUID | None = None
    happened_at: Instant | None = None


class CancelledOut(Schema):
    client_id: UUID
    cancelled_at: datetime


class DishOnSaleOut(Schema):
    """price is null for a dish that is in the meal's price."""

    id: int
    name: str
    course: str
    price: Decimal | None


class GuestsExpectedOut(Schema):
    id: int
    unit: str
    guests_left: int
    companions_left: int


class MealOnSaleOut(Schema):
    """price is null where only dishes have one."""

    meal: str
    label: str
    opens: str
    closes: str
    price: Decimal | None
    subsidy: Decimal | None
    dishes: list[DishOnSaleOut]
    guests: list[GuestsExpectedOut]


class CardListOut(Schema):
    """State by digest: the first 16 hexadecimal digits of the SHA-256 of salt and card number."""

    salt: str
    issued_at: datetime
    signature: str
    cards: dict[str, str]


class CatalogueOut(Schema):
    canteen_id: int
    canteen: str
    day: date
    made_at: datetime
    meals: list[MealOnSaleOut]
    cards: CardListOut


class DishLeftOut(Schema):
    """left is null for a dish that no plan in force has."""

    dish_id: int
    dish: str
    taken: Decimal
    cooked: int | None
    left: Decimal | None


class DishesLeftOut(Schema):
    """diners: how many have come to the meal so far."""

    diners: int
    items: list[DishLeftOut]
    next: None = None


@router.post(
    "/sales",
    response=answers(SaleOut, 404, 409, status=201) | {200: SaleOut},
    summary="Serve a diner at a till",
    url_name="canteen_sell",
)
def sell(request: HttpRequest, body: SaleIn) -> Any:
    """201 when recorded, 200 when this client_id was known already."""
    at = timezone.now()
    till_id = getattr(request, "till_id", None) or body.till_id
    serving = Serving(
        client_id=body.client_id,
        canteen_id=body.canteen_id,
        meal=body.meal,
        happened_at=body.happened_at,
        till_id=till_id,
        card_number=body.card_number,
        person_id=body.person_id,
        guest_booking_id=body.guest_booking_id,
        diners=body.diners,
        companions=body.companions,
        portions=_portions(body.dishes),
        already_served=body.already_served,
        card_list=body.card_list,
        skew_s=skew_seconds(request.headers.get(SENT_AT), at=at),
    )
    try:
        served = actions.sell(serving=serving, actor=actor_of(request), at=at)
    except (
        Canteen.DoesNotExist,
        GuestBooking.DoesNotExist,
        Person.DoesNotExist,
        Till.DoesNotExist,
    ) as error:
        raise Http404 from error
    return Status(200 if served.is_repeat else 201, _sale(served))


@router.post(
    "/sales/{client_id}/cancel",
    response=answers(CancelledOut, 404, 409),
    summary="Take a sale back",
)
@idempotent
def cancel(request: HttpRequest, client_id: UUID, body: CancelIn) -> Any:
    try:
        sale = actions.cancel(
            client_id=client_id, reason=body.reason, actor=actor_of(request), at=timezone.now()
        )
    except Sale.DoesNotExist as error:
        raise Http404 from error
    return {"client_id": sale.client_id, "cancelled_at": sale.cancelled_at}


@router.get(
    "/tills/catalogue",
    response=answers(CatalogueOut, 404),
    summary="What a till needs for today",
    url_name="canteen_till_catalogue",
)
def get_catalogue(request: HttpRequest, canteen_id: Id) -> Catalogue:
    """Menu, prices, guests booked, and the list of cards by digest."""
    try:
        return catalogue(actor_of(request), canteen_id=canteen_id, at=timezone.now())
    except Canteen.DoesNotExist as error:
        raise Http404 from error


@router.get(
    "/tills/left",
    response=answers(DishesLeftOut, 404),
    summary="Portions left of each dish",
    url_name="canteen_dishes_left",
)
def get_left(request: HttpRequest, canteen_id: Id, meal: MealName) -> Any:
    """Of today's meal, live: what was cooked by the plan in force, less what was sold."""
    actor = actor_of(request)
    actor.require(CanteenPermission.SERVICE_SELL)
    if not Canteen.objects.visible_to(actor).filter(id=canteen_id).exists():
        raise Http404
    today = timezone.localdate()
    diners, items = live.dishes_left(actor, canteen_id=canteen_id, day=today, meal=meal)
    return {"diners": diners, "items": items, "next": None}


def _portions(dishes: list[DishIn]) -> dict[int, Decimal]:
    """Portions by dish; a dish named twice is taken twice."""
    found: dict[int, Decimal] = {}
    for dish in dishes:
        found[dish.dish_id] = found.get(dish.dish_id, Decimal(0)) + dish.portions
    return found


def _sale(served: actions.Served) -> SaleOut:
    sale = served.sale
    return SaleOut(
        client_id=sale.client_id,
        day=sale.day,
        meal=sale.meal,
        name=served.name,
        diners=sale.diners,
        price_yuan=sale.price_yuan,
        subsidy_yuan=sale.subsidy_yuan,
        own_share_yuan=sale.price_yuan - sale.subsidy_yuan,
        balance_yuan=served.balance_yuan,
        flags=list(sale.flags),
        repeat=served.is_repeat,
    )
