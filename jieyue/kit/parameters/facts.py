from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class ParameterProposed(Fact):
    """A new value was proposed; it does not apply yet."""

    name: ClassVar[str] = "kit.parameters.proposed"
    label = _("Parameter version proposed")

    version_id: int
    code: str
    value: str
    effective_from: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class ParameterApproved(Fact):
    """A value was put into force from a day on."""

    name: ClassVar[str] = "kit.parameters.approved"
    label = _("Parameter version approved")

    version_id: int
    code: str
    old_value: str
    value: str
    effective_from: date
    proposed_by: str


@dataclass(frozen=True, kw_only=True)
class ParameterRejected(Fact):
    """A proposed value was turned down."""

    name: ClassVar[str] = "kit.parameters.rejected"
    label = _("Parameter version rejected")

    version_id: int
    code: str
    value: str
    reason: str
