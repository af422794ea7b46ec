from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Canteen, Meal
from jieyue.canteen.menus.models import Dish, Ingredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.stock.models import Movement, StockLot
from jieyue.kit.sites.models import SiteOwned


class SlipStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    ISSUED = "issued", _("issued")
    CANCELLED = "cancelled", _("cancelled")


class IssueSlip(SiteOwned):
    """领料单: what the kitchen draws for one meal. `plan_number` is the plan it follows."""

    read_permission: ClassVar[str | None] = CanteenPermission.KITCHEN_READ

    number = models.CharField(_("issue slip number"), max_length=20)
    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    meal = models.CharField(_("meal"), max_length=10, choices=Meal)
    plan_number = models.CharField(_("plan number"), max_length=20, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=SlipStatus, default=SlipStatus.DRAFT
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    made_by = models.CharField(_("made by"), max_length=80)
    made_at = models.DateTimeField(_("made at"))
    issued_by = models.CharField(_("issued by"), max_length=80, blank=True)
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    issued_by_person_id = models.BigIntegerField(null=True)
    received_by = models.CharField(_("received by"), max_length=80, blank=True)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)

    class Meta:
        ordering = ["-day", "meal", "number"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_slip_per_number")
        ]
        indexes = [models.Index(fields=["canteen", "day"])]


class IssueLine(SiteOwned):
    """One lot drawn for a slip, in the ingredient's base unit; `movement` once it has left.

    override_reason: why not the lot that expires first.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.KITCHEN_READ

    slip = models.ForeignKey(IssueSlip, on_delete=models.CASCADE, related_name="lines")
    ingredient = models.ForeignKey(Ingredient, on_delete=models.PROTECT, related_name="+")
    lot = models.ForeignKey(StockLot, null=True, on_delete=models.PROTECT, related_name="issues")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    override_reason = models.CharField(_("reason"), max_length=200, blank=True)
    movement = models.OneToOneField(
        Movement, null=True, on_delete=models.PROTECT, related_name="issue_line"
    )

    class Meta:
        ordering = ["slip", "ingredient", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="issue_line_positive")
        ]


class ProductionBatch(SiteOwned):
    """加工批次: one pot of a dish: portions, centre temperature, and how long it was held.

    sequence: 1 is the first batch of the meal, 2 the second.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.KITCHEN_READ

    number = models.CharField(_("batch number"), max_length=20)
    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    meal = models.CharField(_("meal"), max_length=10, choices=Meal)
    dish = models.ForeignKey(Dish, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveSmallIntegerField(_("batch"), default=1)
    portions = models.PositiveIntegerField(_("portions"))
    cooked_kg = models.DecimalField(
        _("cooked (kg)"), max_digits=8, decimal_places=3, null=True, blank=True
    )
    finished_at = models.DateTimeField(_("finished at"))
    centre_c = models.DecimalField(
        _("centre temperature (°C)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    reheated_c = models.DecimalField(
        _("centre temperature after reheating (°C)"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
    )
    holding_c = models.DecimalField(
        _("holding temperature (°C)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    off_at = models.DateTimeField(_("off the counter at"), null=True, blank=True)
    cook = models.CharField(_("cook"), max_length=80)
    flags = models.JSONField(_("flags"), default=list)

    class Meta:
        ordering = ["-day", "meal", "dish", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_batch_per_number"),
            models.UniqueConstraint(
                fields=["canteen", "day", "meal", "dish", "sequence"],
                name="one_batch_per_dish_and_turn",
            ),
            models.CheckConstraint(condition=Q(portions__gt=0), name="a_batch_has_portions"),
        ]
        indexes = [models.Index(fields=["canteen", "day"]), models.Index(fields=["dish", "day"])]


class BatchLot(SiteOwned):
    """Which lots went into a batch: what the meal drew, shared out by the recipes.

    Rows are what a recall follows; quantity in the ingredient's base unit.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.KITCHEN_READ

    batch = models.ForeignKey(ProductionBatch, on_delete=models.CASCADE, related_name="lots")
    lot = models.ForeignKey(StockLot, on_delete=models.PROTECT, related_name="batches")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "lot"], name="one_share_per_batch_and_lot")
        ]
