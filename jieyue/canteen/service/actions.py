"""Serves diners at a till, and takes a sale back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from jieyue.canteen.books.queries import check_open
from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.menus.actions import check_dishes
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.service import accounts, card_lists, payers, rules
from jieyue.canteen.service.facts import SaleCancelled
from jieyue.canteen.service.models import EntryKind, MealAccount, Sale, SaleDish, Till
from jieyue.canteen.service.parameters import ASKED_WITHIN_S, CARD_LIST_KEPT_H, CLOCK_TOLERANCE_S
from jieyue.canteen.service.payers import Payer
from jieyue.canteen.service.prices import PricesOfMeal, prices_of
from jieyue.canteen.service.refusals import AlreadyCancelled, BadDiners, ReasonMissing
from jieyue.canteen.service.rules import Flag, Price
from jieyue.canteen.service.serving import Serving
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.device_clock import in_our_time
from jieyue.kit.parameters import Values


@dataclass(frozen=True)
class Served:
    """A sale as the till shows it. balance_yuan is None where no account was charged."""

    sale: Sale
    name: str
    balance_yuan: Decimal | None
    is_repeat: bool = False


@dataclass(frozen=True)
class _Reading:
    """The canteen, its parameters, when it happened by our clock, and the price before a payer."""

    canteen: Canteen
    values: Values
    happened_at: datetime
    day: date
    price: Price


def sell(*, serving: Serving, actor: Actor, at: datetime) -> Served:
    """Record one serving. The same client_id again changes nothing and answers the same.

    Raises what `payers` raises while the diner still waits; a meal that was eaten already is
    kept with flags. Raises MonthClosed, UnknownDishes, BadPortions, BadDiners.
    """
    actor.require(CanteenPermission.SERVICE_SELL)
    known = _known(serving.client_id, actor)
    if known is not None:
        return known
    reading = _read(serving, actor, at)
    try:
        return _sell(serving, reading, actor, at)
    except IntegrityError:  # sent twice at the same moment: the other one was first
        known = _known(serving.client_id, actor)
        if known is None:
            raise
        return known


@transaction.atomic
def cancel(*, client_id: UUID, reason: str, actor: Actor, at: datetime) -> Sale:
    """Take a sale back and refund what was charged. Raises AlreadyCancelled, ReasonMissing."""
    actor.require(CanteenPermission.SERVICE_SELL)
    rows = Sale.objects.filter(site_id=actor.site_id).select_for_update()
    sale: Sale = rows.get(client_id=client_id)
    if sale.cancelled_at is not None:
        raise AlreadyCancelled(by=sale.cancelled_by, at=sale.cancelled_at)
    if not reason.strip():
        raise ReasonMissing
    check_open(canteen_id=sale.canteen_id, on=sale.day)
    refunded = _refund(sale, actor, at)
    sale.cancelled_at, sale.cancelled_by, sale.cancel_reason = at, actor.name, reason[:120]
    sale.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    fact = SaleCancelled(
        sale_id=sale.id,
        canteen_id=sale.canteen_id,
        day=sale.day,
        meal=sale.meal,
        price_yuan=sale.price_yuan,
        refunded_yuan=refunded,
        reason=reason,
    )
    journal.record(fact, actor=actor, at=at)
    return sale


def _read(serving: Serving, actor: Actor, at: datetime) -> _Reading:
    """What a sale rests on and does not change, read before any lock is held."""
    canteen = Canteen.objects.visible_to(actor).get(id=serving.canteen_id)
    values = parameters.read(site_id=canteen.site_id, on=timezone.localdate(at))
    happened_at = min(in_our_time(serving.happened_at, skew_s=serving.skew_s), at)
    day = timezone.localdate(happened_at)
    _check(serving, canteen)
    prices = prices_of(canteen_id=canteen.id, on=day).get(serving.meal, PricesOfMeal())
    price = rules.bill(
        serving.portions, diners=serving.diners, meal=prices.meal, dishes=prices.dishes
    )
    return _Reading(canteen, values, happened_at, day, price)


@transaction.atomic
def _sell(serving: Serving, reading: _Reading, actor: Actor, at: datetime) -> Served:
    canteen, values = reading.canteen, reading.values
    check_open(canteen_id=canteen.id, on=reading.day)
    payer = payers.find(
        serving, day=reading.day, price=reading.price, site_id=canteen.site_id, values=values
    )
    asked_within = timedelta(seconds=values.integer(ASKED_WITHIN_S))
    if not serving.already_served and at - reading.happened_at <= asked_within:
        payer.refuse()
    flags = {*payer.flags, *_device_flags(serving, values, happened_at=reading.happened_at)}
    sale = _store(serving, payer, reading, flags, at)
    if payer.account is not None and payer.price.own_share_yuan:
        amount = -payer.price.own_share_yuan
        accounts.move(payer.account, EntryKind.MEAL, amount, sale=sale, actor=actor, at=at)
    return Served(sale, payer.name, payer.account.balance_yuan if payer.account else None)


def _check(serving: Serving, canteen: Canteen) -> None:
    if not 1 <= serving.diners <= rules.MOST_DINERS_AT_ONCE:
        raise BadDiners(diners=serving.diners, most=rules.MOST_DINERS_AT_ONCE)
    if not 0 <= serving.companions <= serving.diners:
        raise BadDiners(diners=serving.companions, most=serving.diners)
    rules.check_portions(serving.portions.values(), diners=serving.diners)
    if serving.portions:
        check_dishes(serving.portions, site_id=canteen.site_id)
    if serving.till_id is not None:
        Till.objects.only("id").get(id=serving.till_id, canteen_id=canteen.id)


def _device_flags(serving: Serving, values: Values, *, happened_at: datetime) -> list[Flag]:
    flags = []
    if serving.skew_s is not None and abs(serving.skew_s) > values.integer(CLOCK_TOLERANCE_S):
        flags.append(Flag.CLOCK_OFF)
    kept = timedelta(hours=values.integer(CARD_LIST_KEPT_H))
    if serving.card_list and not card_lists.is_fresh(
        serving.card_list, canteen_id=serving.canteen_id, at=happened_at, kept=kept
    ):
        flags.append(Flag.OLD_CARD_LIST)
    return flags


def _store(
    serving: Serving,
    payer: Payer,
    reading: _Reading,
    flags: set[Flag],
    at: datetime,
) -> Sale:
    canteen = reading.canteen
    sale: Sale = Sale.objects.create(
        site_id=canteen.site_id,
        client_id=serving.client_id,
        canteen=canteen,
        till_id=serving.till_id,
        day=reading.day,
        meal=serving.meal,
        person_id=payer.person_id,
        unit_id=payer.unit_id,
        guest_booking_id=payer.booking_id,
        card_number=payer.unknown_card,
        diners=serving.diners,
        companions=serving.companions,
        price_yuan=payer.price.price_yuan,
        subsidy_yuan=payer.price.subsidy_yuan,
        happened_at=reading.happened_at,
        received_at=at,
        flags=sorted(flags),
    )
    SaleDish.objects.bulk_create(
        SaleDish(site_id=canteen.site_id, sale=sale, dish_id=dish_id, portions=number)
        for dish_id, number in serving.portions.items()
    )
    return sale


def _known(client_id: UUID, actor: Actor) -> Served | None:
    rows = Sale.objects.filter(site_id=actor.site_id, client_id=client_id)
    sale = rows.select_related("person").first()
    if sale is None:
        return None
    balance = (
        MealAccount.objects.filter(person_id=sale.person_id)
        .values_list("balance_yuan", flat=True)
        .first()
        if sale.person_id
        else None
    )
    name = sale.person.name if sale.person else ""
    return Served(sale, name, balance, is_repeat=True)


def _refund(sale: Sale, actor: Actor, at: datetime) -> Decimal:
    """Give back what the sale took from an account; zero when it took nothing."""
    refunded = Decimal(0)
    for entry in sale.entries.filter(kind=EntryKind.MEAL):
        account = MealAccount.objects.select_for_update().get(id=entry.account_id)
        amount = -entry.amount_yuan
        accounts.move(account, EntryKind.REFUND, amount, sale=sale, actor=actor, at=at)
        refunded += amount
    return refunded
