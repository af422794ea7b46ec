from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jieyue.energy.meters.models import Meter
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.persons.models import Person
from jieyue.people.units.models import Unit


class EpisodeKind(models.TextChoices):
    AFTER_HOURS = "after_hours", _("load after hours")
    BACKWARDS = "backwards", _("register went backwards")
    BALANCE = "balance", _("sub-meters do not add up to their parent")
    CLOCK = "clock", _("clock of the meter is off")
    DEAD = "dead", _("no readings arrive")
    GAP = "gap", _("readings missing")
    LEAK = "leak", _("water leak")
    LEVEL = "level", _("load changed its level")
    MULTIPLIER = "multiplier", _("multiplier or unit looks wrong")
    OFF_BASELINE = "off_baseline", _("load off its baseline")
    SPIKE = "spike", _("spike")
    STUCK = "stuck", _("register stands still")


class Severity(models.IntegerChoices):
    NOTICE = 1, _("notice")
    MINOR = 2, _("minor")
    MAJOR = 3, _("major")
    URGENT = 4, _("urgent")


class EpisodeStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("episode", "open")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    IN_WORK = "in_work", _("in work")
    RESOLVED = "resolved", _("resolved")


class Episode(SiteOwned):
    """异常事件: something a meter shows for a while. One row from first sign to resolution.

    started_at: when it began in the readings. detected_at: when the watch told it.
    last_seen_at: latest reading that still shows it; gone_at: first reading after which it was
    gone, null while it lasts. A leak is resolved only when it is gone.
    size_per_hour: how much above what is right, in the medium's unit; None where that has no sense.
    source: what tells it apart from others, such as "leak:17:1764000000"; one row each.
    merged: alike findings that were not opened as rows of their own because a storm was on.
    escalated_at: when it was told a step higher because nobody had acknowledged it.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.WATCH_READ
    unit_path = "unit_id"

    number = models.CharField(_("number"), max_length=20)
    kind = models.CharField(_("kind"), max_length=14, choices=EpisodeKind)
    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="episodes")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity)
    status = models.CharField(
        _("status"), max_length=14, choices=EpisodeStatus, default=EpisodeStatus.OPEN
    )
    started_at = models.DateTimeField(_("began"))
    detected_at = models.DateTimeField(_("found"))
    last_seen_at = models.DateTimeField(_("last seen"))
    gone_at = models.DateTimeField(_("gone"), null=True, blank=True)
    size_per_hour = models.DecimalField(
        _("size per hour"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    yuan_per_day = models.DecimalField(
        _("yuan a day"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    detail = models.JSONField(default=dict)
    parameters_used = models.JSONField(default=dict)
    source = models.CharField(max_length=80)
    merged = models.PositiveIntegerField(default=0)
    owner = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    cause = models.CharField(_("cause"), max_length=200, blank=True)
    escalated_at = models.DateTimeField(_("escalated"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-detected_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_episode_per_number"),
            models.UniqueConstraint(fields=["site", "source"], name="one_episode_per_source"),
            models.CheckConstraint(
                condition=~Q(status="resolved") | Q(resolved_at__isnull=False),
                name="resolved_episodes_say_when",
            ),
        ]
        indexes = [
            models.Index(fields=["meter", "kind", "status"]),
            models.Index(fields=["site", "status", "-detected_at"]),
        ]

    def __str__(self) -> str:
        return self.number


class EpisodeStep(SiteOwned):
    """What was done about an episode, by whom; the first is its opening.

    revision: the episode's after the step.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.WATCH_READ
    unit_path = "episode__unit_id"

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="steps")
    status = models.CharField(_("status"), max_length=14, choices=EpisodeStatus)
    note = models.CharField(_("note"), max_length=400, blank=True)
    made_at = models.DateTimeField(_("at"))
    made_by = models.CharField(_("by"), max_length=80)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]


class How(models.TextChoices):
    AT_ONCE = "at_once", _("at once")
    DIGEST = "digest", _("once a day")
    NEVER = "never", _("not at all")


class Subscription(SiteOwned):
    """What one person wants to hear of the watch. kind empty: every kind not named otherwise."""

    read_permission: ClassVar[str | None] = EnergyPermission.WATCH_READ
    person_path = "person_id"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=14, choices=EpisodeKind, blank=True)
    least = models.PositiveSmallIntegerField(
        _("from severity"), choices=Severity, default=Severity.MINOR
    )
    how = models.CharField(_("how"), max_length=8, choices=How, default=How.AT_ONCE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_wish_per_kind")]


class MergedSign(SiteOwned):
    """A sign that was not opened as an episode of its own because a storm was on."""

    read_permission: ClassVar[str | None] = EnergyPermission.WATCH_READ
    unit_path = "episode__unit_id"

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="signs")
    meter = models.ForeignKey(Meter, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=80)
    started_at = models.DateTimeField(_("began"))
    last_seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "source"], name="one_merged_sign_per_source")
        ]


class Duty(SiteOwned):
    """Whose an episode is when it opens. kind empty: every kind. unit null: the whole site.

    The rule that names most wins: kind and unit, then kind, then unit, then neither.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.WATCH_READ
    unit_path = "unit_id"

    kind = models.CharField(_("kind"), max_length=14, choices=EpisodeKind, blank=True)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "kind", "unit"], name="one_duty_per_kind_and_unit"
            ),
            models.UniqueConstraint(
                fields=["site", "kind"], condition=Q(unit=None), name="one_duty_per_kind"
            ),
        ]


class Exemption(SiteOwned):
    """A meter that is not watched for a kind for a while, with the reason. kind empty: for any.

    until_on: last day of it; there is always one, so that nothing is forgotten for good.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.WATCH_READ

    meter = models.ForeignKey(Meter, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=14, choices=EpisodeKind, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"))
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.CharField(_("recorded by"), max_length=80)

    class Meta:
        ordering = ["-until_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=models.F("since_on")), name="exempt_days_in_order"
            )
        ]
