"""What the journal keeps of the meter watch."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class EpisodeMoved(Fact):
    """Something happened to an episode."""

    episode_id: int
    number: str
    kind: str
    meter_id: int
    severity: int


@dataclass(frozen=True, kw_only=True)
class EpisodeOpened(EpisodeMoved):
    """The watch found something."""

    name: ClassVar[str] = "energy.watch.opened"
    label = _("Meter episode opened")


@dataclass(frozen=True, kw_only=True)
class EpisodeAcknowledged(EpisodeMoved):
    """Somebody has seen it."""

    name: ClassVar[str] = "energy.watch.acknowledged"
    label = _("Meter episode acknowledged")


@dataclass(frozen=True, kw_only=True)
class EpisodeTakenOn(EpisodeMoved):
    """Somebody works on it, or was told to."""

    name: ClassVar[str] = "energy.watch.taken_on"
    label = _("Meter episode taken on")
    person_id: int


@dataclass(frozen=True, kw_only=True)
class EpisodeGone(EpisodeMoved):
    """The readings show it no more."""

    name: ClassVar[str] = "energy.watch.gone"
    label = _("Meter episode gone from the readings")


@dataclass(frozen=True, kw_only=True)
class EpisodeResolved(EpisodeMoved):
    """It is over, with its cause."""

    name: ClassVar[str] = "energy.watch.resolved"
    label = _("Meter episode resolved")
    cause: str


@dataclass(frozen=True, kw_only=True)
class EpisodeReopened(EpisodeMoved):
    """It was not over."""

    name: ClassVar[str] = "energy.watch.reopened"
    label = _("Meter episode reopened")
    reason: str


@dataclass(frozen=True, kw_only=True)
class EpisodeEscalated(EpisodeMoved):
    """Nobody had acknowledged it in time."""

    name: ClassVar[str] = "energy.watch.escalated"
    label = _("Meter episode escalated")


@dataclass(frozen=True, kw_only=True)
class MeterExempted(Fact):
    """A meter is not watched for a kind for a while."""

    name: ClassVar[str] = "energy.watch.exempted"
    label = _("Meter exempted from the watch")
    meter_id: int
    kind: str
    until_on: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ExemptionEnded(Fact):
    """A meter is watched again."""

    name: ClassVar[str] = "energy.watch.exemption_ended"
    label = _("Exemption from the watch ended")
    meter_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class DutySet(Fact):
    """Whose episodes of a kind or unit are was said."""

    name: ClassVar[str] = "energy.watch.duty_set"
    label = _("Duty for meter episodes set")
    kind: str
    unit_id: int | None
    person_id: int | None
