from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Canteen, Meal
from jieyue.canteen.guests.models import GuestBooking
from jieyue.canteen.menus.models import Dish
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.persons.models import Person
from jieyue.people.units.models import Unit


class Till(SiteOwned):
    """收银点: a counter's till. It signs in with a key, of which only the digest is kept."""

    read_permission: ClassVar[str | None] = CanteenPermission.SERVICE_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="tills")
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    key_digest = models.CharField(max_length=64, blank=True)
    last_heard_at = models.DateTimeField(_("last heard"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["canteen", "code"]
        constraints = [
            models.UniqueConstraint(fields=["canteen", "code"], name="one_till_per_code"),
            models.UniqueConstraint(
                fields=["key_digest"], condition=~Q(key_digest=""), name="one_till_per_key"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MealPrice(SiteOwned):
    """餐标: what a meal costs from a day on, and what of it the employer pays, in yuan.

    A dish's own price is a row with the dish. Rows are added, never changed.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.SERVICE_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    meal = models.CharField(_("meal"), max_length=10, choices=Meal)
    dish = models.ForeignKey(Dish, null=True, on_delete=models.PROTECT, related_name="+")
    effective_on = models.DateField(_("from"))
    price_yuan = models.DecimalField(_("price (yuan)"), max_digits=8, decimal_places=2)
    subsidy_yuan = models.DecimalField(
        _("subsidy (yuan)"), max_digits=8, decimal_places=2, default=0
    )

    class Meta:
        ordering = ["canteen", "meal", "-effective_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["canteen", "meal", "dish", "effective_on"], name="one_meal_price_a_day"
            ),
            models.CheckConstraint(
                condition=Q(price_yuan__gte=0)
                & Q(subsidy_yuan__gte=0)
                & Q(subsidy_yuan__lte=F("price_yuan")),
                name="subsidy_within_price",
            ),
        ]


class MealAccount(SiteOwned):
    """餐卡账户: a person's money for meals, in yuan; the sum of its entries."""

    read_permission: ClassVar[str | None] = CanteenPermission.ACCOUNTS_READ
    unit_path = "person__unit_id"
    person_path = "person_id"

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    card_number = models.CharField(_("card number"), max_length=40, blank=True)
    balance_yuan = models.DecimalField(
        _("balance (yuan)"), max_digits=10, decimal_places=2, default=0
    )
    may_be_negative_yuan = models.DecimalField(
        _("may go below zero by (yuan)"), max_digits=8, decimal_places=2, default=0
    )
    is_blocked = models.BooleanField(_("blocked"), default=False)

    class Meta:
        ordering = ["person"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "card_number"],
                condition=~Q(card_number=""),
                name="one_account_per_card",
            )
        ]


class EntryKind(models.TextChoices):
    TOP_UP = "top_up", _("topped up")
    SUBSIDY = "subsidy", _("subsidy")
    MEAL = "meal", _("meal")
    REFUND = "refund", _("refund")


class AccountEntry(SiteOwned):
    """One movement of an account, signed, in yuan. Added, never changed.

    sale: the meal it pays, or which was taken back.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.ACCOUNTS_READ
    unit_path = "account__person__unit_id"
    person_path = "account__person_id"

    account = models.ForeignKey(MealAccount, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("kind"), max_length=8, choices=EntryKind)
    amount_yuan = models.DecimalField(_("amount (yuan)"), max_digits=8, decimal_places=2)
    at = models.DateTimeField(_("time"))
    sale = models.ForeignKey("Sale", null=True, on_delete=models.PROTECT, related_name="entries")
    note = models.CharField(_("note"), max_length=120, blank=True)
    recorded_by = models.CharField(_("by"), max_length=80)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["account", "at"])]


class Sale(SiteOwned):
    """就餐记录: diners served at a till. client_id is chosen by the till, so it counts once.

    One person, a party of guests, or `diners` counted by hand, who are not charged.
    price = subsidy + own share; guests are charged to the inviting unit, with no subsidy.
    happened_at is in our time, `card_number` what was read of a card that is not known.
    cancelled_at: taken back; its entries are refunded. flags: see `rules.Flag`.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.SERVICE_READ
    unit_path = "unit_id"
    person_path = "person_id"

    client_id = models.UUIDField(_("sender's number"))
    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    till = models.ForeignKey(Till, null=True, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    meal = models.CharField(_("meal"), max_length=10, choices=Meal)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    guest_booking = models.ForeignKey(
        GuestBooking, null=True, on_delete=models.PROTECT, related_name="sales"
    )
    card_number = models.CharField(_("card read"), max_length=40, blank=True)
    diners = models.PositiveSmallIntegerField(_("diners"), default=1)
    companions = models.PositiveSmallIntegerField(_("companions among them"), default=0)
    price_yuan = models.DecimalField(_("price (yuan)"), max_digits=8, decimal_places=2)
    subsidy_yuan = models.DecimalField(_("subsidy (yuan)"), max_digits=8, decimal_places=2)
    happened_at = models.DateTimeField(_("time"))
    received_at = models.DateTimeField(_("recorded at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_by = models.CharField(_("cancelled by"), max_length=80, blank=True)
    cancel_reason = models.CharField(_("why cancelled"), max_length=120, blank=True)
    flags = models.JSONField(_("flags"), default=list)

    class Meta:
        ordering = ["-happened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "client_id"], name="one_sale_per_sending"),
            models.CheckConstraint(
                condition=Q(subsidy_yuan__gte=0) & Q(subsidy_yuan__lte=F("price_yuan")),
                name="sale_subsidy_within_price",
            ),
            models.CheckConstraint(
                condition=Q(diners__gte=1) & Q(companions__lte=F("diners")), name="sale_has_diners"
            ),
        ]
        indexes = [
            models.Index(fields=["canteen", "day", "meal"]),
            models.Index(fields=["person", "day"]),
        ]


class SaleDish(SiteOwned):
    """One dish of a sale; half portions count 0.5."""

    read_permission: ClassVar[str | None] = CanteenPermission.SERVICE_READ

    sale = models.ForeignKey(Sale, on_delete=models.CASCADE, related_name="dishes")
    dish = models.ForeignKey(Dish, on_delete=models.PROTECT, related_name="+")
    portions = models.DecimalField(_("portions"), max_digits=4, decimal_places=1, default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(portions__gt=0), name="sale_dish_positive"),
            models.UniqueConstraint(fields=["sale", "dish"], name="one_dish_per_sale"),
        ]
