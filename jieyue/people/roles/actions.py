"""What the security administrator does: who holds which role, and what a role may do."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from jieyue.kit import journal
from jieyue.kit.actor import Actor, Scope
from jieyue.kit.permissions import all_permissions
from jieyue.people.accounts import queries as accounts
from jieyue.people.accounts.actions import WrongStatus, check_home
from jieyue.people.accounts.models import Account, AccountStatus
from jieyue.people.accounts.rules import OFFICERS
from jieyue.people.permissions import PeoplePermission
from jieyue.people.roles import rules
from jieyue.people.roles.built_in import OFFICER_ONLY
from jieyue.people.roles.facts import AccountApproved, RoleAssigned, RoleChanged, RoleRevoked
from jieyue.people.roles.models import Assignment, Role, RoleGrant


class NoRoles(rules.Refusal):
    """An account without a role is not approved: it could do nothing."""


class RoleHeld(rules.Refusal):
    """The account holds the role already."""

    def __init__(self, *, role: str) -> None:
        super().__init__(role)
        self.role = role


class UnknownPermission(rules.Refusal):
    """No such right exists."""

    def __init__(self, *, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


class NoSuchUser(rules.Refusal):
    """No active account of any site has this user name."""

    def __init__(self, *, username: str) -> None:
        super().__init__(username)
        self.username = username


class FixedRole(rules.Refusal):
    """An officer's role is the same on every site."""

    def __init__(self, *, role: str) -> None:
        super().__init__(role)
        self.role = role


class EndsBeforeNow(rules.Refusal):
    """A role cannot end before it begins."""


@transaction.atomic
def assign(
    *, account_id: int, role_id: int, until: datetime | None = None, actor: Actor, at: datetime
) -> Assignment:
    """Give a role on the actor's site, for good or until a time.

    Raises NotAllowed, SelfGrant, PowersNotSeparate, RoleHeld, EndsBeforeNow, and DoesNotExist
    for an account or role the actor does not see.
    """
    actor.require(PeoplePermission.ROLES_ASSIGN)
    account = _locked(account_id, actor)
    return _give(account, role_id, until=until, actor=actor, at=at)


@transaction.atomic
def admit(
    *,
    username: str,
    role_id: int,
    until: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> Assignment:
    """Give a role on the actor's site to somebody of another site, whose user name is known.

    Raises NotAllowed, NoSuchUser, and what `assign` does.
    """
    actor.require(PeoplePermission.ROLES_ASSIGN)
    found = Account.objects.filter(username=username, status=AccountStatus.ACTIVE).first()
    if found is None:
        raise NoSuchUser(username=username)
    account = _lock(found, actor)
    return _give(account, role_id, until=until, actor=actor, at=at)


def _give(
    account: Account, role_id: int, *, until: datetime | None, actor: Actor, at: datetime
) -> Assignment:
    role = Role.objects.visible_to(actor).get(id=role_id)
    if until is not None and until <= at:
        raise EndsBeforeNow
    held = _held(account, at=at)
    if held.filter(role=role).exists():
        raise RoleHeld(role=role.code)
    rules.check_separation([role.code, *held.values_list("role__code", flat=True)])
    Assignment.objects.filter(account=account, role=role, until=None).update(until=at)
    assignment: Assignment = Assignment.objects.create(
        site_id=actor.site_id, account=account, role=role, since=at, until=until
    )
    fact = RoleAssigned(
        account_id=account.pk,
        role_id=role_id,
        role=role.code,
        until=until.isoformat() if until else "",
    )
    journal.record(fact, actor=actor, at=at)
    return assignment


@transaction.atomic
def revoke(*, assignment_id: int, actor: Actor, at: datetime) -> None:
    """End a role now. Raises NotAllowed, SelfGrant, Assignment.DoesNotExist."""
    actor.require(PeoplePermission.ROLES_ASSIGN)
    held = Assignment.objects.visible_to(actor).filter(Q(until=None) | Q(until__gt=at))
    assignment = held.select_related("role", "account").get(id=assignment_id)
    _locked(assignment.account_id, actor)
    assignment.until = at
    assignment.save(update_fields=["until"])
    fact = RoleRevoked(
        account_id=assignment.account_id, role_id=assignment.role_id, role=assignment.role.code
    )
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def approve(*, account_id: int, actor: Actor, at: datetime) -> None:
    """Let a pending account in; from now on it can be used.

    Raises NotAllowed, SelfGrant, OtherSitesAccount, WrongStatus, NoRoles, PowersNotSeparate,
    Account.DoesNotExist.
    """
    actor.require(PeoplePermission.ROLES_ASSIGN)
    account = _locked(account_id, actor)
    check_home(account, actor)
    if account.status != AccountStatus.PENDING:
        raise WrongStatus(status=account.status)
    held = list(_held(account, at=at).values_list("role__code", flat=True))
    if not held:
        raise NoRoles
    rules.check_separation(held)
    account.status = AccountStatus.ACTIVE
    account.save(update_fields=["status"])
    journal.record(AccountApproved(account_id=account_id), actor=actor, at=at)


@transaction.atomic
def set_grants(*, role_id: int, grants: Mapping[str, Scope], actor: Actor, at: datetime) -> None:
    """Say anew what a role may do. Nothing is recorded when nothing differs.

    Raises NotAllowed, FixedRole, OfficerRight, UnknownPermission, Role.DoesNotExist.
    """
    actor.require(PeoplePermission.ROLES_EDIT)
    role = Role.objects.visible_to(actor).select_for_update().get(id=role_id)
    if role.code in OFFICERS:
        raise FixedRole(role=role.code)
    unknown = sorted(grants.keys() - all_permissions().keys())
    if unknown:
        raise UnknownPermission(permission=unknown[0])
    rules.check_grants(role.code, grants, officer_only=OFFICER_ONLY)
    held = dict(role.grants.values_list("permission", "scope"))
    wanted = {permission: str(scope) for permission, scope in grants.items()}
    if held == wanted:
        return
    role.grants.all().delete()
    RoleGrant.objects.bulk_create(
        RoleGrant(role=role, permission=permission, scope=scope)
        for permission, scope in wanted.items()
    )
    journal.record(RoleChanged(role_id=role_id, before=held, after=wanted), actor=actor, at=at)


def _locked(account_id: int, actor: Actor) -> Account:
    """Another's account; every account of its person is locked against a second grant.

    Raises SelfGrant, Account.DoesNotExist.
    """
    found = Account.objects.get(id=account_id, id__in=accounts.of_site(actor).values("id"))
    return _lock(found, actor)


def _lock(account: Account, actor: Actor) -> Account:
    rules.check_not_self(
        actor_account_id=actor.account_id,
        actor_person_id=actor.person_id,
        account_id=account.pk,
        person_id=account.person_id,
    )
    same = Q(id=account.pk)
    if account.person_id is not None:
        same |= Q(person_id=account.person_id)
    locked = {a.pk: a for a in Account.objects.select_for_update().filter(same).order_by("id")}
    return locked[account.pk]


def _held(account: Account, *, at: datetime) -> QuerySet[Assignment]:
    """Roles of the account's person on every site and with every account."""
    same = Q(account=account)
    if account.person_id is not None:
        same |= Q(account__person_id=account.person_id)
    return Assignment.objects.filter(same).filter(Q(until=None) | Q(until__gt=at))
