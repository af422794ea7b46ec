from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.access.permissions import AccessPermission
from jieyue.estate.buildings.models import Building
from jieyue.kit.sites.models import SiteOwned


class RulesVersion(SiteOwned):
    """The number that rises with every change of what decisions rest on; one row a site."""

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site"], name="one_rules_version_per_site")]


class AssemblyPoint(SiteOwned):
    """集合点: where people gather when the buildings are left."""

    read_permission: ClassVar[str | None] = AccessPermission.MUSTER_READ

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    place = models.CharField(_("where it is"), max_length=120, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="one_assembly_point_per_code")
        ]

    def __str__(self) -> str:
        return self.name


class ZoneKind(models.TextChoices):
    GROUNDS = "grounds", _("grounds")
    BUILDING = "building", _("building")
    RESTRICTED = "restricted", _("restricted area")
    PARKING = "parking", _("parking")


class Zone(SiteOwned):
    """区域: a part of the complex that gates lead into. `parent` encloses it.

    occupancy_limit: most people (cars in a car park) inside at a time; none if null.
    """

    read_permission: ClassVar[str | None] = AccessPermission.GATES_READ

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=ZoneKind, default=ZoneKind.BUILDING)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name=_("lies within"),
    )
    building = models.ForeignKey(
        Building,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("building"),
    )
    assembly_point = models.ForeignKey(
        AssemblyPoint,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="zones",
        verbose_name=_("assembly point"),
    )
    occupancy_limit = models.PositiveIntegerField(_("most inside"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="one_zone_per_code")]

    def __str__(self) -> str:
        return self.name


class OpeningPlan(SiteOwned):
    """开放时间表: when a gate is controlled, free or locked, or when a credential opens."""

    read_permission: ClassVar[str | None] = AccessPermission.GATES_READ

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="one_opening_plan_per_code")
        ]

    def __str__(self) -> str:
        return self.name


class DayClass(models.TextChoices):
    ANY = "any", _("every day")
    REST = "rest", _("days off")
    WORK = "work", _("workdays")


class Mode(models.TextChoices):
    """controlled: a credential is needed; free: stands open; locked: nobody passes."""

    CONTROLLED = "controlled", _("controlled")
    FREE = "free", _("stands open")
    LOCKED = "locked", _("locked")


class PlanSlot(SiteOwned):
    """[since, until) of a local day; `until` 00:00 is the end of the day. Outside all: locked."""

    read_permission: ClassVar[str | None] = AccessPermission.GATES_READ

    plan = models.ForeignKey(OpeningPlan, on_delete=models.CASCADE, related_name="slots")
    day_class = models.CharField(
        _("kind of day"), max_length=4, choices=DayClass, default=DayClass.ANY
    )
    since = models.TimeField(_("begins"))
    until = models.TimeField(_("ends"))
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.CONTROLLED)

    class Meta:
        ordering = ["day_class", "since"]


class Traffic(models.TextChoices):
    PEOPLE = "people", _("people")
    VEHICLES = "vehicles", _("vehicles")


class AntiPassback(models.TextChoices):
    """反潜回, as the field names them."""

    OFF = "off", _("none")
    SOFT = "soft", _("soft: let pass and raise an alarm")
    HARD = "hard", _("hard: refuse")
    TIMED = "timed", _("timed: refuse for a while")


class Gate(SiteOwned):
    """通道: a door, turnstile or lane between two zones; `outer` null is outside the complex.

    repeat_s: how long the same credential is not taken again in one direction (timed); null takes
    the parameter's. Without a plan it is always controlled.
    """

    read_permission: ClassVar[str | None] = AccessPermission.GATES_READ

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    traffic = models.CharField(_("for"), max_length=8, choices=Traffic, default=Traffic.PEOPLE)
    outer = models.ForeignKey(
        Zone,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="gates_out",
        verbose_name=_("outer side"),
    )
    inner = models.ForeignKey(
        Zone, on_delete=models.PROTECT, related_name="gates_in", verbose_name=_("inner side")
    )
    plan = models.ForeignKey(
        OpeningPlan,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="gates",
        verbose_name=_("opening plan"),
    )
    antipassback = models.CharField(
        _("anti-passback"), max_length=5, choices=AntiPassback, default=AntiPassback.OFF
    )
    repeat_s = models.PositiveIntegerField(_("refuse repeats for (s)"), null=True, blank=True)
    releases_on_fire = models.BooleanField(_("opens at a fire alarm"), default=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="one_gate_per_code")]

    def __str__(self) -> str:
        return self.name


class HandReason(models.TextChoices):
    """Why a gate is opened by hand; the number beside it on the guard's screen is its place."""

    KNOWN = "known", _("known by sight, credential forgotten")
    CHECKED = "checked", _("identity checked")
    READER = "reader", _("reader does not read")
    DELIVERY = "delivery", _("delivery or repair")
    COMPANION = "companion", _("comes with somebody let in")
    STUCK = "stuck", _("stuck in the gate")
    EMERGENCY = "emergency", _("police, fire or ambulance")
    REFUSED = "refused", _("refused by the guard")
    OTHER = "other", _("something else")


class FireRelease(SiteOwned):
    """消防联动开门: every gate that opens at a fire alarm stands open from `since` to `until`."""

    read_permission: ClassVar[str | None] = AccessPermission.GATES_READ

    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    by = models.CharField(_("by"), max_length=80)
    ended_by = models.CharField(_("ended by"), max_length=80, blank=True, default="")

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["site"], condition=Q(until=None), name="one_open_fire_release"
            )
        ]


class GateCommand(SiteOwned):
    """What is wanted of a gate; the gate room's agent or the device makes it so and says when.

    wanted: "open" once, "hold" open, "release" back to its plan. outcome: empty while pending,
    then "done", "failed" or "late" (nobody fetched it in time). reason_code: a HandReason, empty
    for what a fire release asks.
    """

    read_permission: ClassVar[str | None] = AccessPermission.GATES_READ

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="commands")
    wanted = models.CharField(max_length=8)
    reason_code = models.CharField(
        _("reason"), max_length=10, choices=HandReason, blank=True, default=""
    )
    reason = models.CharField(_("in words"), max_length=200, blank=True)
    asked_by = models.CharField(_("asked by"), max_length=80)
    asked_at = models.DateTimeField(_("asked at"))
    done_at = models.DateTimeField(_("done at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=8, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["gate", "outcome"]),
            models.Index(fields=["site", "-asked_at"]),
        ]
