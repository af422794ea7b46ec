from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from jieyue.kit.actor import Actor
from jieyue.people.accounts.models import Account, AccountStatus
from jieyue.people.accounts.policy import site_of
from jieyue.people.permissions import PeoplePermission


@dataclass(frozen=True)
class AccountRow:
    """One line of the list of accounts."""

    id: int
    username: str
    person: str
    unit: str
    status: str
    status_label: str
    roles: str
    is_locked: bool
    locked_until: datetime | None
    last_login: datetime | None
    is_home: bool  # looked after by this site's officers


def of_site(actor: Actor) -> QuerySet[Account]:
    """Accounts this site looks after, or that hold a role on it; none without the right to see."""
    if actor.scope_of(PeoplePermission.ACCOUNTS_READ) is None:
        return Account.objects.none()
    found = Account.objects.filter(
        Q(site_id=actor.site_id) | Q(assignments__site_id=actor.site_id, assignments__until=None)
    )
    return found.distinct()


def rows(actor: Actor, *, at: datetime) -> list[AccountRow]:
    """By user name. Three queries."""
    return [_row(account, actor, at) for account in _with_roles(actor).order_by("username")]


def row(actor: Actor, *, account_id: int, at: datetime) -> AccountRow:
    """Raises Account.DoesNotExist."""
    return _row(_with_roles(actor).get(id=account_id), actor, at)


def _with_roles(actor: Actor) -> QuerySet[Account]:
    found = of_site(actor).select_related("person__unit")
    return found.prefetch_related("assignments__role")


def _row(account: Account, actor: Actor, at: datetime) -> AccountRow:
    locked = account.locked_until is not None and at < account.locked_until
    held = [
        _(assignment.role.name)
        for assignment in account.assignments.all()
        if assignment.site_id == actor.site_id
        and (assignment.until is None or assignment.until > at)
    ]
    return AccountRow(
        id=account.pk,
        username=account.username,
        person=account.person.name if account.person else "",
        unit=account.person.unit.short_name if account.person else "",
        status=account.status,
        status_label=str(AccountStatus(account.status).label),
        roles=" · ".join(held),
        is_locked=locked,
        locked_until=account.locked_until if locked else None,
        last_login=account.last_login,
        is_home=site_of(account) == actor.site_id,
    )
