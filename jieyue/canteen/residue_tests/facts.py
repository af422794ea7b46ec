from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class ControlsRun(Fact):
    """The day's blank and positive control of a method were run."""

    name: ClassVar[str] = "canteen.residue_tests.controls_run"
    label = _("Controls of the residue test run")

    control_id: int
    canteen_id: int
    on: date
    method: str
    is_valid: bool


@dataclass(frozen=True, kw_only=True)
class LotSampled(Fact):
    """A sample of a lot was taken."""

    name: ClassVar[str] = "canteen.residue_tests.sampled"
    label = _("Lot sampled for residues")

    test_id: int
    number: str
    lot_id: int


@dataclass(frozen=True, kw_only=True)
class ResidueRead(Fact):
    """One run of a sample was read; `state` is what the test came to by it."""

    name: ClassVar[str] = "canteen.residue_tests.read"
    label = _("Residue test read")

    test_id: int
    number: str
    repeat: int
    inhibition_pct: Decimal
    state: str


@dataclass(frozen=True, kw_only=True)
class ResidueTestPassed(Fact):
    """Screening found nothing beyond the method's threshold; that is not to say "safe"."""

    name: ClassVar[str] = "canteen.residue_tests.passed"
    label = _("Nothing found by residue screening")

    test_id: int
    lot_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class ResidueTestHeld(Fact):
    """The runs of one sample disagree; the lot stays held until somebody decides."""

    name: ClassVar[str] = "canteen.residue_tests.held"
    label = _("Residue tests disagree")

    test_id: int
    lot_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class ResidueTestFailed(Fact):
    """Every run of a sample, or the laboratory, found too much. The lot is never issued again."""

    name: ClassVar[str] = "canteen.residue_tests.failed"
    label = _("Residue test failed")

    test_id: int
    lot_id: int
    number: str
    supplier_id: int | None
    canteen_id: int
    ingredient: str
    inhibition_pct: Decimal


@dataclass(frozen=True, kw_only=True)
class LaboratoryReported(Fact):
    """A laboratory decided on a sample whose runs disagreed."""

    name: ClassVar[str] = "canteen.residue_tests.laboratory_reported"
    label = _("Laboratory reported on a sample")

    test_id: int
    number: str
    report: str
    is_conforming: bool


@dataclass(frozen=True, kw_only=True)
class LotDisposed(Fact):
    """What became of a lot that failed or was held; `witness_id` is the second person."""

    name: ClassVar[str] = "canteen.residue_tests.disposed"
    label = _("Held lot disposed of")

    test_id: int
    number: str
    lot_id: int
    disposal: str
    witness_id: int


@dataclass(frozen=True, kw_only=True)
class SamplingWaived(Fact):
    """A lot that the sampling rule chose is not to be sampled after all."""

    name: ClassVar[str] = "canteen.residue_tests.sampling_waived"
    label = _("Sampling waived")

    lot_id: int
    reason: str
