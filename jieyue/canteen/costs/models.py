from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.sites.models import SiteOwned


class CostKind(models.TextChoices):
    FOOD = "food", _("food")
    LABOUR = "labour", _("labour")
    ENERGY = "energy", _("water, power and gas")
    OTHER = "other", _("other costs")


class CostBudget(SiteOwned):
    """预算: what a canteen may spend on one kind of cost in a month; `month` is its first day."""

    read_permission: ClassVar[str | None] = CanteenPermission.COSTS_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    kind = models.CharField(_("kind"), max_length=8, choices=CostKind)
    amount_yuan = models.DecimalField(_("amount (yuan)"), max_digits=12, decimal_places=2)
    set_by = models.CharField(_("set by"), max_length=80)
    set_at = models.DateTimeField(_("set at"))

    class Meta:
        ordering = ["canteen", "-month", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["canteen", "month", "kind"], name="one_budget_per_month_and_kind"
            ),
            models.CheckConstraint(condition=Q(amount_yuan__gte=0), name="budget_not_negative"),
        ]


class CostEntry(SiteOwned):
    """其他成本: labour, energy and the like of a day; food costs come from the store.

    cancelled_at: taken back; the row stays.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.COSTS_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=8, choices=CostKind)
    amount_yuan = models.DecimalField(_("amount (yuan)"), max_digits=12, decimal_places=2)
    document = models.CharField(_("document"), max_length=40, blank=True)
    text = models.CharField(_("for"), max_length=120)
    entered_by = models.CharField(_("by"), max_length=80)
    entered_at = models.DateTimeField(_("entered at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_by = models.CharField(_("cancelled by"), max_length=80, blank=True)

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_yuan__gt=0) & ~Q(kind="food"), name="a_cost_entry_costs"
            )
        ]
        indexes = [models.Index(fields=["canteen", "day"])]
