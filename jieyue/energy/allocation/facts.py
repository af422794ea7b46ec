from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class MethodProposed(Fact):
    """A version of the allocation method was taken in."""

    name: ClassVar[str] = "energy.allocation.method_proposed"
    label = _("Allocation method proposed")

    method_id: int
    version: int
    effective_from: date


@dataclass(frozen=True, kw_only=True)
class MethodPublished(Fact):
    """A version of the allocation method counts from a day on."""

    name: ClassVar[str] = "energy.allocation.method_published"
    label = _("Allocation method published")

    method_id: int
    version: int
    effective_from: date


@dataclass(frozen=True, kw_only=True)
class BasisSet(Fact):
    """A unit's figure of a month by which use is divided; `old` None: there was none."""

    name: ClassVar[str] = "energy.allocation.basis_set"
    label = _("Basis of allocation set")

    month: date
    unit_id: int
    kind: str
    old: Decimal | None
    new: Decimal
    source: str


@dataclass(frozen=True, kw_only=True)
class BasisTaken(Fact):
    """The system wrote a month's figures of many units."""

    name: ClassVar[str] = "energy.allocation.basis_taken"
    label = _("Basis of allocation taken over")

    month: date
    kind: str
    units: int
    source: str


@dataclass(frozen=True, kw_only=True)
class RunDrafted(Fact):
    """A month's use of one medium was divided among the units, as a draft."""

    name: ClassVar[str] = "energy.allocation.drafted"
    label = _("Allocation drafted")

    number: str
    medium: str
    month: date
    revision: int
    use: Decimal


@dataclass(frozen=True, kw_only=True)
class RunPublished(Fact):
    """An allocation counts; `replaces` is the number of the one before, or empty."""

    name: ClassVar[str] = "energy.allocation.published"
    label = _("Allocation published")

    number: str
    medium: str
    month: date
    version: int
    replaces: str
