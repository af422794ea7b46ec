from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.kit.permissions import KitPermission
from jieyue.kit.sites.models import SiteOwned


class Evidence(models.TextChoices):
    """Where a value comes from (STANDARDS 0.1)."""

    FOUND = "found", _("seen in a source")
    LAW = "law", _("law or regulation")
    KNOWLEDGE = "K", _("general knowledge, unverified")
    DESIGN = "D", _("our own proposal")


class ParameterVersion(SiteOwned):
    """One value of a parameter, in force in [effective_from, effective_until)."""

    read_permission = KitPermission.PARAMETERS_READ

    code = models.CharField(_("code"), max_length=80)
    value = models.CharField(_("value"), max_length=200)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    source_text = models.TextField(_("source"))
    evidence = models.CharField(_("evidence"), max_length=5, choices=Evidence)
    effective_from = models.DateField(_("in force from"))
    effective_until = models.DateField(_("in force until"), null=True, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=80)
    approved_at = models.DateTimeField(_("approved at"))

    class Meta:
        ordering = ["code", "-effective_from", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "code"],
                condition=models.Q(effective_until=None),
                name="one_open_version_per_parameter",
            )
        ]
