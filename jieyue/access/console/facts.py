"""What the journal keeps of the guard's screen."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class EmergencyFilledIn(Fact):
    """What was known of an emergency passage was written down afterwards."""

    name: ClassVar[str] = "access.console.emergency_filled_in"
    label = _("Emergency passage filled in")
    passage_id: int


@dataclass(frozen=True, kw_only=True)
class EmergencyLetIn(Fact):
    """Police, fire brigade, ambulance or urgent repair were let in at once."""

    name: ClassVar[str] = "access.console.emergency_let_in"
    label = _("Emergency service let in")
    passage_id: int
    gate_id: int
    service: str


@dataclass(frozen=True, kw_only=True)
class HandAnswered(Fact):
    """A guard let somebody pass or refused at the screen; about: the decision it answers."""

    name: ClassVar[str] = "access.console.hand_answered"
    label = _("Guard decided by hand")
    answer_id: int
    gate_id: int
    outcome: str
    reason_code: str
    about: int | None
