from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieyue.energy.permissions import EnergyPermission
from jieyue.estate.buildings.models import Building, Floor
from jieyue.estate.rooms.models import Room
from jieyue.kit.actor import Actor, Scope
from jieyue.kit.sites.models import SiteOwned, SiteQuerySet
from jieyue.people.units.models import Unit


class Medium(models.TextChoices):
    """能源资源种类. The unit each is counted in is `meters.rules.UNIT_OF`."""

    ELECTRICITY = "electricity", _("electricity")
    WATER = "water", _("water")
    GAS = "gas", _("natural gas")
    HEAT = "heat", _("heat")
    COAL = "coal", _("coal")
    GASOLINE = "gasoline", _("gasoline")
    DIESEL = "diesel", _("diesel")
    LPG = "lpg", _("liquefied petroleum gas")
    OTHER = "other", _("other energy")


class Item(models.TextChoices):
    """分项: what a meter's use serves, STANDARDS 1.9. TOTAL: all of them, below it."""

    TOTAL = "total", _("total")
    LIGHTING = "lighting", _("lighting and sockets")
    AIR_CONDITIONING = "air_conditioning", _("air conditioning")
    POWER = "power", _("power: lifts, pumps, fans")
    SERVER_ROOM = "server_room", _("server room")
    CANTEEN = "canteen", _("canteen")
    BOILING_WATER = "boiling_water", _("boiling water")
    CHARGING = "charging", _("charging")
    SANITARY = "sanitary", _("toilets and washing")
    COOLING_TOWER = "cooling_tower", _("cooling tower make-up")
    GARDEN = "garden", _("garden")
    FIRE = "fire", _("fire water")
    SPECIAL = "special", _("other special use")


class MeterKind(models.TextChoices):
    REGISTER = "register", _("register that counts up")
    INTERVAL = "interval", _("use of each interval")
    VIRTUAL = "virtual", _("computed from others")


class Level(models.TextChoices):
    """级次 of GB 17167: whose use the meter measures."""

    INSTITUTION = "institution", _("institution")
    SUB_UNIT = "sub_unit", _("unit")
    EQUIPMENT = "equipment", _("main equipment")


class MeterStatus(models.TextChoices):
    IN_USE = "in_use", _("in use")
    STOPPED = "stopped", _("stopped")
    SCRAPPED = "scrapped", _("scrapped")


class MeterQuerySet(SiteQuerySet):
    """Meters; a right for one's unit reaches those that serve it now, alone or with others."""

    def visible_to(self, actor: Actor) -> Self:
        if actor.scope_of(EnergyPermission.METERS_READ) is not Scope.UNIT or not actor.unit_id:
            return super().visible_to(actor)
        now = Placement.objects.filter(site_id=actor.site_id, until_on=None)
        mine = now.filter(Q(unit_id=actor.unit_id) | Q(served__unit_id=actor.unit_id))
        return self.filter(site_id=actor.site_id, id__in=mine.values("meter_id"))


class Meter(SiteOwned):
    """计量点: a place where a medium is measured. What hangs there is an Instrument, dated.

    interval_s: expected seconds between readings; null is read by hand.
    capacity_per_hour: the most it can pass in an hour, in the medium's unit; a faster step is
    no use. Null: what is usual for it decides (`meters.rules.capacity`).
    formula: of a virtual meter, such as "E-A-01 - E-A-02 - 0.5 * E-B-03", by number.
    qr_key: what its QR label carries, so that a number cannot be guessed at the phone.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.METERS_READ

    number = models.CharField(_("number"), max_length=30)
    name = models.CharField(_("name"), max_length=80)
    medium = models.CharField(_("medium"), max_length=12, choices=Medium)
    kind = models.CharField(_("kind"), max_length=10, choices=MeterKind, default=MeterKind.REGISTER)
    level = models.CharField(_("level"), max_length=12, choices=Level, default=Level.SUB_UNIT)
    interval_s = models.PositiveIntegerField(_("seconds between readings"), null=True, blank=True)
    capacity_per_hour = models.DecimalField(
        _("most per hour"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    formula = models.CharField(_("formula"), max_length=600, blank=True)
    is_billing = models.BooleanField(_("settled with the supplier by it"), default=False)
    status = models.CharField(
        _("status"), max_length=10, choices=MeterStatus, default=MeterStatus.IN_USE
    )
    qr_key = models.CharField(max_length=32)
    note = models.CharField(_("note"), max_length=400, blank=True)

    objects = MeterQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_meter_per_number"),
            models.UniqueConstraint(fields=["qr_key"], name="one_meter_per_qr_key"),
            models.CheckConstraint(
                condition=Q(kind="virtual", formula__gt="") | (~Q(kind="virtual") & Q(formula="")),
                name="only_virtual_meters_have_a_formula",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class FinalMethod(models.TextChoices):
    """How the last register of a removed instrument was found, STANDARDS 1.10 (3)."""

    READ = "read", _("read off")
    LAST_YEAR = "last_year", _("same period of last year")
    MEAN_OF_THREE = "mean_of_three", _("mean of the last three periods")
    PARALLEL = "parallel", _("parallel meter")


class Instrument(SiteOwned):
    """计量器具: the device at a meter from `installed_at` until `removed_at`; a chain of them.

    multiplier = ct_ratio x pt_ratio x the factor from the register's unit to the medium's.
    A change of transformers without a new meter is a new row of the same serial, whose initial
    register is the final one of the row before. digits: of the register's whole part.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.METERS_READ

    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="instruments")
    serial = models.CharField(_("serial number"), max_length=40)
    maker = models.CharField(_("maker"), max_length=60, blank=True)
    model = models.CharField(_("model"), max_length=60, blank=True)
    accuracy_class = models.CharField(_("accuracy class"), max_length=10, blank=True)
    measuring_range = models.CharField(_("range"), max_length=40, blank=True)
    ct_ratio = models.DecimalField(_("CT ratio"), max_digits=10, decimal_places=3, default=1)
    pt_ratio = models.DecimalField(_("PT ratio"), max_digits=10, decimal_places=3, default=1)
    multiplier = models.DecimalField(_("multiplier"), max_digits=12, decimal_places=3, default=1)
    register_unit = models.CharField(_("register's unit"), max_length=8)
    digits = models.PositiveSmallIntegerField(_("digits"), default=6)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=2)
    installed_at = models.DateTimeField(_("installed"))
    initial_register = models.DecimalField(
        _("first register"), max_digits=16, decimal_places=3, null=True, blank=True
    )
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    final_register = models.DecimalField(
        _("last register"), max_digits=16, decimal_places=3, null=True, blank=True
    )
    final_method = models.CharField(
        _("last register by"), max_length=14, choices=FinalMethod, blank=True
    )
    calibrated_on = models.DateField(_("calibrated on"), null=True, blank=True)
    calibration_due_on = models.DateField(_("calibration due on"), null=True, blank=True)
    reason = models.CharField(_("reason of the change"), max_length=200, blank=True)
    recorded_by = models.CharField(_("recorded by"), max_length=80)
    witness = models.CharField(_("witness"), max_length=80, blank=True)
    photo_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["installed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["meter"], condition=Q(removed_at=None), name="one_instrument_at_a_meter"
            ),
            models.UniqueConstraint(
                fields=["site", "maker", "serial"],
                condition=Q(removed_at=None),
                name="one_place_per_instrument",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(removed_at__gt=F("installed_at")),
                name="instrument_removed_after_installed",
            ),
            models.CheckConstraint(condition=Q(multiplier__gt=0), name="multiplier_above_zero"),
        ]

    def __str__(self) -> str:
        return self.serial


class Placement(SiteOwned):
    """Where a meter stands in the tree and in the house, [since_on, until_on). Never overwritten.

    parent: the meter that measures this use too. unit: whom it serves alone; null when it serves
    several (`ServedUnit`) or all. item: what its use serves.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.METERS_READ
    unit_path = "unit_id"

    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="placements")
    parent = models.ForeignKey(
        Meter, null=True, blank=True, on_delete=models.PROTECT, related_name="child_placements"
    )
    item = models.CharField(_("item"), max_length=20, choices=Item, default=Item.TOTAL)
    building = models.ForeignKey(
        Building, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    floor = models.ForeignKey(
        Floor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    room = models.ForeignKey(
        Room, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    location = models.CharField(_("location"), max_length=120, blank=True)
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["since_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["meter"], condition=Q(until_on=None), name="one_place_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["meter", "since_on"], name="one_placement_per_first_day"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("since_on")),
                name="placement_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("meter")), name="no_meter_is_its_own_parent"
            ),
        ]


class ServedUnit(SiteOwned):
    """One of several units that a shared meter serves; allocation divides its use among them."""

    read_permission: ClassVar[str | None] = EnergyPermission.METERS_READ
    unit_path = "unit_id"

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="served")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["placement", "unit"], name="each_unit_served_once")
        ]
