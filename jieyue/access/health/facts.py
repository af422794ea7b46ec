"""What the journal keeps of health orders: ids and counts, never what somebody has."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class ContactsTraced(Fact):
    """Somebody looked up who was near one person; the purpose stands with the look-up."""

    name: ClassVar[str] = "access.health.contacts_traced"
    label = _("Contacts traced under an order")
    order_id: int
    person_id: int
    lookup_id: int
    found: int


@dataclass(frozen=True, kw_only=True)
class ContractorChecked(Fact):
    name: ClassVar[str] = "access.health.contractor_checked"
    label = _("Contractor's health checked")
    order_id: int
    check_id: int


@dataclass(frozen=True, kw_only=True)
class HealthDataErased(Fact):
    """Every personal row of an order was deleted; `erased` says how many of each kind."""

    name: ClassVar[str] = "access.health.erased"
    label = _("Personal health data deleted")
    order_id: int
    number: str
    erased: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class HealthOrdered(Fact):
    """Measures were ordered. slots: unit id to [from, until) when dining is staggered."""

    name: ClassVar[str] = "access.health.ordered"
    label = _("Health measures ordered")
    order_id: int
    number: str
    disease: str
    switches: list[str]
    since: datetime
    until: datetime
    follows: int | None = None
    meeting_limit: int | None = None
    slots: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class HealthOrderEnded(Fact):
    """Every measure of an order is over."""

    name: ClassVar[str] = "access.health.ended"
    label = _("Health measures ended")
    order_id: int
    number: str
    reason: str
    switches: list[str]


@dataclass(frozen=True, kw_only=True)
class Isolated(Fact):
    name: ClassVar[str] = "access.health.isolated"
    label = _("Isolation room used")
    order_id: int
    isolation_id: int


@dataclass(frozen=True, kw_only=True)
class IsolationOver(Fact):
    name: ClassVar[str] = "access.health.isolation_over"
    label = _("Isolation room left")
    order_id: int
    isolation_id: int


@dataclass(frozen=True, kw_only=True)
class StaggeredDiningEnded(Fact):
    """Everybody eats when they like again."""

    name: ClassVar[str] = "access.health.dining_free"
    label = _("Staggered dining ended")
    order_id: int


@dataclass(frozen=True, kw_only=True)
class StaggeredDiningOrdered(Fact):
    """slots: unit id to [from, until) of each local day, as HH:MM; until: the order's sunset."""

    name: ClassVar[str] = "access.health.dining_staggered"
    label = _("Staggered dining ordered")
    order_id: int
    slots: dict[str, list[str]]
    until: datetime
