"""餐卡账户: money for meals comes in, is paid out, and the account is blocked or let go."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.service.facts import AccountChanged, AccountCredited, AccountOpened
from jieyue.canteen.service.models import AccountEntry, EntryKind, MealAccount, Sale
from jieyue.canteen.service.parameters import MOST_TOP_UP_YUAN
from jieyue.canteen.service.refusals import BadAmount, CardTaken, HasAccount, ReasonMissing
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor
from jieyue.people.persons.models import Person

CREDITS = (EntryKind.TOP_UP, EntryKind.SUBSIDY)


@transaction.atomic
def open_account(
    *, person_id: int, card_number: str = "", actor: Actor, at: datetime
) -> MealAccount:
    """Open a person's account, empty. Raises HasAccount, CardTaken, Person.DoesNotExist."""
    actor.require(CanteenPermission.ACCOUNTS_EDIT)
    person = Person.objects.select_for_update(no_key=True).get(id=person_id, site_id=actor.site_id)
    if MealAccount.objects.filter(person=person).exists():
        raise HasAccount(name=person.name)
    card = card_number.strip()
    _check_card_free(card, site_id=person.site_id)
    account = MealAccount.objects.create(site_id=person.site_id, person=person, card_number=card)
    fact = AccountOpened(account_id=account.id, person_id=person.id)
    journal.record(fact, actor=actor, at=at)
    return account


@transaction.atomic
def credit(
    *,
    account_id: int,
    amount_yuan: Decimal,
    kind: str = EntryKind.TOP_UP,
    note: str = "",
    actor: Actor,
    at: datetime,
) -> Decimal:
    """Put money or a subsidy into an account; returns the balance. Raises BadAmount."""
    actor.require(CanteenPermission.ACCOUNTS_EDIT)
    account = _locked(account_id, actor)
    values = parameters.read(site_id=account.site_id, on=timezone.localdate(at))
    most = values.decimal(MOST_TOP_UP_YUAN)
    if kind not in CREDITS or not 0 < amount_yuan <= most:
        raise BadAmount(amount_yuan=amount_yuan, most_yuan=most)
    move(account, EntryKind(kind), amount_yuan, note=note, actor=actor, at=at)
    _record_credit(account, kind, amount_yuan, actor=actor, at=at)
    return account.balance_yuan


@transaction.atomic
def pay_out(
    *, account_id: int, amount_yuan: Decimal, note: str, actor: Actor, at: datetime
) -> Decimal:
    """Give money back to the person, at most the balance. Raises BadAmount, ReasonMissing."""
    actor.require(CanteenPermission.ACCOUNTS_EDIT)
    account = _locked(account_id, actor)
    if not note.strip():
        raise ReasonMissing
    if not 0 < amount_yuan <= account.balance_yuan:
        raise BadAmount(amount_yuan=amount_yuan, most_yuan=max(account.balance_yuan, Decimal(0)))
    move(account, EntryKind.REFUND, -amount_yuan, note=note, actor=actor, at=at)
    _record_credit(account, EntryKind.REFUND, -amount_yuan, actor=actor, at=at)
    return account.balance_yuan


@transaction.atomic
def set_blocked(
    *, account_id: int, is_blocked: bool, reason: str, actor: Actor, at: datetime
) -> None:
    """Block an account or let it go. What it is already records nothing. Raises ReasonMissing."""
    actor.require(CanteenPermission.ACCOUNTS_EDIT)
    account = _locked(account_id, actor)
    if account.is_blocked == is_blocked:
        return
    if not reason.strip():
        raise ReasonMissing
    account.is_blocked = is_blocked
    account.save(update_fields=["is_blocked"])
    old, new = str(not is_blocked), str(is_blocked)
    _record_change(account, "is_blocked", old, new, reason=reason, actor=actor, at=at)


@transaction.atomic
def set_card(*, account_id: int, card_number: str, actor: Actor, at: datetime) -> None:
    """Give the account another card, or with an empty number none. Raises CardTaken."""
    actor.require(CanteenPermission.ACCOUNTS_EDIT)
    account = _locked(account_id, actor)
    card = card_number.strip()
    if card == account.card_number:
        return
    _check_card_free(card, site_id=account.site_id)
    had, account.card_number = account.card_number, card
    account.save(update_fields=["card_number"])
    _record_change(
        account, "card", "had one" if had else "none", "has one" if card else "none",
        reason="", actor=actor, at=at,
    )  # fmt: skip


@transaction.atomic
def set_limit(
    *, account_id: int, may_be_negative_yuan: Decimal, actor: Actor, at: datetime
) -> None:
    """How far below zero the account may go. Raises BadAmount."""
    actor.require(CanteenPermission.ACCOUNTS_EDIT)
    account = _locked(account_id, actor)
    values = parameters.read(site_id=account.site_id, on=timezone.localdate(at))
    most = values.decimal(MOST_TOP_UP_YUAN)
    if not 0 <= may_be_negative_yuan <= most:
        raise BadAmount(amount_yuan=may_be_negative_yuan, most_yuan=most)
    old, account.may_be_negative_yuan = account.may_be_negative_yuan, may_be_negative_yuan
    if old == may_be_negative_yuan:
        return
    account.save(update_fields=["may_be_negative_yuan"])
    _record_change(
        account, "may_be_negative_yuan", str(old), str(may_be_negative_yuan),
        reason="", actor=actor, at=at,
    )  # fmt: skip


def move(
    account: MealAccount,
    kind: EntryKind,
    amount_yuan: Decimal,
    *,
    note: str = "",
    sale: Sale | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """The only way money moves: an entry and the balance together. The account is locked."""
    AccountEntry.objects.create(
        site_id=account.site_id,
        account=account,
        kind=kind,
        amount_yuan=amount_yuan,
        at=at,
        sale=sale,
        note=note[:120],
        recorded_by=actor.name,
    )
    account.balance_yuan += amount_yuan
    account.save(update_fields=["balance_yuan"])


def _locked(account_id: int, actor: Actor) -> MealAccount:
    rows = MealAccount.objects.visible_to(actor).select_for_update()
    account: MealAccount = rows.get(id=account_id)
    return account


def _check_card_free(card: str, *, site_id: int) -> None:
    if not card:
        return
    holder = MealAccount.objects.filter(site_id=site_id, card_number=card).select_related("person")
    if found := holder.first():
        raise CardTaken(card_number=card, name=found.person.name)


def _record_credit(
    account: MealAccount, kind: str, amount_yuan: Decimal, *, actor: Actor, at: datetime
) -> None:
    fact = AccountCredited(
        account_id=account.id,
        kind=str(kind),
        amount_yuan=amount_yuan,
        balance_yuan=account.balance_yuan,
    )
    journal.record(fact, actor=actor, at=at)


def _record_change(
    account: MealAccount,
    what: str,
    old: str,
    new: str,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    fact = AccountChanged(account_id=account.id, what=what, old=old, new=new, reason=reason)
    journal.record(fact, actor=actor, at=at)
