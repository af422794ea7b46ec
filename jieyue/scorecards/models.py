"""Django finds tables here; each is defined beside its topic."""

from jieyue.scorecards.cards.models import Card, CardLine, Contest
from jieyue.scorecards.incidents.models import Incident
from jieyue.scorecards.standards.models import Standard

__all__ = ["Card", "CardLine", "Contest", "Incident", "Standard"]
