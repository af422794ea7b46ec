"""What the journal keeps of gate rooms."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class GateRoomCaughtUp(Fact):
    """An agent that had decided alone delivered what it decided in [since, until]."""

    name: ClassVar[str] = "access.edge.caught_up"
    label = _("Gate room delivered what it decided alone")
    device_id: int
    decisions: int
    refused: int
    since: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class GateRoomLost(Fact):
    """An agent was not heard for too long, decides by old rules or had decisions refused."""

    name: ClassVar[str] = "access.edge.lost"
    label = _("Gate room needs looking after")
    device_id: int
    title: str
    trouble: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class GateRoomWell(Fact):
    """An agent that had been told about is well again."""

    name: ClassVar[str] = "access.edge.well"
    label = _("Gate room is well again")
    device_id: int
    title: str
