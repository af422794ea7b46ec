from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from jieyue.kit.permissions import KitPermission
from jieyue.kit.sites.models import Site, SiteQuerySet


class EntryUnchangeable(Exception):
    """Journal entries and their seals are only ever added."""


class AppendOnlyQuerySet(SiteQuerySet):
    def update(self, **_fields: Any) -> int:
        raise EntryUnchangeable(self.model.__name__)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise EntryUnchangeable(self.model.__name__)


class AppendOnly(models.Model):
    """Base of rows that are added and never changed; `guard.py` holds it in the database too."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises EntryUnchangeable for a row that is already stored."""
        if not self._state.adding:
            raise EntryUnchangeable(type(self).__name__)
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        raise EntryUnchangeable(type(self).__name__)


class Entry(AppendOnly):
    """One recorded fact (台账). Rows are only ever added; this table is the audit trail.

    `at` is the time the door gave; `recorded_at` is the database's own clock.
    """

    read_permission = KitPermission.JOURNAL_READ
    unit_path = ""
    person_path = "person_id"

    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("fact"), max_length=120)
    data = models.JSONField(_("content"))
    actor_kind = models.CharField(max_length=8)
    actor_name = models.CharField(_("by"), max_length=80)
    account_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(_("time"))
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now())
    cause = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="effects")

    class Meta:
        indexes = [models.Index(fields=["site", "name", "at"]), models.Index(fields=["site", "at"])]


class PendingSeal(models.Model):
    """An entry that is not yet in its site's chain."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["site", "entry"])]


class Seal(AppendOnly):
    """An entry's place in its site's chain of digests."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="seal")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveBigIntegerField()
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "position"], name="one_seal_per_position"),
            models.UniqueConstraint(
                fields=["position"],
                condition=models.Q(site=None),
                name="one_common_seal_per_position",
            ),
        ]


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
