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
    ("access.credentials.read", OWN),
    ("access.health.declare", OWN),
    ("access.visitors.invite", OWN),
    ("access.visitors.read", OWN),
    ("canteen.accounts.read", OWN),
    ("canteen.menus.read", COMPLEX),
    ("canteen.signups.*", OWN),
)

_KITCHEN: tuple[tuple[str, Scope | None], ...] = (
    ("canteen.attendance.read", COMPLEX),
    ("canteen.forecast.read", COMPLEX),
    ("canteen.food_safety.read", COMPLEX),
    ("canteen.gatherings.read", COMPLEX),
    ("canteen.guests.read", COMPLEX),
    ("canteen.kitchen.read", COMPLEX),
    ("canteen.planning.read", COMPLEX),
    ("canteen.samples.read", COMPLEX),
    ("canteen.signups.read", COMPLEX),
    ("canteen.stock.read", COMPLEX),
    ("canteen.waste.read", COMPLEX),
    ("estate.weather.read", COMPLEX),
)

BUILT_IN = (
    BuiltIn(
        "leader",
        gettext_noop("Leader"),
        (
            *_EVERYBODY,
            ("access.gates.read", COMPLEX),
            ("access.health.order", COMPLEX),
            ("access.health.read", COMPLEX),
            ("access.muster.*", COMPLEX),
            ("access.parking.read", COMPLEX),
            ("access.presence.read", COMPLEX),
            ("access.statistics.read", COMPLEX),
            ("canteen.*.read", COMPLEX),
            ("canteen.accounts.read", OWN),
            ("canteen.guests.book", COMPLEX),
            ("canteen.purchasing.approve", COMPLEX),  # what the manager asks for
            ("canteen.purchasing.approve_large", COMPLEX),
            ("scorecards.*.read", COMPLEX),
            ("scorecards.standards.edit", COMPLEX),
            ("energy.*.read", COMPLEX),
            ("energy.quotas.decide", COMPLEX),
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
            ("canteen.purchasing.approve_large", None),
            ("estate.weather.*", COMPLEX),
            ("kit.parameters.propose", COMPLEX),
            ("kit.parameters.read", COMPLEX),
            ("kit.tasks.*", COMPLEX),
            ("people.approvals.read", COMPLEX),
            ("people.messages.send", COMPLEX),
            ("people.units.read", COMPLEX),
            ("scorecards.*", COMPLEX),
        ),
    ),
    BuiltIn(
        "kitchen",
        gettext_noop("Kitchen"),
        (
            *_EVERYBODY,
            *_KITCHEN,
            ("canteen.food_safety.record", COMPLEX),
            ("canteen.kitchen.cook", COMPLEX),
            ("canteen.planning.release", COMPLEX),
            ("canteen.samples.record", COMPLEX),
            ("canteen.waste.record", COMPLEX),
        ),
    ),
    BuiltIn(
        "buyer",
        gettext_noop("Buyer"),
        (
            *_EVERYBODY,
            *_KITCHEN,
            ("canteen.purchasing.edit", COMPLEX),
            ("canteen.purchasing.read", COMPLEX),
            ("canteen.receiving.read", COMPLEX),
            ("canteen.suppliers.edit", COMPLEX),
            ("canteen.suppliers.read", COMPLEX),
        ),
    ),
    BuiltIn(
        "acceptor",
        gettext_noop("Acceptor of deliveries"),
        (
            *_EVERYBODY,
            ("canteen.purchasing.read", COMPLEX),
            ("canteen.receiving.*", COMPLEX),
            ("canteen.residue_tests.read", COMPLEX),
            ("canteen.stock.read", COMPLEX),
            ("canteen.suppliers.read", COMPLEX),
        ),
    ),
    BuiltIn(
        "storekeeper",
        gettext_noop("Storekeeper"),
        (
            *_EVERYBODY,
            *_KITCHEN,
            ("canteen.purchasing.read", COMPLEX),
            ("canteen.receiving.read", COMPLEX),
            ("canteen.residue_tests.read", COMPLEX),
            ("canteen.stock.count", COMPLEX),
            ("canteen.stock.move", COMPLEX),
            ("canteen.trace.read", COMPLEX),
        ),
    ),
    BuiltIn(
        "food_inspector",
        gettext_noop("Food inspector"),
        (
            *_EVERYBODY,
            *_KITCHEN,
            ("canteen.receiving.read", COMPLEX),
            ("canteen.residue_tests.read", COMPLEX),
            ("canteen.residue_tests.record", COMPLEX),
            ("canteen.samples.*", COMPLEX),
            ("canteen.suppliers.read", COMPLEX),
            ("canteen.suppliers.verify", COMPLEX),
            ("canteen.trace.read", COMPLEX),
        ),
    ),
    BuiltIn(
        "food_safety_officer",
        gettext_noop("Food safety officer"),
        (
            *_EVERYBODY,
            *_KITCHEN,
            ("canteen.*.read", COMPLEX),
            ("canteen.accounts.read", OWN),
            ("canteen.food_safety.*", COMPLEX),
            ("canteen.residue_tests.*", COMPLEX),
            ("canteen.samples.*", COMPLEX),
            ("canteen.stock.approve", COMPLEX),
            ("canteen.suppliers.verify", COMPLEX),
            ("canteen.trace.recall", COMPLEX),
        ),
    ),
    BuiltIn(
        "till",
        gettext_noop("Till"),
        (
            *_EVERYBODY,
            ("canteen.guests.read", COMPLEX),
            ("canteen.planning.read", COMPLEX),
            ("canteen.planning.release", COMPLEX),
            ("canteen.service.read", COMPLEX),
            ("canteen.service.sell", COMPLEX),
        ),
    ),
    BuiltIn(
        "canteen_contractor",
        gettext_noop("Canteen contractor"),
        (
            *_EVERYBODY,
            *_KITCHEN,
            ("canteen.evaluation.read", COMPLEX),
            ("scorecards.cards.contest", UNIT),
            ("scorecards.cards.read", UNIT),
        ),
    ),
    BuiltIn(
        "unit_clerk",
        gettext_noop("Unit clerk (meals)"),
        (
            *_EVERYBODY,
            ("access.visitors.invite", UNIT),  # deputy of the unit's hosts
            ("access.visitors.read", UNIT),
            ("canteen.gatherings.*", UNIT),
            ("canteen.guests.*", UNIT),
            ("canteen.signups.*", UNIT),
            ("estate.rooms.read", COMPLEX),
            ("people.approvals.read", UNIT),
            ("people.persons.read", UNIT),
            ("people.units.read", UNIT),
        ),
    ),
    BuiltIn(
        "energy_manager",
        gettext_noop("Energy manager"),
        (
            *_EVERYBODY,
            ("energy.*", COMPLEX),
            ("energy.quotas.explain", None),  # it decides on explanations
            ("estate.rooms.read", COMPLEX),
            ("estate.weather.*", COMPLEX),
            ("kit.parameters.propose", COMPLEX),
            ("kit.parameters.read", COMPLEX),
            ("kit.tasks.*", COMPLEX),
            ("people.approvals.read", COMPLEX),
            ("people.messages.send", COMPLEX),
            ("people.units.read", COMPLEX),
            ("scorecards.*", COMPLEX),
        ),
    ),
    BuiltIn(
        "energy_statistician",
        gettext_noop("Energy statistician"),
        (
            *_EVERYBODY,
            ("energy.*.read", COMPLEX),
            ("energy.allocation.edit", COMPLEX),
            ("energy.consumption.correct", COMPLEX),
            ("energy.readings.correct", COMPLEX),
            ("energy.readings.import", COMPLEX),
            ("energy.statistics.*", COMPLEX),
            ("estate.rooms.read", COMPLEX),
            ("estate.weather.read", COMPLEX),
            ("kit.parameters.read", COMPLEX),
            ("people.units.read", COMPLEX),
        ),
    ),
    BuiltIn(
        "meter_reader",
        gettext_noop("Meter reader"),
        (
            *_EVERYBODY,
            ("energy.meters.read", COMPLEX),
            ("energy.readings.read", COMPLEX),
            ("energy.readings.record", COMPLEX),
            ("energy.watch.handle", COMPLEX),
            ("energy.watch.read", COMPLEX),
            ("energy.water.read", COMPLEX),
        ),
    ),
    BuiltIn(
        "unit_energy_officer",
        gettext_noop("Unit energy officer"),
        (
            *_EVERYBODY,
            ("energy.allocation.read", UNIT),
            ("energy.consumption.read", UNIT),
            ("energy.meters.read", UNIT),
            ("energy.quotas.explain", UNIT),
            ("energy.quotas.read", UNIT),
            ("energy.statistics.fill", UNIT),
            ("energy.statistics.read", UNIT),
            ("energy.watch.read", UNIT),
            ("scorecards.cards.contest", UNIT),
            ("scorecards.cards.read", UNIT),
        ),
    ),
    BuiltIn(
        "security_officer",
        gettext_noop("Security officer"),
        (
            *_EVERYBODY,
            ("access.*", COMPLEX),
            ("access.decisions.ask", None),  # devices only
            ("access.edge.sync", None),
            ("access.entries.store", None),
            ("access.health.declare", OWN),
            ("access.health.order", None),  # a leader's
            ("access.visitors.invite", OWN),
            ("estate.rooms.read", COMPLEX),
            ("kit.parameters.propose", COMPLEX),
            ("kit.parameters.read", COMPLEX),
            ("kit.tasks.*", COMPLEX),
            ("people.approvals.read", COMPLEX),
            ("people.messages.send", COMPLEX),
            ("people.persons.read", COMPLEX),
            ("people.units.read", COMPLEX),
        ),
    ),
    BuiltIn(
        "guard",
        gettext_noop("Guard"),
        (
            *_EVERYBODY,
            ("access.console.read", COMPLEX),
            ("access.gates.open", COMPLEX),
            ("access.gates.read", COMPLEX),
            ("access.gates.release", COMPLEX),
            ("access.health.record", COMPLEX),
            ("access.muster.*", COMPLEX),
            ("access.parking.read", COMPLEX),
            ("access.permits.read", COMPLEX),
            ("access.visitors.read", COMPLEX),
            ("access.visitors.receive", COMPLEX),
        ),
    ),
    BuiltIn(
        "receptionist",
        gettext_noop("Reception"),
        (
            *_EVERYBODY,
            ("access.health.record", COMPLEX),
            ("access.muster.read", COMPLEX),
            ("access.parking.read", COMPLEX),
            ("access.permits.read", COMPLEX),
            ("access.visitors.read", COMPLEX),
            ("access.visitors.receive", COMPLEX),
            ("people.units.read", COMPLEX),
        ),
    ),
    BuiltIn("employee", gettext_noop("Employee"), _EVERYBODY),
    BuiltIn(
        "office_administrator",
        gettext_noop("Office administrator"),
        (
            *_EVERYBODY,
            ("access.*.read", COMPLEX),
            ("access.decisions.read", None),  # the security officer's
            ("access.blocks.read", None),
            ("access.devices.*", COMPLEX),
            ("access.muster.call", COMPLEX),
            ("access.parking.edit", COMPLEX),
            ("canteen.gatherings.*", COMPLEX),
            ("canteen.guests.*", COMPLEX),
            ("energy.*.read", COMPLEX),
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
