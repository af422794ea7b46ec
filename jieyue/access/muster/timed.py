"""What the clock does with musters."""

from datetime import datetime

from jieyue.access.muster import actions
from jieyue.kit.actor import system


def forget(*, site_id: int, at: datetime) -> None:
    """Each night: names of musters that ended long ago."""
    actor = system("access.muster", site_id=site_id)
    actions.forget_names(site_id=site_id, actor=actor, at=at)
