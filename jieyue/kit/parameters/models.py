from typing import Any

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


class VersionStatus(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")


class VersionUnchangeable(Exception):
    """A parameter version that was decided stays as it is; a new value needs a new version."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ParameterVersion(SiteOwned):
    """One value of a parameter, in force from `effective_from` until the next approved version.

    The end is not stored: it is the next version's beginning, so that two versions can neither
    overlap nor leave a gap. A decided version is never changed.
    """

    read_permission = KitPermission.PARAMETERS_READ

    code = models.CharField(_("code"), max_length=80)
    value = models.CharField(_("value"), max_length=2000)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    source_text = models.TextField(_("source"))
    evidence = models.CharField(_("evidence"), max_length=5, choices=Evidence)
    effective_from = models.DateField(_("in force from"))
    status = models.CharField(
        _("status"), max_length=8, choices=VersionStatus, default=VersionStatus.PROPOSED
    )
    reason = models.TextField(_("reason"), blank=True)
    proposed_by = models.CharField(_("proposed by"), max_length=80)
    proposed_by_account_id = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField(_("proposed at"), null=True)
    approved_by = models.CharField(_("approved by"), max_length=80, blank=True)
    approved_by_account_id = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)

    class Meta:
        ordering = ["code", "-effective_from", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "code", "effective_from"],
                condition=models.Q(status="approved"),
                name="one_version_begins_on_a_day",
            ),
            models.UniqueConstraint(
                fields=["site", "code"],
                condition=models.Q(status="proposed"),
                name="one_open_proposal_per_parameter",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises VersionUnchangeable when the stored row was already decided."""
        if self.pk is not None and not kwargs.get("force_insert"):
            stored = ParameterVersion.objects.filter(pk=self.pk).values_list("status", flat=True)
            if stored.first() not in (None, VersionStatus.PROPOSED):
                raise VersionUnchangeable(self.code)
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        raise VersionUnchangeable(self.code)
