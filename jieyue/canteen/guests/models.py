from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Canteen, Meal
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.units.models import Unit


class GuestBooking(SiteOwned):
    """客餐: guests of a unit at one meal, with the people who keep them company.

    letter_number: number of the official letter (公函) that the reception rests on. reference: of
    what the booking follows, such as a visit; empty when it was made here.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.GUESTS_READ
    unit_path = "unit_id"

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    meal = models.CharField(_("meal"), max_length=10, choices=Meal)
    day = models.DateField(_("day"))
    guests = models.PositiveSmallIntegerField(_("guests"))
    companions = models.PositiveSmallIntegerField(_("companions"), default=0)
    purpose = models.CharField(_("purpose"), max_length=200)
    letter_number = models.CharField(_("letter number"), max_length=60, blank=True)
    reference = models.CharField(max_length=60, blank=True, default="")
    booked_by = models.CharField(_("by"), max_length=80)
    booked_at = models.DateTimeField(_("booked at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    class Meta:
        ordering = ["-day", "unit"]
        constraints = [
            models.CheckConstraint(condition=Q(guests__gte=1), name="a_booking_has_guests"),
            models.UniqueConstraint(
                fields=["canteen", "day", "meal", "reference"],
                condition=~Q(reference="") & Q(cancelled_at=None),
                name="one_booking_per_reference_and_meal",
            ),
        ]
        indexes = [models.Index(fields=["site", "day"])]
