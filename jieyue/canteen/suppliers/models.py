from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.files.models import StoredFile
from jieyue.kit.sites.models import SiteOwned


class Supplier(SiteOwned):
    """供应商: who delivers, on which ISO weekdays ("135"), from what order value."""

    read_permission: ClassVar[str | None] = CanteenPermission.SUPPLIERS_READ

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    address = models.CharField(_("address"), max_length=120, blank=True)
    contact = models.CharField(_("contact"), max_length=40, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    minimum_order_yuan = models.DecimalField(
        _("minimum order (yuan)"), max_digits=10, decimal_places=2, default=0
    )
    delivery_weekdays = models.CharField(_("delivery weekdays"), max_length=7, default="12345")
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="one_supplier_per_code")
        ]

    def __str__(self) -> str:
        return self.name


class SupplyTerms(SiteOwned):
    """供货条件: how one supplier sells one ingredient. The pack is in the base unit."""

    read_permission: ClassVar[str | None] = CanteenPermission.SUPPLIERS_READ

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="terms")
    ingredient = models.ForeignKey(Ingredient, on_delete=models.CASCADE, related_name="+")
    pack_name = models.CharField(_("pack"), max_length=20, blank=True)
    pack_quantity = models.DecimalField(_("pack size"), max_digits=10, decimal_places=3)
    price_yuan = models.DecimalField(_("price of a pack (yuan)"), max_digits=10, decimal_places=2)
    lead_days = models.PositiveSmallIntegerField(_("lead time (days)"), default=1)
    budget_line = models.CharField(_("budget line"), max_length=60, blank=True)

    class Meta:
        ordering = ["ingredient", "supplier"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "ingredient"], name="one_terms_per_supplier_ingredient"
            ),
            models.CheckConstraint(
                condition=Q(pack_quantity__gt=0) & Q(price_yuan__gte=0), name="terms_pack_positive"
            ),
        ]


class CertificateKind(models.TextChoices):
    """索证: papers of a supplier (食品安全法 Art. 53). Papers of one delivery are receiving's."""

    BUSINESS_LICENCE = "business_licence", _("business licence")
    FOOD_BUSINESS = "food_business", _("food business licence")
    FOOD_PRODUCTION = "food_production", _("food production licence (SC)")
    TABLEWARE = "tableware", _("tableware disinfection certificate")
    OTHER = "other", _("other certificate")


class Certificate(SiteOwned):
    """证照: one licence of a supplier, [valid_from, valid_to] both included; null does not end.

    warned: the last warning sent about its end ("soon", "ended"), so that each is sent once.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.SUPPLIERS_READ

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(_("kind"), max_length=20, choices=CertificateKind)
    number = models.CharField(_("number"), max_length=60)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    scan = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(_("digest of the scan"), max_length=64, blank=True)
    entered_by = models.CharField(_("entered by"), max_length=80)
    entered_at = models.DateTimeField(_("entered at"))
    verified_by = models.CharField(_("verified by"), max_length=80, blank=True)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    entered_by_person_id = models.BigIntegerField(null=True)
    warned = models.CharField(_("warned"), max_length=8, blank=True)

    class Meta:
        ordering = ["supplier", "kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "kind", "number", "valid_from"],
                condition=Q(withdrawn_at=None),
                name="one_certificate_per_number",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="certificate_ends_after_it_starts",
            ),
        ]


class ContractPrice(SiteOwned):
    """合同价: what one base unit costs by contract, [effective_on, until_on]. Rows are added."""

    read_permission: ClassVar[str | None] = CanteenPermission.SUPPLIERS_READ

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="contract_prices")
    ingredient = models.ForeignKey(Ingredient, on_delete=models.PROTECT, related_name="+")
    price_yuan = models.DecimalField(_("price (yuan)"), max_digits=10, decimal_places=4)
    effective_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    contract_number = models.CharField(_("contract number"), max_length=60, blank=True)

    class Meta:
        ordering = ["supplier", "ingredient", "-effective_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "ingredient", "effective_on"], name="one_contract_price_a_day"
            ),
            models.CheckConstraint(condition=Q(price_yuan__gte=0), name="contract_price_positive"),
        ]


class PriceSurvey(SiteOwned):
    """询价: what a market asked for one base unit on a day, in yuan."""

    read_permission: ClassVar[str | None] = CanteenPermission.SUPPLIERS_READ

    ingredient = models.ForeignKey(Ingredient, on_delete=models.PROTECT, related_name="+")
    surveyed_on = models.DateField(_("day"))
    market = models.CharField(_("market"), max_length=60)
    price_yuan = models.DecimalField(_("price (yuan)"), max_digits=10, decimal_places=4)
    surveyed_by = models.CharField(_("by"), max_length=80)

    class Meta:
        ordering = ["-surveyed_on", "ingredient"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "ingredient", "surveyed_on", "market"], name="one_survey_a_day"
            ),
            models.CheckConstraint(condition=Q(price_yuan__gt=0), name="survey_price_positive"),
        ]
        indexes = [models.Index(fields=["ingredient", "surveyed_on"])]


class IncidentKind(models.TextChoices):
    """What a supplier did wrong."""

    FAILED_TEST = "failed_test", _("failed residue test")
    REJECTED = "rejected", _("goods rejected")
    LATE = "late", _("late delivery")
    RECALL = "recall", _("recall")
    OTHER = "other", _("other")


class SupplierIncident(SiteOwned):
    """违约记录: something a supplier answers for; `points` are taken off the month's rating.

    source: what it follows from, such as "residue_test:12"; the same source counts once.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.SUPPLIERS_READ

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField(_("kind"), max_length=12, choices=IncidentKind)
    happened_on = models.DateField(_("day"))
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=1)
    text = models.CharField(_("what happened"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=80)
    noted_by = models.CharField(_("by"), max_length=80)
    noted_at = models.DateTimeField(_("noted at"))

    class Meta:
        ordering = ["-happened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "source"], name="one_supplier_incident_per_source"
            ),
            models.CheckConstraint(condition=Q(points__gte=0), name="incident_points_positive"),
        ]
        indexes = [models.Index(fields=["supplier", "happened_on"])]
