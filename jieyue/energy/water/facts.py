"""What the journal keeps of water."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class ZoneKept(Fact):
    """A zone and the meters on its border were set."""

    name: ClassVar[str] = "energy.water.zone_kept"
    label = _("Water zone set")
    zone_id: int
    code: str
    meters_in: list[str]
    meters_out: list[str]


@dataclass(frozen=True, kw_only=True)
class NightUseRecorded(Fact):
    """What may run at night was recorded, or ended (until_on)."""

    name: ClassVar[str] = "energy.water.night_use_recorded"
    label = _("Legitimate night use recorded")
    night_use_id: int
    m3_per_h: str
    until_on: str


@dataclass(frozen=True, kw_only=True)
class NightEventRegistered(Fact):
    """A known cause of night flow was registered."""

    name: ClassVar[str] = "energy.water.night_event_registered"
    label = _("Event with night flow registered")
    event_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class WaterTestOpened(Fact):
    """A water balance test began."""

    name: ClassVar[str] = "energy.water.test_opened"
    label = _("Water balance test opened")
    test_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class BalanceLineKept(Fact):
    """Volumes of one unit in a test were set."""

    name: ClassVar[str] = "energy.water.balance_line_kept"
    label = _("Line of a water balance test set")
    test_id: int
    number: str
    line: str
    before: dict[str, str]
    after: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class WaterTestClosed(Fact):
    """A water balance test was accepted; its figures stand."""

    name: ClassVar[str] = "energy.water.test_closed"
    label = _("Water balance test closed")
    test_id: int
    number: str
    volume_leak_rate: str


@dataclass(frozen=True, kw_only=True)
class FixturesChecked(Fact):
    """A walk past fixtures is done."""

    name: ClassVar[str] = "energy.water.fixtures_checked"
    label = _("Water fixtures checked")
    check_id: int
    number: str
    seen: int
    leaking: int
