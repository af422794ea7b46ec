"""Sales, accounts and the units' monthly statement, as plain values."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.service.messages import FLAGS
from jieyue.canteen.service.models import AccountEntry, MealAccount, MealPrice, Sale, Till
from jieyue.kit.actor import Actor
from jieyue.people.units.models import Unit

ENTRIES_SHOWN = 60


@dataclass(frozen=True)
class SaleRow:
    """One line of the list of sales. `flags` are their sentences, in one."""

    client_id: str
    happened_at: datetime
    meal: str
    till: str
    diner: str
    diners: int
    price_yuan: Decimal
    subsidy_yuan: Decimal
    own_share_yuan: Decimal
    late_min: int | None
    flags: str
    state: str


@dataclass(frozen=True)
class AccountRow:
    id: int
    staff_no: str
    person: str
    unit: str
    card_number: str
    balance_yuan: Decimal
    may_be_negative_yuan: Decimal
    is_blocked: bool
    state: str


@dataclass(frozen=True)
class EntryRow:
    at: datetime
    kind: str
    amount_yuan: Decimal
    note: str
    by: str


@dataclass(frozen=True)
class StatementRow:
    """One unit's month: guests charged to it, and what the employer paid for its people."""

    unit: str
    guests: int
    guest_meals_yuan: Decimal
    staff_meals: int
    subsidy_yuan: Decimal
    own_share_yuan: Decimal
    total_yuan: Decimal


@dataclass(frozen=True)
class TillRow:
    id: int
    canteen: str
    code: str
    name: str
    is_active: bool
    last_heard_at: datetime | None


@dataclass(frozen=True)
class PriceRow:
    canteen: str
    meal: str
    dish: str
    effective_on: date
    price_yuan: Decimal
    subsidy_yuan: Decimal


def sales(actor: Actor, *, canteen_id: int, day: date) -> list[SaleRow]:
    """Sales of one day, newest first, cancelled ones too. One query."""
    rows = Sale.objects.visible_to(actor).filter(canteen_id=canteen_id, day=day)
    return [_sale(row) for row in rows.select_related("till", "person", "unit")]


def accounts(actor: Actor) -> list[AccountRow]:
    """Every account the actor may see, by staff number. One query."""
    rows = MealAccount.objects.visible_to(actor).select_related("person__unit")
    return [_account(row) for row in rows.order_by("person__staff_no")]


def account(actor: Actor, *, account_id: int) -> AccountRow:
    """One account. Raises MealAccount.DoesNotExist."""
    rows = MealAccount.objects.visible_to(actor).select_related("person__unit")
    return _account(rows.get(id=account_id))


def own_account(actor: Actor) -> AccountRow | None:
    """The actor's own account, None without one."""
    actor.require(CanteenPermission.ACCOUNTS_READ, person_id=actor.person_id)
    rows = MealAccount.objects.filter(site_id=actor.site_id, person_id=actor.person_id)
    row = rows.select_related("person__unit").first() if actor.person_id else None
    return _account(row) if row else None


def entries(actor: Actor, *, account_id: int) -> list[EntryRow]:
    """The latest movements of an account. One query."""
    rows = AccountEntry.objects.visible_to(actor).filter(account_id=account_id)
    return [
        EntryRow(row.at, row.get_kind_display(), row.amount_yuan, row.note, row.recorded_by)
        for row in rows[:ENTRIES_SHOWN]
    ]


def statement(actor: Actor, *, first: date, last: date) -> list[StatementRow]:
    """Every unit with meals on [first, last], by code; without sales taken back. 2 queries."""
    rows = Sale.objects.visible_to(actor).filter(day__range=(first, last), cancelled_at=None)
    sums = (
        rows.exclude(unit=None)
        .order_by()
        .values_list("unit_id")
        .annotate(
            guests=Sum("diners", filter=~Q(guest_booking=None)),
            guest_yuan=Sum("price_yuan", filter=~Q(guest_booking=None)),
            meals=Count("id", filter=Q(guest_booking=None)),
            subsidy=Sum("subsidy_yuan", filter=Q(guest_booking=None)),
            own=Sum(F("price_yuan") - F("subsidy_yuan"), filter=Q(guest_booking=None)),
        )
    )
    found: dict[int, tuple[int | Decimal | None, ...]] = {unit: rest for unit, *rest in sums}
    names = Unit.objects.filter(id__in=found).order_by("code").values_list("id", "name")
    return [_statement(name, found[unit_id]) for unit_id, name in names]


def tills(actor: Actor) -> list[TillRow]:
    """Every till, by canteen and code. One query."""
    rows = Till.objects.filter(site_id=actor.site_id).order_by("canteen__code", "code")
    fields = ("id", "canteen__name", "code", "name", "is_active", "last_heard_at")
    return [TillRow(*row) for row in rows.values_list(*fields)]


def tills_of(actor: Actor, *, canteen_id: int) -> list[tuple[int, str]]:
    """Id and name of the tills in use, for who sells. One query."""
    actor.require(CanteenPermission.SERVICE_SELL)
    rows = Till.objects.filter(site_id=actor.site_id, canteen_id=canteen_id, is_active=True)
    return list(rows.values_list("id", "name"))


def prices(actor: Actor, *, today: date) -> list[PriceRow]:
    """Prices in force and to come, by canteen and meal. One query."""
    rows = MealPrice.objects.filter(site_id=actor.site_id).select_related("canteen", "dish")
    latest: dict[tuple[int, str, int | None], MealPrice] = {}
    coming = defaultdict(list)
    for row in rows.order_by("canteen__code", "meal", "dish__name", "effective_on", "id"):
        key = (row.canteen_id, row.meal, row.dish_id)
        if row.effective_on <= today:
            latest[key] = row
        else:
            coming[key].append(row)
    shown = [*latest.values(), *(row for found in coming.values() for row in found)]
    return [
        PriceRow(
            row.canteen.name,
            row.get_meal_display(),
            row.dish.name if row.dish else "",
            row.effective_on,
            row.price_yuan,
            row.subsidy_yuan,
        )
        for row in shown
    ]


def _sale(row: Sale) -> SaleRow:
    if row.guest_booking_id is None:
        diner = row.person.name if row.person else row.card_number
    else:
        diner = row.unit.name if row.unit else ""
    late = round((row.received_at - row.happened_at).total_seconds() / 60)
    return SaleRow(
        client_id=str(row.client_id),
        happened_at=row.happened_at,
        meal=str(Meal(row.meal).label),
        till=row.till.name if row.till else "",
        diner=diner,
        diners=row.diners,
        price_yuan=row.price_yuan,
        subsidy_yuan=row.subsidy_yuan,
        own_share_yuan=row.price_yuan - row.subsidy_yuan,
        late_min=late or None,
        flags=" · ".join(str(FLAGS.get(flag, flag)) for flag in row.flags),
        state=_state(row),
    )


def _state(row: Sale) -> str:
    if row.cancelled_at is not None:
        return "cancelled"
    return "flagged" if row.flags else "stands"


def _account(row: MealAccount) -> AccountRow:
    state = "ok" if row.balance_yuan + row.may_be_negative_yuan > 0 else "empty"
    return AccountRow(
        id=row.id,
        staff_no=row.person.staff_no,
        person=row.person.name,
        unit=row.person.unit.name,
        card_number=row.card_number,
        balance_yuan=row.balance_yuan,
        may_be_negative_yuan=row.may_be_negative_yuan,
        is_blocked=row.is_blocked,
        state="blocked" if row.is_blocked else state,
    )


def _statement(unit: str, sums: tuple[int | Decimal | None, ...]) -> StatementRow:
    guests, guest_yuan, meals, subsidy, own = (value or 0 for value in sums)
    guest_yuan, subsidy, own = Decimal(guest_yuan), Decimal(subsidy), Decimal(own)
    return StatementRow(
        unit=unit,
        guests=int(guests),
        guest_meals_yuan=guest_yuan,
        staff_meals=int(meals),
        subsidy_yuan=subsidy,
        own_share_yuan=own,
        total_yuan=guest_yuan + subsidy,
    )


def month_of(at: datetime) -> date:
    """The first day of the month, local."""
    return timezone.localdate(at).replace(day=1)
