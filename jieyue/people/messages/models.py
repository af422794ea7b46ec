from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.kit.sites.models import SiteOwned


class Message(SiteOwned):
    """消息: one text to one or many persons.

    `title` and `text` are what a person wrote, or an English source with `values`, which is put
    into the reader's language when it is shown.
    """

    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), blank=True)
    values = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    sender = models.CharField(_("from"), max_length=80)
    sender_person_id = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        ordering = ["-sent_at", "-id"]


class Notice(SiteOwned):
    """A message in one person's list, and when it was read."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="notices")
    person_id = models.BigIntegerField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "person_id"], name="one_notice_per_person")
        ]
        indexes = [
            models.Index(
                fields=["person_id"], condition=models.Q(read_at=None), name="unread_notices"
            )
        ]
