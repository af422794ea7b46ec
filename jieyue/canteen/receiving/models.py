from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.purchasing.models import OrderLine, PurchaseOrder
from jieyue.canteen.stock.models import StockLot
from jieyue.canteen.suppliers.models import Supplier
from jieyue.kit.files.models import StoredFile
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.persons.models import Person


class Receipt(SiteOwned):
    """验收单: one delivery of one order at the loading bay.

    client_id: chosen by the device, so that what it sends twice is kept once.
    happened_at: by the device's clock, corrected by nothing; received_at: by the server's.
    clock_skew_s: device minus server at sending, in seconds; null when it was not told.
    digest: of what was sent, so that the same client_id with other content is refused.
    witness: the second person, who was there and is not the acceptor.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.RECEIVING_READ

    number = models.CharField(_("receipt number"), max_length=20)
    client_id = models.UUIDField(_("sender's number"))
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="receipts")
    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField(_("delivered at"))
    received_at = models.DateTimeField(_("recorded at"))
    clock_skew_s = models.IntegerField(null=True)
    accepted_by = models.CharField(_("accepted by"), max_length=80)
    accepted_by_person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+"
    )
    witness = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    flags = models.JSONField(_("flags"), default=list)
    note = models.CharField(_("note"), max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    parameters_used = models.JSONField(default=dict)

    class Meta:
        ordering = ["-happened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_receipt_per_number"),
            models.UniqueConstraint(fields=["site", "client_id"], name="one_receipt_per_sending"),
        ]
        indexes = [
            models.Index(fields=["canteen", "happened_at"]),
            models.Index(fields=["supplier", "happened_at"]),
        ]


class Acceptance(models.TextChoices):
    ACCEPTED = "accepted", _("accepted")
    PARTIAL = "partial", _("partly accepted")
    REJECTED = "rejected", _("all sent back")


class ReceiptLine(SiteOwned):
    """One ingredient of a delivery, weighed; gross and tare in its base unit, like all quantities.

    weighings: [["52.4", "2.4"], …], gross and tare of each; their sums are `gross` and `tare`.
    sensory: {"colour": true, "smell": …, "package": …, "label": …}; false is a fault.
    flags: [{"code": "over_delivered", …}, …]: what was out of line and yet recorded.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.RECEIVING_READ

    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="receipts")
    ingredient = models.ForeignKey(Ingredient, on_delete=models.PROTECT, related_name="+")
    gross = models.DecimalField(_("gross"), max_digits=12, decimal_places=3)
    tare = models.DecimalField(_("tare"), max_digits=12, decimal_places=3, default=0)
    weighings = models.JSONField(_("weighings"), default=list)
    accepted_quantity = models.DecimalField(_("accepted"), max_digits=12, decimal_places=3)
    rejected_quantity = models.DecimalField(_("rejected"), max_digits=12, decimal_places=3)
    unit_price_yuan = models.DecimalField(_("price (yuan)"), max_digits=10, decimal_places=4)
    amount_yuan = models.DecimalField(_("amount (yuan)"), max_digits=12, decimal_places=2)
    temperature_c = models.DecimalField(
        _("temperature (°C)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    sensory = models.JSONField(_("sensory check"), default=dict)
    batch_number = models.CharField(_("maker's batch"), max_length=40, blank=True)
    produced_on = models.DateField(_("produced on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    photo = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(_("result"), max_length=8, choices=Acceptance)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    flags = models.JSONField(_("flags"), default=list)
    lot = models.OneToOneField(
        StockLot, null=True, on_delete=models.PROTECT, related_name="receipt_line"
    )

    class Meta:
        ordering = ["receipt", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gross__gte=F("tare")) & Q(tare__gte=0), name="gross_holds_tare"
            ),
            models.CheckConstraint(
                condition=Q(accepted_quantity__gte=0) & Q(rejected_quantity__gte=0),
                name="receipt_line_not_negative",
            ),
        ]


class LotPaperKind(models.TextChoices):
    """随货证明: papers that come with a delivery (STANDARDS 2.2)."""

    FACTORY_REPORT = "factory_report", _("batch inspection report")
    ANIMAL_QUARANTINE = "animal_quarantine", _("animal quarantine certificate")
    MEAT_QUALITY = "meat_quality", _("meat quality certificate")
    SWINE_FEVER = "swine_fever", _("African swine fever report")
    IMPORT_QUARANTINE = "import_quarantine", _("import quarantine certificate")
    PRODUCE_CONFORMITY = "produce_conformity", _("produce conformity certificate")
    PURCHASE_SLIP = "purchase_slip", _("sealed purchase slip")


class LotPaper(SiteOwned):
    """One paper of a delivered line, with its number and perhaps a scan."""

    read_permission: ClassVar[str | None] = CanteenPermission.RECEIVING_READ

    line = models.ForeignKey(ReceiptLine, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(_("kind"), max_length=20, choices=LotPaperKind)
    number = models.CharField(_("number"), max_length=60)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    scan = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["line", "kind"]
