from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class AccountCreated(Fact):
    """A log-in was made and waits for rights."""

    name: ClassVar[str] = "people.accounts.created"
    label = _("Account created")

    account_id: int
    person_id: int | None


@dataclass(frozen=True, kw_only=True)
class AccountLocked(Fact):
    """Too many log-ins failed in a row."""

    name: ClassVar[str] = "people.accounts.locked"
    label = _("Account locked")

    account_id: int
    until: datetime


@dataclass(frozen=True, kw_only=True)
class AccountRestored(Fact):
    """A suspended account waits for its rights to be confirmed again."""

    name: ClassVar[str] = "people.accounts.restored"
    label = _("Account restored")

    account_id: int


@dataclass(frozen=True, kw_only=True)
class AccountSuspended(Fact):
    """A log-in may no longer be used; its sessions have ended."""

    name: ClassVar[str] = "people.accounts.suspended"
    label = _("Account suspended")

    account_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccountUnlocked(Fact):
    """A system administrator ended a lock early."""

    name: ClassVar[str] = "people.accounts.unlocked"
    label = _("Account unlocked")

    account_id: int


@dataclass(frozen=True, kw_only=True)
class LoggedIn(Fact):
    """Somebody logged in."""

    name: ClassVar[str] = "people.accounts.logged_in"
    label = _("Logged in")

    account_id: int
    address: str


@dataclass(frozen=True, kw_only=True)
class LoggedOut(Fact):
    """A session ended: by its owner, by an officer, or for being idle."""

    name: ClassVar[str] = "people.accounts.logged_out"
    label = _("Logged out")

    account_id: int
    sign_in_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class LoginFailed(Fact):
    """A log-in was refused. The name that was typed is not kept: it may be a password."""

    name: ClassVar[str] = "people.accounts.login_failed"
    label = _("Log-in failed")

    account_id: int | None
    outcome: str
    address: str


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Fact):
    """An account's owner chose a new password."""

    name: ClassVar[str] = "people.accounts.password_changed"
    label = _("Password changed")

    account_id: int


@dataclass(frozen=True, kw_only=True)
class PasswordReset(Fact):
    """A system administrator gave an account a new initial password."""

    name: ClassVar[str] = "people.accounts.password_reset"
    label = _("Password reset")

    account_id: int


@dataclass(frozen=True, kw_only=True)
class SecondFactorForgotten(Fact):
    """A security administrator removed a lost one-time-code device."""

    name: ClassVar[str] = "people.accounts.second_factor_forgotten"
    label = _("One-time code removed")

    account_id: int
