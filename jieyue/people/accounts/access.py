"""Who an account is on a site: the actor of a request."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from jieyue.kit.actor import Actor, widest
from jieyue.people.accounts.models import Account
from jieyue.people.accounts.rules import OFFICERS


@dataclass(frozen=True)
class Access:
    """The actor on the chosen site, every site with a role, and whether one of the 三员."""

    actor: Actor
    site_ids: tuple[int, ...]
    is_officer: bool


def access_of(account: Account, *, wanted_site_id: int | None, at: datetime) -> Access:
    """One query. Without a role on the wanted site: the person's own site, else the first."""
    held = account.assignments.filter(since__lte=at).filter(Q(until=None) | Q(until__gt=at))
    by_site: dict[int, list[tuple[str, str]]] = {}
    codes: set[str] = set()
    rows = held.values_list(
        "site_id", "role__code", "role__grants__permission", "role__grants__scope"
    )
    for site_id, code, permission, scope in rows:
        grants = by_site.setdefault(site_id, [])
        codes.add(code)
        if permission:
            grants.append((permission, scope))
    chosen = _site(account, wanted_site_id, by_site)
    return Access(
        actor=_actor(account, chosen, by_site.get(chosen or 0, [])),
        site_ids=tuple(sorted(by_site)),
        is_officer=bool(codes.intersection(OFFICERS)),
    )


def _site(
    account: Account, wanted: int | None, by_site: dict[int, list[tuple[str, str]]]
) -> int | None:
    home = account.person.site_id if account.person else account.site_id
    if wanted is not None and wanted in by_site:
        return wanted
    if home is not None and home in by_site:
        return home
    return min(by_site, default=home)


def _actor(account: Account, site_id: int | None, grants: list[tuple[str, str]]) -> Actor:
    """On another site than the person's own there is no unit of theirs."""
    person = account.person
    is_home = person is not None and person.site_id == site_id
    return Actor(
        kind="person",
        name=person.name if person else account.username,
        site_id=site_id,
        account_id=account.pk,
        person_id=person.pk if person else None,
        unit_id=person.unit_id if person and is_home else None,
        grants=widest(grants),
    )
