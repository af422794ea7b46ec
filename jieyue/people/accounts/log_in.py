"""A log-in attempt: checked, counted, and written into the journal whatever comes of it."""

from datetime import datetime
from enum import StrEnum

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from jieyue.kit import journal
from jieyue.kit.actor import system
from jieyue.people.accounts import rules
from jieyue.people.accounts.facts import AccountLocked, LoginFailed
from jieyue.people.accounts.models import Account, AccountStatus
from jieyue.people.accounts.policy import policy_of, site_of

NAME = "people.accounts"


class Outcome(StrEnum):
    """What came of an attempt. Only ACCEPTED lets in."""

    ACCEPTED = "accepted"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105
    WRONG_CODE = "wrong_code"
    UNKNOWN = "unknown"
    LOCKED = "locked"
    PENDING = "pending"
    SUSPENDED = "suspended"
    LEFT = "left"


_BY_STATUS = {
    AccountStatus.PENDING: Outcome.PENDING,
    AccountStatus.SUSPENDED: Outcome.SUSPENDED,
}


@transaction.atomic
def attempt(
    *, username: str, password: str, address: str, at: datetime
) -> tuple[Account | None, Outcome]:
    """The account with this name, if there is one, and what came of the attempt.

    One password is hashed in every case, so that the answer's time does not tell whether the
    name exists. The count of failures goes back to 0 when the whole log-in is done.
    """
    account = (
        Account.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(username=username.strip().lower())
        .first()
    )
    if account is None:
        make_password(password)
        _record_failure(None, Outcome.UNKNOWN, address=address, at=at)
        return None, Outcome.UNKNOWN
    is_right = account.check_password(password)
    if rules.is_locked(_failures(account), at=at):
        outcome = Outcome.LOCKED
    elif not is_right:
        outcome = Outcome.WRONG_PASSWORD
        _count(account, at=at)
    else:
        outcome = standing(account, at=at)
    if outcome is not Outcome.ACCEPTED:
        _record_failure(account, outcome, address=address, at=at)
    return account, outcome


@transaction.atomic
def refuse_code(*, account_id: int, address: str, at: datetime) -> None:
    """A wrong one-time code counts like a wrong password."""
    account = Account.objects.select_for_update(of=("self",)).get(id=account_id)
    _count(account, at=at)
    _record_failure(account, Outcome.WRONG_CODE, address=address, at=at)


def is_locked(*, account_id: int, at: datetime) -> bool:
    return rules.is_locked(_failures(Account.objects.get(id=account_id)), at=at)


def standing(account: Account, *, at: datetime) -> Outcome:
    """Whether the account may be used at all, whatever the password."""
    if account.status != AccountStatus.ACTIVE:
        return _BY_STATUS[AccountStatus(account.status)]
    left_on = account.person.left_on if account.person else None
    if left_on is not None and left_on <= timezone.localdate(at):
        return Outcome.LEFT
    return Outcome.ACCEPTED


def _failures(account: Account) -> rules.Failures:
    return rules.Failures(account.failed_logins, account.locked_until)


def _count(account: Account, *, at: datetime) -> None:
    before = _failures(account)
    after = rules.after_failure(before, at=at, policy=policy_of(account, at=at))
    account.failed_logins, account.locked_until = after.count, after.locked_until
    account.save(update_fields=["failed_logins", "locked_until"])
    if after.locked_until is not None and after.locked_until != before.locked_until:
        fact = AccountLocked(account_id=account.pk, until=after.locked_until)
        journal.record(fact, actor=system(NAME, site_id=site_of(account)), at=at)


def _record_failure(
    account: Account | None, outcome: Outcome, *, address: str, at: datetime
) -> None:
    site_id = site_of(account) if account else None
    fact = LoginFailed(
        account_id=account.pk if account else None, outcome=outcome.value, address=address
    )
    journal.record(fact, actor=system(NAME, site_id=site_id), at=at)
