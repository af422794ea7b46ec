"""The roles a new site begins with. A site may change the business ones, not the officers'."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.utils.translation import gettext_noop

from jieyue.kit.actor import Scope
from jieyue.people.roles.rules import AUDITOR, SECURITY_ADMINISTRATOR, SYSTEM_ADMINISTRATOR

OWN, UNIT, COMPLEX = Scope.OWN, Scope.UNIT, Scope.COMPLEX


@dataclass(frozen=True)
class BuiltIn:
    """`grants` are patterns of permission codes; a later pattern overrides an earlier one.

    A scope of None takes a right away again.
    """

    code: str
    name: str
    grants: tuple[tuple[str, Scope | None], ...]


_EVERYBODY: tuple[tuple[str, Scope | None], ...] = (
    ("canteen.menus.read", COMPLEX),
    ("canteen.signups.*", OWN),
)

_KITCHEN: tuple[tuple[str, Scope | None], ...] = (
    ("canteen.attendance.read", COMPLEX),
    ("canteen.forecast.read", COMPLEX),
    ("canteen.gatherings.read", COMPLEX),
    ("canteen.guests.read", COMPLEX),
    ("canteen.planning.read", COMPLEX),
    ("canteen.planning.release", COMPLEX),
    ("canteen.signups.read", COMPLEX),
    ("estate.weather.read", COMPLEX),
)

BUILT_IN = (
    BuiltIn(
        "leader",
        gettext_noop("Leader"),
        (
            *_EVERYBODY,
            ("access.presence.read", COMPLEX),
            ("canteen.*.read", COMPLEX),
            ("canteen.guests.book", COMPLEX),
            ("estate.*.read", COMPLEX),
            ("kit.parameters.*", COMPLEX),
            ("people.approvals.read", COMPLEX),
            ("people.messages.send", COMPLEX),
            ("people.persons.read", COMPLEX),
            ("people.units.read", COMPLEX),
        ),
    ),
    BuiltIn(
        "canteen_manager",
        gettext_noop("Canteen manager"),
        (
            *_EVERYBODY,
            ("access.presence.read", COMPLEX),
            ("canteen.*", COMPLEX),
            ("estate.weather.*", COMPLEX),
            ("kit.parameters.propose", COMPLEX),
            ("kit.parameters.read", COMPLEX),
            ("kit.tasks.*", COMPLEX),
            ("people.messages.send", COMPLEX),
            ("people.units.read", COMPLEX),
        ),
    ),
    BuiltIn("kitchen", gettext_noop("Kitchen"), (*_EVERYBODY, *_KITCHEN)),
    BuiltIn(
        "buyer",
        gettext_noop("Buyer"),
        (*_EVERYBODY, *_KITCHEN, ("canteen.planning.release", None)),
    ),
    BuiltIn(
        "unit_clerk",
        gettext_noop("Unit clerk (meals)"),
        (
            *_EVERYBODY,
            ("canteen.gatherings.*", UNIT),
            ("canteen.guests.*", UNIT),
            ("canteen.signups.*", UNIT),
            ("estate.rooms.read", COMPLEX),
            ("people.approvals.read", UNIT),
            ("people.persons.read", UNIT),
            ("people.units.read", UNIT),
        ),
    ),
    BuiltIn("employee", gettext_noop("Employee"), _EVERYBODY),
    BuiltIn(
        "office_administrator",
        gettext_noop("Office administrator"),
        (
            *_EVERYBODY,
            ("access.devices.*", COMPLEX),
            ("access.presence.read", COMPLEX),
            ("canteen.gatherings.*", COMPLEX),
            ("canteen.guests.*", COMPLEX),
            ("estate.*", COMPLEX),
            ("kit.parameters.propose", COMPLEX),
            ("kit.parameters.read", COMPLEX),
            ("kit.tasks.*", COMPLEX),
            ("kit.workdays.*", COMPLEX),
            ("people.approvals.configure", COMPLEX),
            ("people.approvals.read", COMPLEX),
            ("people.messages.send", COMPLEX),
            ("people.persons.*", COMPLEX),
            ("people.units.*", COMPLEX),
        ),
    ),
    BuiltIn(
        SYSTEM_ADMINISTRATOR,
        gettext_noop("System administrator"),
        (
            ("kit.tasks.*", COMPLEX),
            ("people.accounts.*", COMPLEX),
        ),
    ),
    BuiltIn(
        SECURITY_ADMINISTRATOR,
        gettext_noop("Security administrator"),
        (
            ("people.accounts.read", COMPLEX),
            ("people.roles.*", COMPLEX),
        ),
    ),
    BuiltIn(
        AUDITOR,
        gettext_noop("Auditor"),
        (
            ("kit.journal.read", COMPLEX),
            ("people.accounts.read", COMPLEX),
            ("people.roles.read", COMPLEX),
        ),
    ),
)

OFFICER_ONLY = frozenset(
    {
        "kit.journal.read",
        "people.accounts.create",
        "people.accounts.read",
        "people.accounts.reset",
        "people.accounts.suspend",
        "people.accounts.unlock",
        "people.roles.assign",
        "people.roles.edit",
        "people.roles.read",
    }
)


def grants_of(role: BuiltIn, permissions: Iterable[str]) -> Mapping[str, Scope]:
    """The role's rights among the permissions that exist."""
    found: dict[str, Scope] = {}
    for permission in permissions:
        for pattern, scope in role.grants:
            if not fnmatchcase(permission, pattern):
                continue
            if scope is None:
                found.pop(permission, None)
            else:
                found[permission] = scope
    return found
