"""Django finds tables here; each is defined beside its topic."""

from jieyue.scorecards.incidents.models import Incident

__all__ = ["Incident"]
