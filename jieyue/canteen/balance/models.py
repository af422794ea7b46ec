from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.sites.models import SiteOwned


class CheckStatus(models.TextChoices):
    OPEN = "open", _("open")
    EXPLAINED = "explained", _("explained")


class Cause(models.TextChoices):
    """What lay behind a gap, as found by whoever looked into it."""

    COUNTED_WRONG = "counted", _("weighed or counted wrongly")
    TYPED_WRONG = "typed", _("typed wrongly")
    NOT_RECORDED = "unrecorded", _("waste or use not recorded")
    RECIPE_WRONG = "recipe", _("the recipe does not fit")
    MISSING = "missing", _("goods are missing")
    OTHER = "other", _("something else")


class BalanceCheck(SiteOwned):
    """平衡核查: more of a group of ingredients is unaccounted for than weighing errors explain.

    Masses in kg as bought; negative: more came out than went in. sigma_kg: standard error.
    terms: the balance as it stood when the check was opened, text by name.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.BALANCE_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    group = models.CharField(_("group"), max_length=30)
    unexplained_kg = models.DecimalField(_("unexplained (kg)"), max_digits=12, decimal_places=3)
    sigma_kg = models.DecimalField(_("standard error (kg)"), max_digits=12, decimal_places=3)
    unexplained_yuan = models.DecimalField(_("unexplained (yuan)"), max_digits=12, decimal_places=2)
    terms = models.JSONField(default=dict)
    parameters_used = models.JSONField(default=dict)
    status = models.CharField(
        _("status"), max_length=9, choices=CheckStatus, default=CheckStatus.OPEN
    )
    opened_at = models.DateTimeField(_("opened at"))
    cause = models.CharField(_("cause"), max_length=10, choices=Cause, blank=True)
    explanation = models.CharField(_("explanation"), max_length=400, blank=True)
    explained_by = models.CharField(_("explained by"), max_length=80, blank=True)
    explained_at = models.DateTimeField(_("explained at"), null=True, blank=True)

    class Meta:
        ordering = ["-day", "group"]
        constraints = [
            models.UniqueConstraint(
                fields=["canteen", "day", "group"], name="one_balance_check_per_group_and_day"
            )
        ]
        indexes = [models.Index(fields=["canteen", "status"])]
