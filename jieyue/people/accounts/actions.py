"""What the system administrator does with accounts, and everybody with their own password."""

import re
import secrets
import string
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password
from django.db import transaction

from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.people.accounts import queries, rules, sessions
from jieyue.people.accounts.facts import (
    AccountCreated,
    AccountRestored,
    AccountSuspended,
    AccountUnlocked,
    PasswordChanged,
    PasswordReset,
    SecondFactorForgotten,
)
from jieyue.people.accounts.models import Account, AccountStatus, PastPassword
from jieyue.people.accounts.policy import policy_of, site_of
from jieyue.people.permissions import PeoplePermission
from jieyue.people.persons.models import Person

INITIAL_LENGTH = 14


class UsernameTaken(rules.Refusal):
    """Another account, maybe on another site, has this user name."""

    def __init__(self, *, username: str) -> None:
        super().__init__(username)
        self.username = username


class WrongStatus(rules.Refusal):
    """The account is not in the state this step begins from."""

    def __init__(self, *, status: str) -> None:
        super().__init__(status)
        self.status = AccountStatus(status).label


class OwnAccount(rules.Refusal):
    """Nobody does this to the account they act with."""


class OtherSitesAccount(rules.Refusal):
    """The account has a role here, but another site's officers look after it."""


def check_home(account: Account, actor: Actor) -> None:
    """Raises OtherSitesAccount."""
    if site_of(account) != actor.site_id:
        raise OtherSitesAccount


def initial_password() -> str:
    """Random, with every class of characters; shown once and to be changed at the first log-in."""
    alphabet = string.ascii_letters + string.digits
    while True:
        password = "".join(secrets.choice(alphabet) for _ in range(INITIAL_LENGTH - 1)) + "-"
        if all(re.search(pattern, password) for pattern in ("[a-z]", "[A-Z]", "[0-9]")):
            return password


@transaction.atomic
def create(
    *, username: str, person_id: int | None, actor: Actor, at: datetime
) -> tuple[Account, str]:
    """A pending account and its initial password, which is stored nowhere.

    Raises NotAllowed, BadUsername, UsernameTaken, Person.DoesNotExist.
    """
    actor.require(PeoplePermission.ACCOUNTS_CREATE)
    rules.check_username(username)
    if Account.objects.filter(username=username).exists():
        raise UsernameTaken(username=username)
    person = Person.objects.get(id=person_id, site_id=actor.site_id) if person_id else None
    password = initial_password()
    account = Account.objects.create_user(
        username,
        password,
        site_id=actor.site_id,
        person=person,
        must_change_password=True,
        password_set_at=at,
        created_at=at,
        created_by_id=actor.account_id,
    )
    fact = AccountCreated(account_id=account.pk, person_id=person_id)
    journal.record(fact, actor=actor, at=at)
    return account, password


@transaction.atomic
def suspend(*, account_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Raises NotAllowed, OwnAccount, WrongStatus, Account.DoesNotExist."""
    actor.require(PeoplePermission.ACCOUNTS_SUSPEND)
    account = _locked(account_id, actor)
    if account.status == AccountStatus.SUSPENDED:
        raise WrongStatus(status=account.status)
    account.status = AccountStatus.SUSPENDED
    account.save(update_fields=["status"])
    sessions.end_all(account=account, reason="suspended", actor=actor, at=at)
    fact = AccountSuspended(account_id=account_id, reason=reason)
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def restore(*, account_id: int, actor: Actor, at: datetime) -> None:
    """A suspended account waits again for the security administrator.

    Raises NotAllowed, OwnAccount, WrongStatus, Account.DoesNotExist.
    """
    actor.require(PeoplePermission.ACCOUNTS_SUSPEND)
    account = _locked(account_id, actor)
    if account.status != AccountStatus.SUSPENDED:
        raise WrongStatus(status=account.status)
    account.status = AccountStatus.PENDING
    account.save(update_fields=["status"])
    journal.record(AccountRestored(account_id=account_id), actor=actor, at=at)


@transaction.atomic
def unlock(*, account_id: int, actor: Actor, at: datetime) -> None:
    """End a lock early. Raises NotAllowed, OwnAccount, Account.DoesNotExist."""
    actor.require(PeoplePermission.ACCOUNTS_UNLOCK)
    account = _locked(account_id, actor)
    account.failed_logins, account.locked_until = 0, None
    account.save(update_fields=["failed_logins", "locked_until"])
    journal.record(AccountUnlocked(account_id=account_id), actor=actor, at=at)


@transaction.atomic
def reset_password(*, account_id: int, actor: Actor, at: datetime) -> str:
    """A new initial password; every session ends. The one-time code stays as it was, so that
    this step alone does not open another officer's account.

    Raises NotAllowed, OwnAccount, Account.DoesNotExist.
    """
    actor.require(PeoplePermission.ACCOUNTS_RESET)
    account = _locked(account_id, actor)
    password = initial_password()
    _set(account, password, at=at)
    account.must_change_password = True
    account.save(update_fields=["must_change_password"])
    sessions.end_all(account=account, reason="password_reset", actor=actor, at=at)
    journal.record(PasswordReset(account_id=account_id), actor=actor, at=at)
    return password


@transaction.atomic
def forget_second_factor(*, account_id: int, actor: Actor, at: datetime) -> None:
    """Remove a lost one-time-code device. Raises NotAllowed, OwnAccount, Account.DoesNotExist."""
    actor.require(PeoplePermission.ROLES_ASSIGN)
    account = _locked(account_id, actor)
    Authenticator.objects.filter(user=account).delete()
    journal.record(SecondFactorForgotten(account_id=account_id), actor=actor, at=at)


def check_new_password(account: Account, password: str, *, at: datetime) -> None:
    """Raises PasswordTooShort, PasswordTooPlain, PasswordHoldsName, PasswordUsedBefore."""
    policy = policy_of(account, at=at)
    rules.check_password(password, username=account.username, policy=policy)
    if not account.pk or not policy.password_history:
        return
    past = account.past_passwords.order_by("-set_at", "-id").values_list("password", flat=True)
    used = [account.password, *past[: policy.password_history]][: policy.password_history]
    if any(check_password(password, each) for each in used):
        raise rules.PasswordUsedBefore(kept=policy.password_history)


@transaction.atomic
def change_password(*, account: Account, password: str, actor: Actor, at: datetime) -> None:
    """An account's owner chooses a new password. Raises what `check_new_password` does."""
    check_new_password(account, password, at=at)
    _set(account, password, at=at)
    account.must_change_password = False
    account.save(update_fields=["must_change_password"])
    journal.record(PasswordChanged(account_id=account.pk), actor=actor, at=at)


def _set(account: Account, password: str, *, at: datetime) -> None:
    if account.password:
        PastPassword.objects.create(account=account, password=account.password, set_at=at)
    account.set_password(password)
    account.password_set_at = at
    account.save(update_fields=["password", "password_set_at"])


def _locked(account_id: int, actor: Actor) -> Account:
    """Another's account that this site looks after, its row locked.

    Raises OwnAccount, OtherSitesAccount, Account.DoesNotExist.
    """
    visible = queries.of_site(actor).values("id")
    account = Account.objects.select_for_update().get(id=account_id, id__in=visible)
    check_home(account, actor)
    if account_id == actor.account_id:
        raise OwnAccount
    return account
