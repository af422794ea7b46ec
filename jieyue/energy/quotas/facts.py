from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class QuotaTableTakenIn(Fact):
    """A published table of limits was taken in."""

    name: ClassVar[str] = "energy.quotas.table_taken_in"
    label = _("Quota table taken in")

    table_id: int
    code: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class QuotaSet(Fact):
    """A year's quota of a unit, or of the complex; `old` None: there was none."""

    name: ClassVar[str] = "energy.quotas.set"
    label = _("Quota set")

    quota_id: int
    unit_id: int | None
    year: int
    measure: str
    old: Decimal | None
    new: Decimal


@dataclass(frozen=True, kw_only=True)
class QuotaPassed(Fact):
    """A unit used more than its year's quota and is asked to explain."""

    name: ClassVar[str] = "energy.quotas.passed"
    label = _("Quota passed")

    number: str
    quota_id: int
    unit_id: int
    used: Decimal
    due_on: date


@dataclass(frozen=True, kw_only=True)
class ExplanationSubmitted(Fact):
    """A unit explained its use over quota."""

    name: ClassVar[str] = "energy.quotas.explained"
    label = _("Use over quota explained")

    number: str
    unit_id: int


@dataclass(frozen=True, kw_only=True)
class ExplanationDecided(Fact):
    """An explanation was accepted or sent back."""

    name: ClassVar[str] = "energy.quotas.decided"
    label = _("Explanation decided")

    number: str
    unit_id: int
    accepted: bool
    note: str
