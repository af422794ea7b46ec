from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Canteen, Meal
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.persons.models import Person
from jieyue.people.units.models import Unit


class MealChoice(SiteOwned):
    """报餐 / 停餐: whether a person will eat one meal. Without a row the person does as usual.

    `unit` is the person's unit when the choice was made.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.SIGNUPS_READ
    unit_path = "unit_id"
    person_path = "person_id"

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    meal = models.CharField(_("meal"), max_length=10, choices=Meal)
    day = models.DateField(_("day"))
    eats = models.BooleanField(_("eats"))
    chosen_by = models.CharField(_("by"), max_length=80)
    chosen_at = models.DateTimeField(_("time"))

    class Meta:
        ordering = ["-day", "unit", "person"]
        constraints = [
            models.UniqueConstraint(fields=["person", "meal", "day"], name="one_choice_per_meal")
        ]
        indexes = [models.Index(fields=["site", "day"])]


class GuestBooking(SiteOwned):
    """客餐: guests of a unit at one meal, with the people who keep them company.

    letter_number: number of the official letter (公函) that the reception rests on.
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
    booked_by = models.CharField(_("by"), max_length=80)
    booked_at = models.DateTimeField(_("booked at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    class Meta:
        ordering = ["-day", "unit"]
        constraints = [
            models.CheckConstraint(condition=Q(guests__gte=1), name="a_booking_has_guests")
        ]
        indexes = [models.Index(fields=["site", "day"])]


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
