"""Rows for tests. Each function needs only a database, and each default is a sensible one."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import count

from jieyue.kit.actor import Actor, Scope
from jieyue.kit.permissions import all_permissions
from jieyue.kit.sites.models import Site
from jieyue.people.accounts.models import Account, AccountStatus
from jieyue.people.persons.models import Person, Posting
from jieyue.people.roles.built_in import BUILT_IN, grants_of
from jieyue.people.roles.models import Assignment, Role, RoleGrant
from jieyue.people.units.models import Unit

LONG_AGO = date(2020, 1, 1)
_numbers = count(1)


def make_site(*, code: str = "", name: str = "") -> Site:
    """A new site; two calls give two tenants."""
    number = next(_numbers)
    return Site.objects.create(code=code or f"site-{number}", name=name or f"Site {number}")


def make_unit(*, site: Site | None = None, name: str = "", **fields: object) -> Unit:
    number = next(_numbers)
    values = {"code": f"U{number:04}", "name": name or f"Unit {number}", **fields}
    values.setdefault("short_name", str(values["name"])[:20])
    return Unit.objects.create(site=site or make_site(), **values)


def make_person(
    *, unit: Unit | None = None, site: Site | None = None, name: str = "", **fields: object
) -> Person:
    """Somebody with one open posting in `unit`."""
    number = next(_numbers)
    unit = unit or make_unit(site=site)
    values = {"staff_no": f"P{number:06}", "name": name or f"Person {number}", **fields}
    person = Person.objects.create(site_id=unit.site_id, unit=unit, **values)
    Posting.objects.create(
        site_id=unit.site_id, person=person, unit=unit, post=person.post, since_on=LONG_AGO
    )
    return person


def make_role(
    *, site: Site | None = None, code: str = "", grants: Mapping[str, Scope | str] | None = None
) -> Role:
    number = next(_numbers)
    code = code or f"role-{number}"
    role = Role.objects.create(site=site or make_site(), code=code, name=code)
    RoleGrant.objects.bulk_create(
        RoleGrant(role=role, permission=str(permission), scope=Scope(scope))
        for permission, scope in (grants or {}).items()
    )
    return role


def make_account(
    *,
    site: Site | None = None,
    person: Person | None = None,
    role: Role | None = None,
    grants: Mapping[str, Scope | str] | None = None,
    password: str | None = None,
    **fields: object,
) -> Account:
    """An active log-in of `person` with `role`, or with a role made of `grants`.

    Without `password` the account has none, which is fast; sign it in with `force_login`.
    """
    number = next(_numbers)
    person = person or make_person(site=site)
    site = site or person.site
    username = str(fields.pop("username", f"account{number}"))
    values: dict[str, object] = {"status": AccountStatus.ACTIVE, "site": site, **fields}
    account = Account.objects.create_user(username, password, person=person, **values)
    role = role or make_role(site=site, grants=grants)
    Assignment.objects.create(
        site=site,
        account=account,
        role=role,
        since=datetime.combine(LONG_AGO, datetime.min.time(), UTC),
    )
    return account


def role_grants(code: str) -> Mapping[str, Scope]:
    """What a built-in role may do."""
    role = next(each for each in BUILT_IN if each.code == code)
    return grants_of(role, list(all_permissions()))


def make_actor(
    *,
    site: Site | None = None,
    grants: Mapping[str, Scope | str] | None = None,
    unit: Unit | None = None,
    person: Person | None = None,
    account: Account | None = None,
) -> Actor:
    """A person acting with exactly `grants`; no account is stored for it unless one is given."""
    unit = unit or (person.unit if person else None)
    site_id = site.id if site else unit.site_id if unit else make_site().id
    return Actor(
        kind="person",
        name=person.name if person else "Somebody",
        site_id=site_id,
        account_id=account.id if account else None,
        person_id=person.id if person else None,
        unit_id=unit.id if unit else None,
        grants={str(code): Scope(scope) for code, scope in (grants or {}).items()},
    )
