from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Canteen, Meal
from jieyue.canteen.menus.models import Dish, Ingredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.files.models import StoredFile
from jieyue.kit.sites.models import SiteOwned


class WasteStage(models.TextChoices):
    """Where food was lost: W1c, W1b and W1a of STANDARDS 2.9."""

    TRIMMINGS = "trimmings", _("trimmings")
    UNSERVED = "unserved", _("unserved")
    PLATE = "plate", _("left on plates")


class WasteWeighing(SiteOwned):
    """餐厨垃圾称重: one container on the scale, in kg. Net is gross less tare.

    edible_share: 0 to 1, how much of it could have been eaten; null when nobody said.
    scale_error_kg: standard error of one weighing.
    corrects: the weighing this one stands in for; the corrected one no longer counts.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.WASTE_READ

    client_id = models.UUIDField(_("sender's number"))
    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    meal = models.CharField(_("meal"), max_length=10, choices=Meal, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=WasteStage)
    dish = models.ForeignKey(Dish, null=True, on_delete=models.PROTECT, related_name="+")
    ingredient = models.ForeignKey(
        Ingredient, null=True, on_delete=models.PROTECT, related_name="+"
    )
    gross_kg = models.DecimalField(_("gross (kg)"), max_digits=9, decimal_places=3)
    tare_kg = models.DecimalField(_("tare (kg)"), max_digits=9, decimal_places=3, default=0)
    scale_error_kg = models.DecimalField(max_digits=6, decimal_places=3)
    edible_share = models.DecimalField(
        _("edible"), max_digits=4, decimal_places=3, null=True, blank=True
    )
    happened_at = models.DateTimeField(_("time"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.CharField(_("by"), max_length=80)
    corrects = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="corrected_by"
    )

    class Meta:
        ordering = ["-happened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "client_id"], name="one_weighing_per_sending"),
            models.CheckConstraint(
                condition=Q(gross_kg__gte=F("tare_kg")) & Q(tare_kg__gte=0),
                name="waste_gross_holds_tare",
            ),
        ]
        indexes = [models.Index(fields=["canteen", "day"]), models.Index(fields=["dish", "day"])]


class WasteContainer(SiteOwned):
    """容器皮重: a barrel or tub whose empty mass is known, so that nobody types it."""

    read_permission: ClassVar[str | None] = CanteenPermission.WASTE_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("container"), max_length=40)
    tare_kg = models.DecimalField(_("tare (kg)"), max_digits=6, decimal_places=3)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["canteen", "name"]
        constraints = [
            models.UniqueConstraint(fields=["canteen", "name"], name="one_container_per_name"),
            models.CheckConstraint(condition=Q(tare_kg__gte=0), name="container_tare_positive"),
        ]

    def __str__(self) -> str:
        return self.name


class CleanPlateCheck(SiteOwned):
    """光盘检查: trays looked at when they came back, and how many of them were clean (W3)."""

    read_permission: ClassVar[str | None] = CanteenPermission.WASTE_READ

    client_id = models.UUIDField(_("sender's number"))
    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    meal = models.CharField(_("meal"), max_length=10, choices=Meal)
    inspected = models.PositiveIntegerField(_("trays inspected"))
    clean_trays = models.PositiveIntegerField(_("clean trays"))
    happened_at = models.DateTimeField(_("time"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.CharField(_("by"), max_length=80)

    class Meta:
        ordering = ["-happened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "client_id"], name="one_plate_check_per_sending"
            ),
            models.CheckConstraint(
                condition=Q(inspected__gt=0) & Q(clean_trays__lte=F("inspected")),
                name="clean_plates_among_inspected",
            ),
        ]
        indexes = [models.Index(fields=["canteen", "day"])]


class LeftoverFate(models.TextChoices):
    KEPT = "kept", _("kept for the next meal")
    STAFF_MEAL = "staff_meal", _("eaten by the staff")
    DISCARDED = "discarded", _("discarded")


class LeftoverEnd(models.TextChoices):
    USED = "used", _("used")
    DISCARDED = "discarded", _("discarded")


class Leftover(SiteOwned):
    """剩余登记: portions of a dish, or an ingredient, left after a meal, and what became of it.

    settled_at: when what was kept was used or thrown away; `settled_as` says which.
    weighing: the waste it was counted in when it was thrown away.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.WASTE_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    meal = models.CharField(_("meal"), max_length=10, choices=Meal)
    dish = models.ForeignKey(Dish, null=True, on_delete=models.PROTECT, related_name="+")
    ingredient = models.ForeignKey(
        Ingredient, null=True, on_delete=models.PROTECT, related_name="+"
    )
    portions = models.PositiveIntegerField(_("portions"), null=True, blank=True)
    mass_kg = models.DecimalField(_("mass (kg)"), max_digits=8, decimal_places=3)
    fate = models.CharField(_("what became of it"), max_length=10, choices=LeftoverFate)
    temperature_c = models.DecimalField(
        _("kept at (°C)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    keep_until = models.DateTimeField(_("use before"), null=True, blank=True)
    client_id = models.UUIDField(_("sender's number"), null=True)
    settled_as = models.CharField(_("then"), max_length=10, choices=LeftoverEnd, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.CharField(_("settled by"), max_length=80, blank=True)
    weighing = models.OneToOneField(
        WasteWeighing, null=True, on_delete=models.PROTECT, related_name="leftover"
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.CharField(_("by"), max_length=80)

    class Meta:
        ordering = ["-day", "meal", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(dish__isnull=False) | Q(ingredient__isnull=False),
                name="a_leftover_is_something",
            ),
            models.CheckConstraint(condition=Q(mass_kg__gte=0), name="leftover_not_negative"),
            models.UniqueConstraint(fields=["site", "client_id"], name="one_leftover_per_sending"),
        ]
        indexes = [models.Index(fields=["canteen", "day"]), models.Index(fields=["dish", "day"])]


class Hauler(SiteOwned):
    """收运单位: who is licensed to take kitchen waste or waste oil away, until when."""

    read_permission: ClassVar[str | None] = CanteenPermission.WASTE_READ

    name = models.CharField(_("name"), max_length=80)
    licence_number = models.CharField(_("licence number"), max_length=60)
    takes_food_waste = models.BooleanField(_("takes food waste"), default=True)
    takes_oil = models.BooleanField(_("takes waste oil"), default=False)
    valid_to = models.DateField(_("licence valid to"))
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="one_hauler_per_name")]

    def __str__(self) -> str:
        return self.name


class HaulKind(models.TextChoices):
    FOOD_WASTE = "food_waste", _("food waste")
    OIL = "oil", _("waste oil")


class Haul(SiteOwned):
    """收运台账: one collection, in kg, with the vehicle and both signatures."""

    read_permission: ClassVar[str | None] = CanteenPermission.WASTE_READ

    number = models.CharField(_("haul number"), max_length=20)
    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    hauler = models.ForeignKey(Hauler, on_delete=models.PROTECT, related_name="hauls")
    kind = models.CharField(_("kind"), max_length=10, choices=HaulKind)
    mass_kg = models.DecimalField(_("mass (kg)"), max_digits=9, decimal_places=3)
    barrels = models.PositiveSmallIntegerField(_("barrels"), default=0)
    vehicle = models.CharField(_("vehicle"), max_length=20)
    taken_by = models.CharField(_("taken by"), max_length=40)
    handed_by = models.CharField(_("handed over by"), max_length=80)
    photo = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("time"))

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_haul_per_number"),
            models.CheckConstraint(condition=Q(mass_kg__gt=0), name="a_haul_weighs"),
        ]
        indexes = [models.Index(fields=["canteen", "at"])]


class OilEntry(SiteOwned):
    """废弃油脂: waste oil poured into the barrel, in kg; what a hauler takes is a `Haul`."""

    read_permission: ClassVar[str | None] = CanteenPermission.WASTE_READ

    client_id = models.UUIDField(_("sender's number"))
    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    mass_kg = models.DecimalField(_("mass (kg)"), max_digits=8, decimal_places=3)
    source = models.CharField(_("from"), max_length=60, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.CharField(_("by"), max_length=80)

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "client_id"], name="one_oil_entry_per_sending"),
            models.CheckConstraint(condition=Q(mass_kg__gt=0), name="an_oil_entry_weighs"),
        ]
        indexes = [models.Index(fields=["canteen", "day"])]


class ProposalStatus(models.TextChoices):
    OPEN = "open", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")


class RecipeProposal(SiteOwned):
    """What the leftovers say of a dish: another portion size or another yield of its recipe.

    portion_g, old_portion_g: null when the portion stays. yield_factor: by which the recipe's
    cooking yields are too high (below 1) or too low. figures: what it was reckoned from.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.WASTE_READ

    dish = models.ForeignKey(Dish, on_delete=models.PROTECT, related_name="proposals")
    status = models.CharField(
        _("status"), max_length=8, choices=ProposalStatus, default=ProposalStatus.OPEN
    )
    old_portion_g = models.PositiveSmallIntegerField(null=True)
    portion_g = models.PositiveSmallIntegerField(_("portion (g)"), null=True)
    yield_factor = models.DecimalField(
        _("cooking yield"), max_digits=5, decimal_places=3, null=True
    )
    days = models.PositiveIntegerField(_("days learnt from"))
    figures = models.JSONField(default=dict)
    parameters_used = models.JSONField(default=dict)
    made_at = models.DateTimeField(_("made at"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=80, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dish"], condition=Q(status="open"), name="one_open_proposal_per_dish"
            )
        ]
