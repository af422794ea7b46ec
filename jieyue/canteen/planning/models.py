from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Canteen, Meal
from jieyue.canteen.menus.models import Dish, Ingredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.suppliers.models import Supplier, SupplyTerms
from jieyue.kit.sites.models import SiteOwned


class PlanStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    CONFIRMED = "confirmed", _("confirmed")
    SUPERSEDED = "superseded", _("superseded")


class Plan(SiteOwned):
    """备餐计划: what one canteen cooks and buys for one day.

    `revision` rises with every recomputation, so that a person confirms what was on the screen.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.PLANNING_READ

    number = models.CharField(_("plan number"), max_length=20)
    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    status = models.CharField(
        _("status"), max_length=10, choices=PlanStatus, default=PlanStatus.DRAFT
    )
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=80)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=80, blank=True)
    parameters_used = models.JSONField(default=dict)
    problems = models.JSONField(_("problems"), default=list)

    class Meta:
        ordering = ["-day", "canteen", "-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_plan_per_number"),
            models.UniqueConstraint(
                fields=["canteen", "day"], condition=Q(status="draft"), name="one_draft_plan"
            ),
            models.UniqueConstraint(
                fields=["canteen", "day"],
                condition=Q(status="confirmed"),
                name="one_confirmed_plan",
            ),
        ]
        indexes = [models.Index(fields=["site", "day"])]


class PlanMeal(SiteOwned):
    """One meal of a plan: the forecast it rests on and the service level chosen.

    service_level: probability of having enough; `level_from_costs` is what the costs ask, kept
    beside a level that a person set with a reason.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.PLANNING_READ

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="meals")
    meal = models.CharField(_("meal"), max_length=10, choices=Meal)
    order = models.PositiveSmallIntegerField()
    forecast_id = models.BigIntegerField(null=True)
    forecast_version = models.CharField(max_length=64, blank=True)
    expected = models.PositiveIntegerField(_("expected"))
    low = models.PositiveIntegerField(_("low"))
    high = models.PositiveIntegerField(_("high"))
    sureness = models.CharField(_("sureness"), max_length=6, blank=True)
    quantiles = models.JSONField(default=dict)
    service_level = models.DecimalField(_("service level"), max_digits=4, decimal_places=3)
    level_from_costs = models.DecimalField(max_digits=4, decimal_places=3)
    level_reason = models.CharField(_("reason"), max_length=200, blank=True)
    level_set_by = models.CharField(_("by"), max_length=80, blank=True)
    thrown_away_yuan = models.DecimalField(max_digits=8, decimal_places=2)
    missing_yuan = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "meal"], name="one_plan_meal_per_meal"),
            models.CheckConstraint(
                condition=Q(service_level__gte="0.5") & Q(service_level__lt=1),
                name="service_level_in_range",
            ),
        ]


class PlanDish(SiteOwned):
    """Portions of one dish at one planned meal, and what became of the second batch."""

    read_permission: ClassVar[str | None] = CanteenPermission.PLANNING_READ

    plan_meal = models.ForeignKey(PlanMeal, on_delete=models.CASCADE, related_name="dishes")
    dish = models.ForeignKey(Dish, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    take_rate = models.FloatField(_("take rate"))
    take_rate_sd = models.FloatField()
    day_correlation = models.FloatField(default=0)
    expected = models.PositiveIntegerField(_("expected portions"))
    first = models.PositiveIntegerField(_("first batch"))
    second = models.PositiveIntegerField(_("second batch"))
    released = models.PositiveIntegerField(_("released"), null=True)
    released_at = models.DateTimeField(_("released at"), null=True)
    released_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["plan_meal", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan_meal", "dish"], name="one_plan_dish_per_meal")
        ]


class PlanNeed(SiteOwned):
    """One ingredient of one planned meal with its whole arithmetic, in the base unit.

    needed = stock + on order + net; net <= from_earlier_packs + packs x pack, unless unmet.
    shares: [[dish id, portions, quantity], …]; stock, on_order: [[row id, quantity, expiry], …].
    """

    read_permission: ClassVar[str | None] = CanteenPermission.PLANNING_READ

    plan_meal = models.ForeignKey(PlanMeal, on_delete=models.CASCADE, related_name="needs")
    ingredient = models.ForeignKey(Ingredient, on_delete=models.PROTECT, related_name="+")
    needed = models.DecimalField(_("needed"), max_digits=12, decimal_places=3)
    shares = models.JSONField(default=list)
    stock = models.JSONField(default=list)
    on_order = models.JSONField(default=list)
    net = models.DecimalField(_("net need"), max_digits=12, decimal_places=3)
    from_earlier_packs = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    packs = models.PositiveIntegerField(_("packs"), default=0)
    terms = models.ForeignKey(SupplyTerms, null=True, on_delete=models.SET_NULL, related_name="+")
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.PROTECT, related_name="+")
    pack_quantity = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    pack_price_yuan = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    budget_line = models.CharField(max_length=60, blank=True)
    deliver_on = models.DateField(_("delivered on"), null=True)
    order_by = models.DateField(_("order by"), null=True)
    unmet = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ["plan_meal", "ingredient"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan_meal", "ingredient"], name="one_plan_need_per_ingredient"
            ),
            models.CheckConstraint(
                condition=Q(needed__gte=0) & Q(net__gte=0), name="plan_need_not_negative"
            ),
        ]
