"""What the night does with gate rooms: forget how old uploads were answered.

An agent that sends one again after that is answered row by row: known events are duplicates.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from jieyue.access.edge import parameters as figures
from jieyue.access.edge.models import EdgeUpload
from jieyue.kit import parameters


def forget(*, site_id: int, at: datetime) -> None:
    """Delete uploads as old as what gate rooms keep themselves."""
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    before = at - timedelta(days=values.integer(figures.KEPT))
    EdgeUpload.objects.filter(site_id=site_id, at__lt=before).delete()
