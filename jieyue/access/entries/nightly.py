"""What the night does with entries: forget those past their keeping time."""

from datetime import datetime

from jieyue.access.entries import actions
from jieyue.kit.actor import system


def forget(*, site_id: int, at: datetime) -> None:
    actor = system("access.entries.nightly", site_id=site_id)
    actions.forget(site_id=site_id, actor=actor, at=at)
