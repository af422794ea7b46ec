from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class DeviceFellIll(Fact):
    """A device is silent, faulty or its clock is off; state as in devices.rules."""

    name: ClassVar[str] = "access.silence.device_fell_ill"
    label: ClassVar[Any] = _("Gate device is not well")

    spell_id: int
    device_id: int
    serial: str
    state: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class DeviceRecovered(Fact):
    name: ClassVar[str] = "access.silence.device_recovered"
    label: ClassVar[Any] = _("Gate device is well again")

    spell_id: int
    device_id: int
    serial: str
    state: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class DevicesFellSilent(Fact):
    """Devices that usually report by this time have not; the units' counts are unknown."""

    name: ClassVar[str] = "access.silence.noticed"
    label: ClassVar[Any] = _("Gate devices fell silent")

    day: date
    cutoff: time
    device_ids: list[int]
    unit_ids: list[int]
