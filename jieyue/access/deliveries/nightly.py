"""What the night does with deliveries: pictures and failed log-ins past their time are deleted."""

from datetime import datetime, timedelta

from django.utils import timezone

from jieyue.access import parameters as limits
from jieyue.access.deliveries import pictures
from jieyue.access.deliveries.models import Knock
from jieyue.kit import parameters


def forget(*, site_id: int, at: datetime) -> None:
    """Failed log-ins are kept as long as entries are."""
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    before = at - timedelta(days=values.integer(limits.ENTRIES_KEPT))
    Knock.objects.filter(site_id=site_id, last_at__lt=before).delete()
    pictures.forget(site_id=site_id, at=at)
