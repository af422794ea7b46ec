from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.units.models import Unit


class GatheringKind(models.TextChoices):
    MEETING = "meeting", _("meeting")
    TRAINING = "training", _("training")


class Gathering(SiteOwned):
    """A meeting or training that moves demand on one day; without a unit it is the complex's own.

    is_away: its people are out of the complex and do not eat here.
    over_noon: it runs over noon, so its people come late or stay.
    reference: the number in the booking it came from; empty when entered by hand.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.GATHERINGS_READ
    unit_path = "unit_id"

    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=10, choices=GatheringKind)
    title = models.CharField(_("title"), max_length=120)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    attendees = models.PositiveIntegerField(_("attendees"))
    over_noon = models.BooleanField(_("runs over noon"), default=False)
    is_away = models.BooleanField(_("away from the complex"), default=False)
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    noted_at = models.DateTimeField(_("noted at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    class Meta:
        ordering = ["-day", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "reference", "day"],
                condition=~Q(reference=""),
                name="one_gathering_per_reference",
            )
        ]
        indexes = [models.Index(fields=["site", "day"])]
