from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieyue.energy.meters.models import Meter
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.sites.models import SiteOwned


class Zone(SiteOwned):
    """水区: pipes bounded by meters; what goes in and does not come out is used or lost there."""

    read_permission: ClassVar[str | None] = EnergyPermission.WATER_READ

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    note = models.CharField(_("note"), max_length=400, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="one_water_zone_per_code")
        ]

    def __str__(self) -> str:
        return self.name


class Direction(models.TextChoices):
    IN = "in", _("into the zone")
    OUT = "out", _("out of it")


class ZoneMeter(SiteOwned):
    """A meter on the border of a zone, [since_on, until_on)."""

    read_permission: ClassVar[str | None] = EnergyPermission.WATER_READ

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="borders")
    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(_("direction"), max_length=3, choices=Direction)
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "meter"], condition=Q(until_on=None), name="one_border_per_meter"
            )
        ]


class NightKind(models.TextChoices):
    CANTEEN = "canteen", _("canteen preparation")
    COOLING_TOWER = "cooling_tower", _("cooling tower make-up")
    DUTY_ROOMS = "duty_rooms", _("duty rooms")
    OTHER = "other", _("other")


class NightUse(SiteOwned):
    """夜间合理用水: what may run at night at a meter or in a zone, m³/h, [since_on, until_on)."""

    read_permission: ClassVar[str | None] = EnergyPermission.WATER_READ

    meter = models.ForeignKey(
        Meter, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    zone = models.ForeignKey(Zone, null=True, blank=True, on_delete=models.CASCADE)
    kind = models.CharField(_("kind"), max_length=14, choices=NightKind)
    m3_per_h = models.DecimalField(_("m³ an hour"), max_digits=9, decimal_places=4)
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=400)
    recorded_by = models.CharField(_("recorded by"), max_length=80)

    class Meta:
        ordering = ["-since_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meter=None, zone__isnull=False) | Q(meter__isnull=False, zone=None),
                name="night_use_of_a_meter_or_a_zone",
            ),
            models.CheckConstraint(condition=Q(m3_per_h__gte=0), name="night_use_not_negative"),
        ]


class NightEvent(SiteOwned):
    """A known cause of night flow (filling a tank, works, a drill); its nights raise no alarm.

    zone null: everywhere. Nights are named by the day they end on; both ends are in it.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.WATER_READ

    zone = models.ForeignKey(Zone, null=True, blank=True, on_delete=models.CASCADE)
    first_on = models.DateField(_("first night"))
    last_on = models.DateField(_("last night"))
    reason = models.CharField(_("reason"), max_length=400)
    recorded_by = models.CharField(_("recorded by"), max_length=80)

    class Meta:
        ordering = ["-first_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="night_event_ends_after_it_starts"
            )
        ]


class WaterTestStatus(models.TextChoices):
    DRAFT = "draft", _("being measured")
    CLOSED = "closed", _("closed")


class WaterTest(SiteOwned):
    """水平衡测试: water in and out of each unit over a period. Closed figures stand by value.

    zone null: the whole site. intake_m3: what its meters took in over the period, coverage the
    share of it that was measured.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.WATER_READ

    number = models.CharField(_("number"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    zone = models.ForeignKey(Zone, null=True, blank=True, on_delete=models.PROTECT)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    intake_m3 = models.DecimalField(
        _("intake (m³)"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    coverage = models.DecimalField(max_digits=6, decimal_places=5, default=0)
    status = models.CharField(
        _("status"), max_length=6, choices=WaterTestStatus, default=WaterTestStatus.DRAFT
    )
    opened_by = models.CharField(_("opened by"), max_length=80)
    opened_at = models.DateTimeField(_("opened"))
    closed_by = models.CharField(_("closed by"), max_length=80, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    figures = models.JSONField(default=dict)
    parameters_used = models.JSONField(default=dict)

    class Meta:
        ordering = ["-first_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_water_test_per_number"),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="water_test_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.number


def _volume(label: object) -> "models.DecimalField[object, object]":
    return models.DecimalField(label, max_digits=14, decimal_places=3, default=0)  # type: ignore[arg-type]


class BalanceLine(SiteOwned):
    """One water-using unit of a test, m³ of its period. meter: where V_f was read, if one was."""

    read_permission: ClassVar[str | None] = EnergyPermission.WATER_READ

    test = models.ForeignKey(WaterTest, on_delete=models.CASCADE, related_name="lines")
    name = models.CharField(_("water-using unit"), max_length=80)
    meter = models.ForeignKey(
        Meter, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    v_cy = _volume(_("recirculated in V_cy"))
    v_f = _volume(_("fresh V_f"))
    v_s = _volume(_("serial in V_s"))
    v_cy_out = _volume(_("recirculated out V′_cy"))
    v_co = _volume(_("consumed V_co"))
    v_d = _volume(_("discharged V_d"))
    v_l = _volume(_("leaked V_l"))
    v_s_out = _volume(_("serial out V′_s"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["test", "name"], name="one_test_line_per_unit"),
            models.CheckConstraint(
                condition=Q(
                    v_cy__gte=0, v_f__gte=0, v_s__gte=0, v_cy_out__gte=0,
                    v_co__gte=0, v_d__gte=0, v_l__gte=0, v_s_out__gte=0,
                ),
                name="water_volumes_not_negative",
            ),
        ]  # fmt: skip


class FixtureKind(models.TextChoices):
    TAP = "tap", _("tap")
    TOILET = "toilet", _("toilet cistern")
    URINAL = "urinal", _("urinal")
    SHOWER = "shower", _("shower")
    BOILER = "boiler", _("water boiler")
    VALVE = "valve", _("valve or joint")
    OTHER = "other", _("other")


class FixtureCheck(SiteOwned):
    """用水器具抽查: a walk past fixtures; each either leaks or not. Done once, it stands."""

    read_permission: ClassVar[str | None] = EnergyPermission.WATER_READ

    number = models.CharField(_("number"), max_length=20)
    test = models.ForeignKey(
        WaterTest, null=True, blank=True, on_delete=models.PROTECT, related_name="fixture_checks"
    )
    place = models.CharField(_("place"), max_length=80)
    started_at = models.DateTimeField(_("begun"))
    started_by = models.CharField(_("by"), max_length=80)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.CharField(_("done by"), max_length=80, blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_fixture_check_per_number")
        ]

    def __str__(self) -> str:
        return self.number


class FixturePoint(SiteOwned):
    """Fixtures of one kind at one point: how many were seen, how many of them leaked."""

    read_permission: ClassVar[str | None] = EnergyPermission.WATER_READ

    check_ref = models.ForeignKey(FixtureCheck, on_delete=models.CASCADE, related_name="points")
    where = models.CharField(_("point"), max_length=80)
    kind = models.CharField(_("kind"), max_length=8, choices=FixtureKind)
    seen = models.PositiveIntegerField(_("seen"))
    leaking = models.PositiveIntegerField(_("leaking"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    noted_at = models.DateTimeField(_("at"))
    noted_by = models.CharField(_("by"), max_length=80)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seen__gte=1, leaking__lte=F("seen")), name="no_more_leak_than_seen"
            )
        ]
