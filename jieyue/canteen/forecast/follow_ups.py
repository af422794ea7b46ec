"""What the forecast does when the canteen's own record or plans change.

Learning anew after an import; forecasting anew, without learning, when people sign off, guests
are booked, meetings are noted or the canteen closes. Ten changes before the worker comes are one
piece of work.
"""

from datetime import datetime

from jieyue.canteen.forecast.queries import LEARN, MAKE
from jieyue.kit import tasks
from jieyue.kit.actor import system
from jieyue.kit.journal import Fact
from jieyue.kit.tasks.models import Task, TaskStatus


def learn_anew(fact: Fact, *, site_id: int, at: datetime) -> None:  # noqa: ARG001
    """After an import."""
    _ask(LEARN, site_id=site_id, at=at)


def forecast_anew(fact: Fact, *, site_id: int, at: datetime) -> None:  # noqa: ARG001
    """After a change of what is known ahead."""
    _ask(MAKE, site_id=site_id, at=at)


def _ask(kind: str, *, site_id: int, at: datetime) -> None:
    waiting = Task.objects.filter(site_id=site_id, kind=kind, status=TaskStatus.WAITING)
    if not waiting.exists():
        actor = system("canteen.forecast.follow_ups", site_id=site_id)
        tasks.enqueue(kind, {}, actor=actor, at=at)
