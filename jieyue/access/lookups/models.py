from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieyue.access.permissions import AccessPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.persons.models import Person


class Purpose(models.TextChoices):
    """What a look-up may be for; attendance and performance are none of them."""

    EMERGENCY = "emergency", _("danger to life or health")
    MISSING = "missing", _("somebody is missed")
    SECURITY = "security", _("a security incident is investigated")
    LEGAL = "legal", _("an authority asks in writing")
    OWN_WISH = "own_wish", _("the person asks")
    GATE = "gate", _("a gate's decision is explained")
    CONTACTS = "contacts", _("contacts are traced under an order")


class Lookup(SiteOwned):
    """行踪查询: one officer looked up one person, why, and when the person is told of it.

    person: null for whom no staff number is known. reason: emptied after the years the site gives.
    What was found is not kept.
    """

    read_permission: ClassVar[str | None] = AccessPermission.PRESENCE_LOOKUP
    person_path = "person_id"

    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("what for"), max_length=9, choices=Purpose)
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"))
    by = models.CharField(_("looked up by"), max_length=80)
    by_account_id = models.BigIntegerField(null=True)
    tell_at = models.DateTimeField(_("person is told at"))
    told_at = models.DateTimeField(_("person was told at"), null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tell_at__gte=F("at")), name="person_is_told_after_the_look_up"
            )
        ]
        indexes = [
            models.Index(fields=["site", "-at"]),
            models.Index(fields=["tell_at"], condition=Q(told_at=None), name="lookups_to_be_told"),
        ]
