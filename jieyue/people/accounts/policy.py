"""A site's figures of log-in, from its parameters."""

from datetime import datetime

from django.utils import timezone

from jieyue.kit import parameters
from jieyue.people import parameters as figures
from jieyue.people.accounts.models import Account
from jieyue.people.accounts.rules import Policy


def site_of(account: Account) -> int | None:
    """The site whose officers look after the account."""
    if account.site_id is not None:
        return account.site_id
    return account.person.site_id if account.person else None


def policy_of(account: Account, *, at: datetime) -> Policy:
    """The defaults for an account that belongs to no site."""
    site_id = site_of(account)
    if site_id is None:
        return Policy()
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    return Policy(
        failures_before_lock=values.integer(figures.FAILURES_BEFORE_LOCK),
        lock_minutes=values.integer(figures.LOCK_MINUTES),
        password_length=values.integer(figures.PASSWORD_LENGTH),
        password_classes=values.integer(figures.PASSWORD_CLASSES),
        password_history=values.integer(figures.PASSWORD_HISTORY),
        password_days=values.integer(figures.PASSWORD_DAYS),
    )


def officers_need_totp(*, site_id: int, at: datetime) -> bool:
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    return values.boolean(figures.OFFICER_TOTP)
