from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieyue.access.gates.models import Zone
from jieyue.access.permissions import AccessPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.persons.models import Person
from jieyue.people.units.models import Unit


class SpaceKind(models.TextChoices):
    """For whom a space is."""

    ACCESSIBLE = "accessible", _("accessible")
    CHARGING = "charging", _("charging")
    DELIVERY = "delivery", _("delivery")
    OFFICIAL = "official", _("official vehicles")
    STAFF = "staff", _("staff")
    VISITOR = "visitor", _("visitors")


class Space(SiteOwned):
    """车位: one space of a car park. x, y: its place on the plan, in spaces, from the upper left.

    It may be kept for one vehicle (`plate`), for a person's cars or for a unit's.
    """

    read_permission: ClassVar[str | None] = AccessPermission.PARKING_READ

    zone = models.ForeignKey(
        Zone, on_delete=models.PROTECT, related_name="spaces", verbose_name=_("car park")
    )
    code = models.CharField(_("number"), max_length=20)
    kind = models.CharField(_("kind"), max_length=10, choices=SpaceKind, default=SpaceKind.STAFF)
    x = models.PositiveSmallIntegerField(_("column on the plan"), default=0)
    y = models.PositiveSmallIntegerField(_("row on the plan"), default=0)
    plate = models.CharField(_("kept for the vehicle"), max_length=12, blank=True, default="")
    person = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("kept for the person"),
    )
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("kept for the unit"),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["zone__code", "y", "x", "code"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="one_space_per_code"),
            models.UniqueConstraint(
                fields=["zone", "x", "y"],
                condition=Q(is_active=True),
                name="one_space_per_place_on_the_plan",
            ),
            models.CheckConstraint(
                condition=Q(plate="") | Q(person=None, unit=None), name="kept_for_one_only"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Reservation(SiteOwned):
    """车位预留: a space is kept for a car [from_at, until_at). ended_at: given back before."""

    read_permission: ClassVar[str | None] = AccessPermission.PARKING_READ

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="reservations")
    holder_key = models.CharField(max_length=60)
    plate = models.CharField(_("number plate"), max_length=12)
    visit_id = models.BigIntegerField(null=True, blank=True)
    visit_number = models.CharField(_("visit"), max_length=20, blank=True, default="")
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"))
    made_by = models.CharField(_("reserved by"), max_length=80)
    ended_at = models.DateTimeField(_("given back"), null=True, blank=True)

    class Meta:
        ordering = ["from_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__gt=F("from_at")), name="a_reservation_ends_after_it_begins"
            )
        ]
        indexes = [
            models.Index(fields=["space", "until_at"]),
            models.Index(fields=["site", "holder_key"]),
        ]


class Standing(SiteOwned):
    """停放: somebody saw that a car stands on a space. It holds while the car stays inside.

    charged_at: somebody saw that it is charged. until: it was seen to be gone from there.
    """

    read_permission: ClassVar[str | None] = AccessPermission.PARKING_READ

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="standings")
    holder_key = models.CharField(max_length=60)
    plate = models.CharField(_("number plate"), max_length=12)
    since = models.DateTimeField(_("since"))
    by = models.CharField(_("noted by"), max_length=80)
    charged_at = models.DateTimeField(_("charged at"), null=True, blank=True)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["space"], condition=Q(until=None), name="one_car_stands_on_a_space"
            ),
            models.UniqueConstraint(
                fields=["site", "holder_key"],
                condition=Q(until=None),
                name="a_car_stands_on_one_space",
            ),
        ]


class ParkingNotice(SiteOwned):
    """That somebody was told of a car, once for each stay. about: host, guard, abandoned, bay."""

    read_permission: ClassVar[str | None] = AccessPermission.PARKING_READ

    holder_key = models.CharField(max_length=60)
    since = models.DateTimeField()
    about = models.CharField(max_length=10)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "holder_key", "since", "about"], name="told_once_for_each_stay"
            )
        ]


class ParkingHour(SiteOwned):
    """车位占用: cars in a car park at the full hour, and how many spaces it had."""

    read_permission: ClassVar[str | None] = AccessPermission.PARKING_READ

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    cars = models.PositiveIntegerField()
    spaces = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "at"], name="one_parking_figure_per_hour")
        ]
