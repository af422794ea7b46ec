from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class PlanOpened(Fact):
    """A plan of several years was taken in."""

    name: ClassVar[str] = "energy.targets.plan_opened"
    label = _("Plan with targets opened")

    plan_id: int
    code: str


@dataclass(frozen=True, kw_only=True)
class TargetSet(Fact):
    """By how much an indicator is to fall; `old` None: there was no target."""

    name: ClassVar[str] = "energy.targets.set"
    label = _("Target set")

    target_id: int
    unit_id: int | None
    indicator: str
    old: Decimal | None
    new: Decimal


@dataclass(frozen=True, kw_only=True)
class TargetFiled(Fact):
    """A unit filed its target and plan with the office."""

    name: ClassVar[str] = "energy.targets.filed"
    label = _("Target filed")

    target_id: int
    unit_id: int | None


@dataclass(frozen=True, kw_only=True)
class YearRecorded(Fact):
    """What a year came to; `old` None: nothing was recorded."""

    name: ClassVar[str] = "energy.targets.year_recorded"
    label = _("Result of a target's year recorded")

    target_id: int
    year: int
    old: Decimal | None
    new: Decimal | None
    source: str
