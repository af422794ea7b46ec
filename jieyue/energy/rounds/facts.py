"""What the journal keeps of meter reading rounds."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class RoundPlanned(Fact):
    """A round was planned or planned anew; numbers: of its meters, in walking order."""

    name: ClassVar[str] = "energy.rounds.planned"
    label = _("Meter reading round planned")
    plan_id: int
    title: str
    every: str
    due_day: int
    is_active: bool
    numbers: list[str]


@dataclass(frozen=True, kw_only=True)
class RoundStarted(Fact):
    """Somebody began to walk."""

    name: ClassVar[str] = "energy.rounds.started"
    label = _("Meter reading round started")
    round_id: int
    title: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class RoundFinished(Fact):
    """Every meter of the round was read, or it was said why not."""

    name: ClassVar[str] = "energy.rounds.finished"
    label = _("Meter reading round finished")
    round_id: int
    title: str
    due_on: date
    read: int
    unread: int


@dataclass(frozen=True, kw_only=True)
class MeterUnread(Fact):
    """A meter could not be read, with the reason."""

    name: ClassVar[str] = "energy.rounds.unread"
    label = _("Meter could not be read")
    meter_id: int
    number: str
    reason: str
    note: str
