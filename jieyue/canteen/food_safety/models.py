from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.files.models import StoredFile
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.persons.models import Person


class LogKind(models.TextChoices):
    """The small ledgers of STANDARDS 2.11; `rules.logs` says what each holds."""

    ADDITIVE = "additive", _("food additives")
    DISINFECTION = "disinfection", _("disinfection")
    FRYING_OIL = "frying_oil", _("frying oil")
    GAS_ALARM = "gas_alarm", _("gas alarm")
    GREASE_TRAP = "grease_trap", _("grease trap")
    KNIVES = "knives", _("knives")
    PEST_CONTROL = "pest_control", _("pest control")


class SafetyLog(SiteOwned):
    """One line of a ledger. `entries` are its fields by code; `problems` what was out of line."""

    read_permission: ClassVar[str | None] = CanteenPermission.FOOD_SAFETY_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("ledger"), max_length=12, choices=LogKind)
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("time"))
    entries = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    measure_taken = models.CharField(_("what was done"), max_length=200, blank=True)
    recorded_by = models.CharField(_("by"), max_length=80)
    parameters_used = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["canteen", "kind", "day"])]


class DailyCheck(SiteOwned):
    """日管控: the day's look at the risk list; a day without findings is recorded too.

    results: {item code: "ok" | "fault" | "none"}; "none" means that it did not apply.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.FOOD_SAFETY_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    results = models.JSONField(default=dict)
    note = models.CharField(_("note"), max_length=400, blank=True)
    checked_at = models.DateTimeField(_("checked at"))
    checked_by = models.CharField(_("checked by"), max_length=80)
    parameters_used = models.JSONField(default=dict)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["canteen", "day"], name="one_daily_check_a_day")
        ]


class Finding(SiteOwned):
    """A fault of a daily check: put right by one person, verified by another."""

    read_permission: ClassVar[str | None] = CanteenPermission.FOOD_SAFETY_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    daily_check = models.ForeignKey(DailyCheck, on_delete=models.PROTECT, related_name="findings")
    item = models.CharField(_("item"), max_length=40)
    text = models.CharField(_("what was found"), max_length=200)
    due_on = models.DateField(_("to be put right by"))
    photo = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    fixed_at = models.DateTimeField(_("put right at"), null=True, blank=True)
    fixed_by = models.CharField(_("put right by"), max_length=80, blank=True)
    fixed_by_person_id = models.BigIntegerField(null=True)
    fixed_how = models.CharField(_("how"), max_length=200, blank=True)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    verified_by = models.CharField(_("verified by"), max_length=80, blank=True)

    class Meta:
        ordering = ["verified_at", "due_on", "id"]
        indexes = [models.Index(fields=["canteen", "due_on"])]


class WeeklyReview(SiteOwned):
    """周排查: the director's report on a week, from its Monday; `figures` as they were then."""

    read_permission: ClassVar[str | None] = CanteenPermission.FOOD_SAFETY_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    week = models.DateField(_("week from"))
    figures = models.JSONField(default=dict)
    risks = models.TextField(_("risks found"), max_length=2000)
    measures = models.TextField(_("measures"), max_length=2000)
    held_at = models.DateTimeField(_("written at"))
    held_by = models.CharField(_("food safety director"), max_length=80)

    class Meta:
        ordering = ["-week"]
        constraints = [
            models.UniqueConstraint(fields=["canteen", "week"], name="one_weekly_review_a_week")
        ]


class MonthlyMeeting(SiteOwned):
    """月调度: the principal's meeting on a month, from its first day, with its minutes."""

    read_permission: ClassVar[str | None] = CanteenPermission.FOOD_SAFETY_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    figures = models.JSONField(default=dict)
    attendees = models.CharField(_("attendees"), max_length=400)
    minutes = models.TextField(_("minutes"), max_length=4000)
    decisions = models.TextField(_("decisions"), max_length=2000)
    held_on = models.DateField(_("held on"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.CharField(_("by"), max_length=80)

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["canteen", "month"], name="one_meeting_a_month")
        ]


class Office(models.TextChoices):
    DIRECTOR = "director", _("food safety director")
    OFFICER = "officer", _("food safety officer")


class Appointment(SiteOwned):
    """任命: who is food safety director or officer of a canteen, [since_on, until_on)."""

    read_permission: ClassVar[str | None] = CanteenPermission.FOOD_SAFETY_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(_("office"), max_length=8, choices=Office)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    document = models.CharField(_("document"), max_length=60, blank=True)
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["canteen", "office", "-since_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["canteen", "office", "person"],
                condition=models.Q(until_on=None),
                name="one_open_appointment",
            )
        ]
