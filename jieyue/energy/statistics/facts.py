from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class ReportBegun(Fact):
    name: ClassVar[str] = "energy.statistics.report_begun"
    label = _("Energy report begun")

    report_id: int
    form: str
    period: str
    unit_id: int | None


@dataclass(frozen=True, kw_only=True)
class FiguresTyped(Fact):
    """Figures of a draft were typed. figures: {"row.line": [old, new]}."""

    name: ClassVar[str] = "energy.statistics.figures_typed"
    label = _("Figures of an energy report typed")

    report_id: int
    figures: dict[str, list[str | None]]


@dataclass(frozen=True, kw_only=True)
class ReportSubmitted(Fact):
    """A report was locked as it stood. digest: SHA-256 over its figures."""

    name: ClassVar[str] = "energy.statistics.report_submitted"
    label = _("Energy report submitted")

    report_id: int
    form: str
    period: str
    unit_id: int | None
    digest: str


@dataclass(frozen=True, kw_only=True)
class ReportAccepted(Fact):
    name: ClassVar[str] = "energy.statistics.report_accepted"
    label = _("Energy report accepted")

    report_id: int


@dataclass(frozen=True, kw_only=True)
class ReportReturned(Fact):
    """Back to whoever filled it in, with the reason."""

    name: ClassVar[str] = "energy.statistics.report_returned"
    label = _("Energy report returned")

    report_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class CorrectionProposed(Fact):
    name: ClassVar[str] = "energy.statistics.correction_proposed"
    label = _("Correction of an energy report proposed")

    correction_id: int
    report_id: int
    line: str
    difference: Decimal
    reason: str


@dataclass(frozen=True, kw_only=True)
class CorrectionDecided(Fact):
    name: ClassVar[str] = "energy.statistics.correction_decided"
    label = _("Correction of an energy report decided")

    correction_id: int
    report_id: int
    is_approved: bool


@dataclass(frozen=True, kw_only=True)
class InstitutionRecorded(Fact):
    name: ClassVar[str] = "energy.statistics.institution_recorded"
    label = _("Basic information of a public institution recorded")

    unit_id: int
    category: str
    level: str


@dataclass(frozen=True, kw_only=True)
class BulletinPublished(Fact):
    name: ClassVar[str] = "energy.statistics.bulletin_published"
    label = _("Energy bulletin published")

    bulletin_id: int
    period: str
