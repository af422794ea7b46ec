from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.estate.permissions import EstatePermission
from jieyue.estate.rooms.models import Room
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.units.models import Unit


class Occupancy(SiteOwned):
    """Which unit occupies a room, [since_on, until_on). Ended, never overwritten."""

    read_permission = EstatePermission.ROOMS_READ
    unit_path = "unit_id"

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="occupancies")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="occupancies")
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["since_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["room"], condition=models.Q(until_on=None), name="one_occupant_per_room"
            ),
            models.UniqueConstraint(
                fields=["room", "since_on"], name="one_occupancy_per_first_day"
            ),
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gt=models.F("since_on")),
                name="occupancy_ends_after_it_starts",
            ),
        ]
