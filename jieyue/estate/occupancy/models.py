from django.db import models

from jieyue.estate.rooms.models import Room
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.units.models import Unit


class Occupancy(SiteOwned):
    """Which unit occupies a room, [since_on, until_on). Ended, never overwritten."""

    unit_path = "unit_id"

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="occupancies")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="occupancies")
    since_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room"], condition=models.Q(until_on=None), name="one_occupant_per_room"
            )
        ]
