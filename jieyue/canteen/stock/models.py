from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.menus.models import Ingredient, Storage
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.suppliers.models import Supplier
from jieyue.estate.rooms.models import Room
from jieyue.kit.files.models import StoredFile
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.persons.models import Person


class Store(SiteOwned):
    """库房: a canteen's store as a whole. Whoever moves or counts goods locks this row first.

    Locks are taken in this order: store, lots, number series, average cost. As one canteen's
    goods are moved by one transaction at a time, no two can wait for each other.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.STOCK_READ

    canteen = models.OneToOneField(Canteen, on_delete=models.PROTECT, related_name="+")


class StockLocation(SiteOwned):
    """库位: a shelf, fridge or freezer of a canteen's store; limits in °C where it is cooled."""

    read_permission: ClassVar[str | None] = CanteenPermission.STOCK_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    storage = models.CharField(_("storage"), max_length=10, choices=Storage)
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.PROTECT)
    lowest_c = models.DecimalField(
        _("not below (°C)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    highest_c = models.DecimalField(
        _("not above (°C)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    holds_samples = models.BooleanField(_("keeps retained samples only"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["canteen", "code"]
        constraints = [
            models.UniqueConstraint(fields=["canteen", "code"], name="one_location_per_code")
        ]

    def __str__(self) -> str:
        return self.name


class LotStatus(models.TextChoices):
    AVAILABLE = "available", _("may be used")
    QUARANTINED = "quarantined", _("held")
    REJECTED = "rejected", _("barred from use")


class StockLot(SiteOwned):
    """库存批次: goods of one delivery in a canteen's store. `expires_on` is the last day of use.

    quantity and value_yuan are what is left; both are the sums of the lot's movements.
    unit_cost_yuan: what one base unit cost. split_from: the lot a part was moved away from.
    pieces: what is left by count, where goods are counted and yet weighed (catch weight); null
    elsewhere. Nominal is pieces x the ingredient's grams a piece, actual is the quantity.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.STOCK_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    ingredient = models.ForeignKey(Ingredient, on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(
        Supplier, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    location = models.ForeignKey(
        StockLocation, null=True, blank=True, on_delete=models.PROTECT, related_name="lots"
    )
    number = models.CharField(_("lot"), max_length=30, blank=True)
    batch_number = models.CharField(_("maker's batch"), max_length=40, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=LotStatus, default=LotStatus.AVAILABLE
    )
    status_reason = models.CharField(_("reason"), max_length=200, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    pieces = models.DecimalField(_("pieces"), max_digits=9, decimal_places=1, null=True, blank=True)
    value_yuan = models.DecimalField(_("value (yuan)"), max_digits=12, decimal_places=2, default=0)
    unit_cost_yuan = models.DecimalField(
        _("unit cost (yuan)"), max_digits=10, decimal_places=4, default=0
    )
    produced_on = models.DateField(_("produced on"), null=True, blank=True)
    received_on = models.DateField(_("received on"))
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    split_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )

    class Meta:
        ordering = ["ingredient", "expires_on", "received_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=0), name="stock_lot_not_negative"),
            models.CheckConstraint(
                condition=Q(pieces=None) | Q(pieces__gte=0), name="stock_lot_pieces_positive"
            ),
            models.CheckConstraint(condition=Q(value_yuan__gte=0), name="stock_lot_value_positive"),
            models.UniqueConstraint(
                fields=["site", "number"], condition=~Q(number=""), name="one_lot_per_number"
            ),
        ]
        indexes = [
            models.Index(fields=["canteen", "ingredient"]),
            models.Index(fields=["canteen", "received_on"]),
            models.Index(
                fields=["canteen", "expires_on"], condition=Q(quantity__gt=0), name="lots_in_store"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class MovementKind(models.TextChoices):
    """Why goods came or went; `IN` and `OUT` of STANDARDS 2.8's balance."""

    OPENING = "opening", _("opening stock")
    RECEIPT = "receipt", _("received")
    ISSUE = "issue", _("issued")
    RETURN = "return", _("returned to the store")
    TRANSFER_IN = "transfer_in", _("moved in")
    TRANSFER_OUT = "transfer_out", _("moved out")
    SUPPLIER_RETURN = "supplier_return", _("returned to the supplier")
    SPOILED = "spoiled", _("spoiled")
    DESTROYED = "destroyed", _("destroyed")
    ADJUSTMENT = "adjustment", _("adjusted after a stocktake")


class Movement(SiteOwned):
    """出入库: one movement of a lot, signed: what comes is positive. Added, never changed.

    amount_yuan: at the lot's own cost. average_amount_yuan: at the moving average of the
    ingredient. document: number of the paper it belongs to (receipt, issue slip, stocktake …).
    happened_at: when it was done; a device that was cut off tells later.
    witness, photo: of a disposal, which takes two people.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.STOCK_READ

    lot = models.ForeignKey(StockLot, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(_("kind"), max_length=16, choices=MovementKind)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    pieces = models.DecimalField(_("pieces"), max_digits=9, decimal_places=1, null=True, blank=True)
    amount_yuan = models.DecimalField(_("amount (yuan)"), max_digits=12, decimal_places=2)
    average_amount_yuan = models.DecimalField(
        _("at average cost (yuan)"), max_digits=12, decimal_places=2
    )
    document = models.CharField(_("document"), max_length=30, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    happened_on = models.DateField(_("day"))
    happened_at = models.DateTimeField(_("time"))
    recorded_by = models.CharField(_("by"), max_length=80)
    witness = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    photo = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-happened_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(quantity=0), name="a_movement_moves"),
        ]
        indexes = [
            models.Index(fields=["lot", "happened_at"]),
            models.Index(fields=["site", "happened_on", "kind"]),
            models.Index(fields=["document"]),
        ]


class AverageCost(SiteOwned):
    """移动加权平均: quantity and value in store of one ingredient, as the moving average has it."""

    read_permission: ClassVar[str | None] = CanteenPermission.STOCK_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    ingredient = models.ForeignKey(Ingredient, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    value_yuan = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["canteen", "ingredient"], name="one_average_per_ingredient"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=0) & Q(value_yuan__gte=0), name="average_not_negative"
            ),
        ]


class FridgeReading(SiteOwned):
    """冷藏冷冻温度记录: one look at a cooled location, twice a day at least."""

    read_permission: ClassVar[str | None] = CanteenPermission.STOCK_READ

    location = models.ForeignKey(StockLocation, on_delete=models.PROTECT, related_name="readings")
    at = models.DateTimeField(_("time"))
    temperature_c = models.DecimalField(_("temperature (°C)"), max_digits=4, decimal_places=1)
    is_in_range = models.BooleanField(_("in range"))
    measure_taken = models.CharField(_("what was done"), max_length=200, blank=True)
    recorded_by = models.CharField(_("by"), max_length=80)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["location", "at"], name="one_fridge_reading_a_moment")
        ]


class StocktakeStatus(models.TextChoices):
    COUNTING = "counting", _("counting")
    SUBMITTED = "submitted", _("waiting for approval")
    APPROVED = "approved", _("approved")
    CANCELLED = "cancelled", _("cancelled")


class Stocktake(SiteOwned):
    """盘点: a count of a canteen's store, or of one location. Nothing moves there meanwhile.

    is_blind: who counts does not see the book quantity. is_month_end: the full count of a month,
    which accountant and supervisor attend.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.STOCK_READ

    number = models.CharField(_("stocktake number"), max_length=20)
    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    location = models.ForeignKey(
        StockLocation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(
        _("status"), max_length=10, choices=StocktakeStatus, default=StocktakeStatus.COUNTING
    )
    is_blind = models.BooleanField(_("blind count"), default=False)
    is_month_end = models.BooleanField(_("month-end count"), default=False)
    started_at = models.DateTimeField(_("started at"))
    started_by = models.CharField(_("storekeeper"), max_length=80)
    accountant = models.CharField(_("accountant"), max_length=80, blank=True)
    supervisor = models.CharField(_("supervisor"), max_length=80, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by_person_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=80, blank=True)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_stocktake_per_number")
        ]
        indexes = [models.Index(fields=["canteen", "status"])]


class StocktakeLine(SiteOwned):
    """One lot of a stocktake; without a lot, goods found that no lot knows.

    counted_quantity null: not counted yet. 0: missing altogether.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.STOCK_READ

    stocktake = models.ForeignKey(Stocktake, on_delete=models.CASCADE, related_name="lines")
    lot = models.ForeignKey(StockLot, null=True, on_delete=models.PROTECT, related_name="+")
    ingredient = models.ForeignKey(Ingredient, on_delete=models.PROTECT, related_name="+")
    book_quantity = models.DecimalField(_("book quantity"), max_digits=12, decimal_places=3)
    counted_quantity = models.DecimalField(
        _("counted"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    tolerance_pct = models.DecimalField(_("tolerance (%)"), max_digits=5, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    counted_by = models.CharField(_("counted by"), max_length=80, blank=True)
    counted_at = models.DateTimeField(_("counted at"), null=True, blank=True)

    class Meta:
        ordering = ["stocktake", "ingredient", "id"]
        constraints = [
            models.UniqueConstraint(fields=["stocktake", "lot"], name="one_stocktake_line_per_lot")
        ]
