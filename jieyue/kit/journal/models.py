from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.kit.permissions import KitPermission
from jieyue.kit.sites.models import Site, SiteQuerySet


class Entry(models.Model):
    """One recorded fact (台账). Rows are only ever added; this table is the audit trail.

    `digest` chains each entry to the one before it on the same site, so that a changed or
    missing row shows.
    """

    read_permission = KitPermission.JOURNAL_READ
    unit_path = ""
    person_path = "person_id"

    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("fact"), max_length=120)
    data = models.JSONField(_("content"))
    actor_kind = models.CharField(max_length=8)
    actor_name = models.CharField(_("by"), max_length=80)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(_("time"))
    cause = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="effects")
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    objects = SiteQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["site", "name", "at"]), models.Index(fields=["site", "at"])]


class Delivery(models.Model):
    """One reaction still to run, or already run, for one entry."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="deliveries")
    reaction = models.CharField(max_length=120)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "reaction"], name="one_delivery_per_reaction")
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=models.Q(done_at=None), name="pending_deliveries"
            )
        ]
