"""How a site begins: its built-in roles, and its first accounts ready to use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jieyue.kit import journal
from jieyue.kit.actor import Actor, system
from jieyue.kit.permissions import all_permissions
from jieyue.kit.sites.models import Site
from jieyue.people.accounts import rules as account_rules
from jieyue.people.accounts.models import Account, AccountStatus
from jieyue.people.permissions import PeoplePermission
from jieyue.people.roles import rules
from jieyue.people.roles.built_in import BUILT_IN, OFFICER_ONLY, grants_of
from jieyue.people.roles.facts import AccountsOpened, RolesSeeded
from jieyue.people.roles.models import Assignment, Role, RoleGrant


@transaction.atomic
def seed(*, actor: Actor, at: datetime) -> dict[str, Role]:
    """The built-in roles of the actor's site by code, made where they are missing.

    A second call adds rights that have come into being since, and takes none away.
    Raises NotAllowed.
    """
    actor.require(PeoplePermission.ROLES_EDIT)
    codes = list(all_permissions())
    roles = {
        role.code: role for role in Role.objects.filter(site_id=actor.site_id, is_built_in=True)
    }
    missing = [
        Role(site_id=actor.site_id, code=each.code, name=each.name, is_built_in=True)
        for each in BUILT_IN
        if each.code not in roles
    ]
    roles |= {role.code: role for role in Role.objects.bulk_create(missing)}
    grants = []
    for each in BUILT_IN:
        wanted = grants_of(each, codes)
        rules.check_grants(each.code, wanted, officer_only=OFFICER_ONLY)
        role = roles[each.code]
        grants += [RoleGrant(role=role, permission=p, scope=scope) for p, scope in wanted.items()]
    RoleGrant.objects.bulk_create(grants, ignore_conflicts=True)
    if missing:
        journal.record(RolesSeeded(roles=[role.code for role in missing]), actor=actor, at=at)
    return roles


def seed_every_site(**_signal: Any) -> None:
    """After each migration: an upgrade may bring rights that the built-in roles are to hold."""
    for site_id in Site.objects.values_list("id", flat=True):
        seed(actor=system("people.roles.found", site_id=site_id), at=timezone.now())


@dataclass(frozen=True, kw_only=True)
class FirstAccount:
    """A log-in that is ready at once. Its password is what is given, and stays if it may."""

    username: str
    password: str
    person_id: int | None
    roles: tuple[str, ...]
    must_change_password: bool = True


@transaction.atomic
def open_accounts(
    rows: Sequence[FirstAccount], *, actor: Actor, at: datetime
) -> dict[str, Account]:
    """Active accounts with their roles, by user name: the first of a site.

    Only a part of the system may: no officer holds the rights to create and to grant.
    Raises NotAllowed, BadUsername, WeakPassword, PowersNotSeparate, Role.DoesNotExist.
    """
    actor.require(PeoplePermission.ACCOUNTS_CREATE)
    actor.require(PeoplePermission.ROLES_ASSIGN)
    roles = {role.code: role for role in Role.objects.filter(site_id=actor.site_id)}
    opened: dict[str, Account] = {}
    for row in rows:
        opened[row.username] = account = _open(row, actor=actor, at=at)
        for code in row.roles:
            if code not in roles:
                raise Role.DoesNotExist(code)
            Assignment.objects.create(
                site_id=actor.site_id, account=account, role=roles[code], since=at
            )
    fact = AccountsOpened(account_ids=[account.pk for account in opened.values()])
    journal.record(fact, actor=actor, at=at)
    return opened


def _open(row: FirstAccount, *, actor: Actor, at: datetime) -> Account:
    account_rules.check_username(row.username)
    account_rules.check_password(row.password, username=row.username, policy=account_rules.Policy())
    rules.check_separation(row.roles)
    return Account.objects.create_user(
        row.username,
        row.password,
        site_id=actor.site_id,
        person_id=row.person_id,
        status=AccountStatus.ACTIVE,
        must_change_password=row.must_change_password,
        password_set_at=at,
        created_at=at,
    )
