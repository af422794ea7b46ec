from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.staff_health.rules import Conclusion
from jieyue.kit.files.models import StoredFile
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.persons.models import Person


class FoodHandler(SiteOwned):
    """从业人员: who works with food in a canteen, [since_on, until_on). Ended, never changed."""

    read_permission: ClassVar[str | None] = CanteenPermission.FOOD_SAFETY_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(_("post"), max_length=40)
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["canteen", "person"]
        constraints = [
            models.UniqueConstraint(
                fields=["canteen", "person"],
                condition=Q(until_on=None),
                name="one_open_post_per_handler",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("since_on")),
                name="handler_ends_after_start",
            ),
        ]


class HealthCertificate(SiteOwned):
    """健康证 (食品安全法 Art. 45): valid on [issued_on, valid_to], both included."""

    read_permission: ClassVar[str | None] = CanteenPermission.FOOD_SAFETY_READ

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("certificate number"), max_length=40)
    issued_on = models.DateField(_("issued on"))
    valid_to = models.DateField(_("valid to"))
    scan = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    entered_by = models.CharField(_("entered by"), max_length=80)
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        ordering = ["person", "-valid_to"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "number"], name="one_health_certificate_per_number"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("issued_on")), name="health_certificate_lasts"
            ),
        ]


class MorningCheck(SiteOwned):
    """晨检: how somebody was before the shift. Of several on a day the latest counts.

    symptoms, faults: codes of `rules.Symptom` and `rules.Fault`. cleared_at: when somebody sent
    off was let back, because the cause is gone.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.FOOD_SAFETY_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    temperature_c = models.DecimalField(
        _("temperature (°C)"), max_digits=3, decimal_places=1, null=True, blank=True
    )
    symptoms = models.JSONField(_("symptoms"), default=list)
    faults = models.JSONField(_("faults"), default=list)
    conclusion = models.CharField(
        _("conclusion"), max_length=10, choices=[(each.value, each.value) for each in Conclusion]
    )
    moved_to = models.CharField(_("moved to"), max_length=60, blank=True)
    checked_at = models.DateTimeField(_("checked at"))
    checked_by = models.CharField(_("checked by"), max_length=80)

    class Meta:
        ordering = ["-day", "person", "-checked_at", "-id"]
        indexes = [
            models.Index(fields=["canteen", "day"]),
            models.Index(fields=["person", "day"]),
        ]


class Clearance(SiteOwned):
    """复岗: the cause of a suspension is gone; from this day on its bearer may be checked anew."""

    read_permission: ClassVar[str | None] = CanteenPermission.FOOD_SAFETY_READ

    suspension = models.OneToOneField(
        MorningCheck, on_delete=models.PROTECT, related_name="clearance"
    )
    on = models.DateField(_("from"))
    reason = models.CharField(_("reason"), max_length=200)
    cleared_by = models.CharField(_("cleared by"), max_length=80)
    cleared_at = models.DateTimeField(_("cleared at"))


class Duty(SiteOwned):
    """上岗: somebody was marked on duty for a day, which the checks allowed."""

    read_permission: ClassVar[str | None] = CanteenPermission.FOOD_SAFETY_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    marked_at = models.DateTimeField(_("marked at"))
    marked_by = models.CharField(_("marked by"), max_length=80)

    class Meta:
        ordering = ["-day", "person"]
        constraints = [
            models.UniqueConstraint(
                fields=["canteen", "person", "day"], name="one_duty_per_person_and_day"
            )
        ]
