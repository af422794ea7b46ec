from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class AccountApproved(Fact):
    """A security administrator let a pending account in."""

    name: ClassVar[str] = "people.roles.account_approved"
    label = _("Account approved")

    account_id: int


@dataclass(frozen=True, kw_only=True)
class AccountsOpened(Fact):
    """Accounts were made ready to use at once when a site was founded."""

    name: ClassVar[str] = "people.roles.accounts_opened"
    label = _("Accounts opened")

    account_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class RoleAssigned(Fact):
    """An account was given a role."""

    name: ClassVar[str] = "people.roles.assigned"
    label = _("Role assigned")

    account_id: int
    role_id: int
    role: str
    until: str


@dataclass(frozen=True, kw_only=True)
class RoleChanged(Fact):
    """What a role may do changed: the scope of each permission before and after."""

    name: ClassVar[str] = "people.roles.changed"
    label = _("Role changed")

    role_id: int
    before: dict[str, str]
    after: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class RoleRevoked(Fact):
    """A role was taken from an account."""

    name: ClassVar[str] = "people.roles.revoked"
    label = _("Role revoked")

    account_id: int
    role_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class RolesSeeded(Fact):
    """The built-in roles were given to a site, or brought up to date."""

    name: ClassVar[str] = "people.roles.seeded"
    label = _("Built-in roles set up")

    roles: list[str]
