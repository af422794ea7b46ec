"""What the journal keeps of meters. Registers are in the register's own unit."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class MeterOpened(Fact):
    """A meter was entered in the ledger; since_on: from which day it stands in the tree."""

    name: ClassVar[str] = "energy.meters.opened"
    label = _("Meter opened")
    meter_id: int
    number: str
    medium: str
    kind: str
    since_on: date


@dataclass(frozen=True, kw_only=True)
class MeterChanged(Fact):
    """Facts of a meter changed; before and after hold only what differs, as text."""

    name: ClassVar[str] = "energy.meters.changed"
    label = _("Meter changed")
    meter_id: int
    number: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class MeterPlaced(Fact):
    """A meter stands elsewhere in the tree or house from since_on on.

    before: the placement that it followed or, with a reason, corrected; empty when there is none.
    """

    name: ClassVar[str] = "energy.meters.placed"
    label = _("Meter placed")
    meter_id: int
    number: str
    since_on: date
    parent_id: int | None
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str


@dataclass(frozen=True, kw_only=True)
class InstrumentReplaced(Fact):
    """换表: another instrument, or other transformers, from replaced_at on."""

    name: ClassVar[str] = "energy.meters.replaced"
    label = _("Instrument replaced")
    meter_id: int
    number: str
    replaced_at: datetime
    old_serial: str
    old_multiplier: Decimal
    final_register: Decimal | None
    final_method: str
    new_serial: str
    new_multiplier: Decimal
    initial_register: Decimal | None
    witness: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class InstrumentCalibrated(Fact):
    """检定: an instrument was calibrated; due_on: until when that holds."""

    name: ClassVar[str] = "energy.meters.calibrated"
    label = _("Instrument calibrated")
    meter_id: int
    number: str
    serial: str
    calibrated_on: date
    due_on: date
    before: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class MeterRetired(Fact):
    """A meter measures no more from retired_at on."""

    name: ClassVar[str] = "energy.meters.retired"
    label = _("Meter retired")
    meter_id: int
    number: str
    retired_at: datetime
    status: str
    final_register: Decimal | None
    final_method: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class InstrumentCorrected(Fact):
    """What was entered of an instrument was wrong; [from_at, until_at) is counted again."""

    name: ClassVar[str] = "energy.meters.instrument_corrected"
    label = _("Instrument corrected")
    meter_id: int
    number: str
    serial: str
    from_at: datetime
    until_at: datetime | None
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str
