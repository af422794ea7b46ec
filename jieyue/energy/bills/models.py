from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.energy.meters.models import Medium
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.files.models import StoredFile
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.units.models import Unit


class Bill(SiteOwned):
    """账单: what a supplier asked for one medium of one month. unit null: the whole complex.

    month: its first day. A wrong bill is taken back (cancelled_at) and entered anew; the row
    stays. One number of a supplier counts once a medium and month. price_note: why a price out of
    its band is right.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.STATISTICS_READ
    unit_path = "unit_id"

    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    medium = models.CharField(_("medium"), max_length=12, choices=Medium)
    month = models.DateField(_("month"))
    quantity = models.DecimalField(_("quantity"), max_digits=16, decimal_places=3)
    amount_yuan = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2)
    supplier = models.CharField(_("supplier"), max_length=80, blank=True)
    number = models.CharField(_("bill number"), max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    price_note = models.CharField(_("reason for the price"), max_length=200, blank=True)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.CharField(_("entered by"), max_length=80)
    cancelled_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    cancelled_by = models.CharField(_("taken back by"), max_length=80, blank=True)
    cancel_reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["-month", "medium", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=0) & Q(amount_yuan__gte=0), name="bill_not_negative"
            ),
            models.UniqueConstraint(
                fields=["site", "medium", "month", "supplier", "number"],
                condition=Q(cancelled_at=None) & ~Q(number=""),
                name="one_bill_per_number_and_month",
            ),
        ]
        indexes = [models.Index(fields=["site", "unit", "medium", "month"])]


class BillScan(SiteOwned):
    """A scan or photo of a bill; several pages are several rows."""

    read_permission: ClassVar[str | None] = EnergyPermission.STATISTICS_READ
    unit_path = "bill__unit_id"

    bill = models.ForeignKey(Bill, on_delete=models.CASCADE, related_name="scans")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
