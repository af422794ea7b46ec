from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from jieyue.kit.actor import Actor
from jieyue.kit.permissions import all_permissions
from jieyue.people.accounts.rules import OFFICERS
from jieyue.people.roles.built_in import OFFICER_ONLY
from jieyue.people.roles.models import Assignment, Role, RoleGrant


@dataclass(frozen=True)
class RoleRow:
    """One line of the list of roles."""

    id: int
    code: str
    name: str
    is_officer: bool
    rights: int
    holders: int


@dataclass(frozen=True)
class GrantRow:
    """One right on the page of a role; `scope` is empty when the role does not hold it."""

    permission: str
    label: "str | Promise"
    scope: str
    is_officer_only: bool


@dataclass(frozen=True)
class HeldRole:
    """One role of an account, now or before."""

    id: int
    role: str
    since: datetime
    until: datetime | None
    is_open: bool


def rows(actor: Actor, *, at: datetime) -> list[RoleRow]:
    """Officers last. One query."""
    now = Q(assignments__until=None) | Q(assignments__until__gt=at)
    found = Role.objects.visible_to(actor).annotate(
        rights=Count("grants", distinct=True),
        holders=Count("assignments", filter=now, distinct=True),
    )
    result = [
        RoleRow(r.id, r.code, _(r.name), r.code in OFFICERS, r.rights, r.holders) for r in found
    ]
    return sorted(result, key=lambda row: (row.is_officer, row.code))


def row(actor: Actor, *, role_id: int, at: datetime) -> RoleRow:
    """Raises Role.DoesNotExist."""
    Role.objects.visible_to(actor).get(id=role_id)
    return next(row for row in rows(actor, at=at) if row.id == role_id)


def grants(actor: Actor, *, role_id: int) -> list[GrantRow]:
    """Every right there is, with what the role holds of it. Two queries."""
    role = Role.objects.visible_to(actor).get(id=role_id)
    held = dict(role.grants.values_list("permission", "scope"))
    return [
        GrantRow(code, permission.label, held.get(code, ""), code in OFFICER_ONLY)
        for code, permission in all_permissions().items()
    ]


def held_by(actor: Actor, *, account_id: int, at: datetime) -> list[HeldRole]:
    """Roles of an account on the actor's site, open ones first, then the latest."""
    found = Assignment.objects.visible_to(actor).filter(account_id=account_id)
    result = [
        HeldRole(a.id, _(a.role.name), a.since, a.until, a.until is None or a.until > at)
        for a in found.select_related("role").order_by("-since")
    ]
    return sorted(result, key=lambda role: not role.is_open)


def choices(actor: Actor) -> list[tuple[int, str]]:
    """Roles of the site for a drop-down."""
    return [(role.id, _(role.name)) for role in Role.objects.filter(site_id=actor.site_id)]


def persons_with(
    permission: str, *, site_id: int | None, unit_id: int | None, at: datetime
) -> set[int]:
    """Persons whose role lets them use a right for the whole site, or for `unit_id` as its own."""
    granted = RoleGrant.objects.filter(permission=permission, role__site_id=site_id)
    wide = Q(role__grants__in=granted.filter(scope="complex"))
    in_unit = Q(role__grants__in=granted.filter(scope="unit"), account__person__unit_id=unit_id)
    found = Assignment.objects.filter(site_id=site_id, account__status="active", since__lte=at)
    found = found.filter(Q(until=None) | Q(until__gt=at)).filter(wide | in_unit)
    ids = found.filter(account__person__left_on=None).values_list("account__person_id", flat=True)
    return {person_id for person_id in ids if person_id is not None}


def persons_in(role_id: int, *, site_id: int | None, at: datetime) -> set[int]:
    """Persons who hold a role now."""
    found = Assignment.objects.filter(site_id=site_id, role_id=role_id, since__lte=at)
    found = found.filter(Q(until=None) | Q(until__gt=at), account__status="active")
    ids = found.values_list("account__person_id", flat=True)
    return {person_id for person_id in ids if person_id is not None}
