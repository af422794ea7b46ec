from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.suppliers.models import Supplier
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.persons.models import Person


class RequestStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    ASKED = "asked", _("waiting for approval")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ORDERED = "ordered", _("approved and ordered")


class PurchaseRequest(SiteOwned):
    """采购申请: what the buyer asks leave to order. Granted, it becomes orders at once.

    approval_id: the request at `people.approvals` (kind "canteen.purchasing").
    decided_reason: what whoever refused it said.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.PURCHASING_READ

    number = models.CharField(_("request number"), max_length=20)
    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(
        _("status"), max_length=10, choices=RequestStatus, default=RequestStatus.DRAFT
    )
    is_emergency = models.BooleanField(_("emergency purchase"), default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    amount_yuan = models.DecimalField(
        _("amount (yuan)"), max_digits=12, decimal_places=2, default=0
    )
    approval_id = models.BigIntegerField(null=True)
    made_by = models.CharField(_("made by"), max_length=80)
    made_by_person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_reason = models.CharField(_("reason"), max_length=400, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_request_per_number")
        ]
        indexes = [models.Index(fields=["canteen", "status"])]


class RequestLine(SiteOwned):
    """One ingredient of a request from one supplier; prices are for one base unit, in yuan."""

    read_permission: ClassVar[str | None] = CanteenPermission.PURCHASING_READ

    request = models.ForeignKey(PurchaseRequest, on_delete=models.CASCADE, related_name="lines")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    ingredient = models.ForeignKey(Ingredient, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    pack_quantity = models.DecimalField(_("pack size"), max_digits=10, decimal_places=3)
    unit_price_yuan = models.DecimalField(_("price (yuan)"), max_digits=10, decimal_places=4)
    contract_price_yuan = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    survey_price_yuan = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    deliver_on = models.DateField(_("delivered on"))

    class Meta:
        ordering = ["request", "supplier", "deliver_on", "ingredient"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "supplier", "ingredient", "deliver_on"],
                name="one_request_line_per_delivery",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & Q(unit_price_yuan__gte=0),
                name="request_line_positive",
            ),
        ]


class OnOrder(SiteOwned):
    """在途: goods awaited. `plan` is the confirmed plan that wants them; none for an emergency.

    Awaited is quantity - received_quantity until `received_at` or `cancelled_at` is set.
    `request_line` is null as long as the goods are only proposed.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.PURCHASING_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    ingredient = models.ForeignKey(Ingredient, on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(
        "canteen.Plan", null=True, on_delete=models.PROTECT, related_name="ordered"
    )
    request_line = models.ForeignKey(
        RequestLine, null=True, on_delete=models.SET_NULL, related_name="on_order"
    )
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    received_quantity = models.DecimalField(
        _("received"), max_digits=12, decimal_places=3, default=0
    )
    arrives_on = models.DateField(_("arrives on"))
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    class Meta:
        ordering = ["arrives_on", "ingredient"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="on_order_positive")
        ]
        indexes = [models.Index(fields=["canteen", "arrives_on"])]


class OrderStatus(models.TextChoices):
    SENT = "sent", _("order sent")
    PART_RECEIVED = "part", _("partly received")
    RECEIVED = "received", _("received in full")
    CLOSED = "closed", _("closed short")
    CANCELLED = "cancelled", _("cancelled")


class PurchaseOrder(SiteOwned):
    """采购订单: what one supplier is to deliver to one canteen on one day."""

    read_permission: ClassVar[str | None] = CanteenPermission.PURCHASING_READ

    number = models.CharField(_("order number"), max_length=20)
    request = models.ForeignKey(PurchaseRequest, on_delete=models.PROTECT, related_name="orders")
    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="orders")
    deliver_on = models.DateField(_("delivered on"))
    status = models.CharField(
        _("status"), max_length=10, choices=OrderStatus, default=OrderStatus.SENT
    )
    amount_yuan = models.DecimalField(_("amount (yuan)"), max_digits=12, decimal_places=2)
    sent_at = models.DateTimeField(_("sent at"))
    sent_by = models.CharField(_("sent by"), max_length=80)
    buyer = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.CharField(_("closed by"), max_length=80, blank=True)
    closed_reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["-deliver_on", "number"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_order_per_number")
        ]
        indexes = [
            models.Index(fields=["canteen", "deliver_on"]),
            models.Index(fields=["supplier", "deliver_on"]),
        ]


class OrderLine(SiteOwned):
    """One ingredient of an order, in its base unit; `received_quantity` is what was accepted."""

    read_permission: ClassVar[str | None] = CanteenPermission.PURCHASING_READ

    order = models.ForeignKey(PurchaseOrder, on_delete=models.CASCADE, related_name="lines")
    request_line = models.OneToOneField(
        RequestLine, on_delete=models.PROTECT, related_name="order_line"
    )
    ingredient = models.ForeignKey(Ingredient, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    unit_price_yuan = models.DecimalField(_("price (yuan)"), max_digits=10, decimal_places=4)
    received_quantity = models.DecimalField(
        _("received"), max_digits=12, decimal_places=3, default=0
    )

    class Meta:
        ordering = ["order", "ingredient"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "ingredient"], name="one_order_line_per_ingredient"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & Q(received_quantity__gte=0),
                name="order_line_positive",
            ),
        ]

    @property
    def open_quantity(self) -> Decimal:
        """What is still to come; nothing when more came than was ordered."""
        return max(self.quantity - self.received_quantity, Decimal(0))
