"""What the night does with deliveries: pictures past their time are deleted."""

from datetime import datetime

from jieyue.access.deliveries import pictures


def forget(*, site_id: int, at: datetime) -> None:
    pictures.forget(site_id=site_id, at=at)
