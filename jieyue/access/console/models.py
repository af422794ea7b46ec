from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.access.gates.models import Gate, GateCommand, HandReason
from jieyue.access.permissions import AccessPermission
from jieyue.kit.sites.models import SiteOwned


class HandAnswer(SiteOwned):
    """人工放行: what a guard decided at the screen, with the reason.

    about: id of the decision it answers, which is answered once; null for an opening unasked.
    outcome: "allow" or "deny". subject, label: whom it was for, as the screen showed.
    """

    read_permission: ClassVar[str | None] = AccessPermission.CONSOLE_READ

    about = models.BigIntegerField(null=True, unique=True)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+", db_index=False)
    outcome = models.CharField(_("verdict"), max_length=6)
    reason_code = models.CharField(_("reason"), max_length=10, choices=HandReason)
    note = models.CharField(_("in words"), max_length=200, blank=True, default="")
    subject = models.CharField(_("number"), max_length=40, blank=True, default="")
    label = models.CharField(_("name"), max_length=80, blank=True, default="")
    command = models.ForeignKey(
        GateCommand, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    by = models.CharField(_("by"), max_length=80)
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["site", "-at"])]


class Service(models.TextChoices):
    """Who is let in at once and written down afterwards."""

    POLICE = "police", _("police")
    FIRE = "fire", _("fire brigade")
    AMBULANCE = "ambulance", _("ambulance")
    REPAIR = "repair", _("urgent repair")


class EmergencyPassage(SiteOwned):
    """紧急通行: let in by one button; what is known is filled in afterwards (`filled_at`)."""

    read_permission: ClassVar[str | None] = AccessPermission.CONSOLE_READ

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+", db_index=False)
    service = models.CharField(_("for whom"), max_length=9, choices=Service)
    at = models.DateTimeField(_("at"))
    by = models.CharField(_("let in by"), max_length=80)
    plates = models.CharField(_("number plates"), max_length=120, blank=True, default="")
    people = models.PositiveSmallIntegerField(_("people"), null=True)
    cause = models.CharField(_("why they came"), max_length=200, blank=True, default="")
    left_at = models.DateTimeField(_("left at"), null=True)
    filled_at = models.DateTimeField(_("filled in at"), null=True)
    filled_by = models.CharField(_("filled in by"), max_length=80, blank=True, default="")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["site", "filled_at"])]
