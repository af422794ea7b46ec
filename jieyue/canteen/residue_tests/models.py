from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.stock.models import StockLot
from jieyue.kit.files.models import StoredFile
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.persons.models import Person


class ResidueMethod(SiteOwned):
    """检测方法: a rapid test with the inhibition from which a sample fails, in per cent.

    attention_pct: from here on worth a note though it passes; null if the method has none.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.RESIDUE_TESTS_READ

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    standard = models.CharField(_("standard"), max_length=60)
    threshold_pct = models.DecimalField(
        _("fails from (% inhibition)"), max_digits=5, decimal_places=2
    )
    attention_pct = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="one_residue_method_per_code")
        ]

    def __str__(self) -> str:
        return self.name


class ControlRun(SiteOwned):
    """质控: the day's blank and positive control of one method and reagent batch."""

    read_permission: ClassVar[str | None] = CanteenPermission.RESIDUE_TESTS_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    method = models.ForeignKey(ResidueMethod, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("day"))
    at = models.DateTimeField(_("time"))
    instrument = models.CharField(_("instrument"), max_length=60)
    reagent_batch = models.CharField(_("reagent batch"), max_length=40)
    blank_da = models.DecimalField(_("ΔA of the blank"), max_digits=6, decimal_places=4)
    positive_da = models.DecimalField(
        _("ΔA of the positive control"), max_digits=6, decimal_places=4
    )
    is_valid = models.BooleanField(_("valid"))
    tester = models.CharField(_("tester"), max_length=80)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["canteen", "on"])]


class ResidueState(models.TextChoices):
    """STANDARDS 2.4. PASSED says only that the screening found nothing (未检出超限)."""

    PENDING = "pending", _("waiting for the first test")
    RETEST_2 = "retest_2", _("first test failed, second due")
    RETEST_3 = "retest_3", _("second test done, third due")
    PASSED = "passed", _("nothing found by screening")
    HELD = "held", _("results differ, held")
    FAILED = "failed", _("failed the test")


class Disposal(models.TextChoices):
    RETURNED = "returned", _("returned to the supplier")
    DESTROYED = "destroyed", _("destroyed")
    RELEASED = "released", _("released after confirmation")


class ResidueTest(SiteOwned):
    """农残检测: the sample of one lot with its readings and what was concluded."""

    read_permission: ClassVar[str | None] = CanteenPermission.RESIDUE_TESTS_READ

    number = models.CharField(_("sample number"), max_length=20)
    lot = models.ForeignKey(StockLot, on_delete=models.PROTECT, related_name="residue_tests")
    method = models.ForeignKey(ResidueMethod, on_delete=models.PROTECT, related_name="+")
    threshold_pct = models.DecimalField(max_digits=5, decimal_places=2)
    state = models.CharField(
        _("state"), max_length=10, choices=ResidueState, default=ResidueState.PENDING
    )
    sampled_at = models.DateTimeField(_("sampled at"))
    sampled_by = models.CharField(_("sampled by"), max_length=80)
    is_interference_prone = models.BooleanField(_("interference-prone"), default=False)
    concluded_at = models.DateTimeField(_("concluded at"), null=True, blank=True)
    disposal = models.CharField(_("disposal"), max_length=10, choices=Disposal, blank=True)
    disposed_at = models.DateTimeField(_("disposed at"), null=True, blank=True)
    disposed_by = models.CharField(_("disposed by"), max_length=80, blank=True)
    disposal_reason = models.CharField(_("reason"), max_length=200, blank=True)
    witness = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    laboratory = models.CharField(_("laboratory report"), max_length=120, blank=True)
    parameters_used = models.JSONField(default=dict)

    class Meta:
        ordering = ["-sampled_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_residue_test_per_number")
        ]
        indexes = [
            models.Index(fields=["lot"]),
            models.Index(fields=["site", "state"]),
            models.Index(fields=["site", "sampled_at"]),
        ]


class ResidueReading(SiteOwned):
    """One run of a sample: inhibition = (ΔA0 - ΔAt) / ΔA0, GB/T 5009.199-2003.

    da0, dat: null when the instrument tells the inhibition alone. control: the day's valid one.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.RESIDUE_TESTS_READ

    test = models.ForeignKey(ResidueTest, on_delete=models.CASCADE, related_name="readings")
    repeat = models.PositiveSmallIntegerField(_("repeat"))
    control = models.ForeignKey(
        ControlRun, null=True, on_delete=models.PROTECT, related_name="readings"
    )
    da0 = models.DecimalField("ΔA0", max_digits=6, decimal_places=4, null=True, blank=True)
    dat = models.DecimalField("ΔAt", max_digits=6, decimal_places=4, null=True, blank=True)
    inhibition_pct = models.DecimalField(_("inhibition (%)"), max_digits=6, decimal_places=2)
    temperature_c = models.DecimalField(
        _("temperature (°C)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    instrument = models.CharField(_("instrument"), max_length=60)
    reagent_batch = models.CharField(_("reagent batch"), max_length=40)
    photo = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    tester = models.CharField(_("tester"), max_length=80)
    at = models.DateTimeField(_("time"))

    class Meta:
        ordering = ["test", "repeat"]
        constraints = [
            models.UniqueConstraint(fields=["test", "repeat"], name="one_reading_per_repeat")
        ]


class DueSample(SiteOwned):
    """应检批次: a delivered lot that the sampling rule chose; held until it is tested or waived.

    held_for: the words it was held with, so that only this hold is ended by a pass.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.RESIDUE_TESTS_READ

    lot = models.OneToOneField(StockLot, on_delete=models.PROTECT, related_name="due_sample")
    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("day"))
    held_for = models.CharField(_("held for"), max_length=200)
    test = models.ForeignKey(
        ResidueTest, null=True, on_delete=models.PROTECT, related_name="due_samples"
    )
    waived_at = models.DateTimeField(_("waived at"), null=True, blank=True)
    waived_by = models.CharField(_("waived by"), max_length=80, blank=True)
    waived_reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["canteen", "due_on"])]
