from django.db import models

from jieyue.kit.sites.models import SiteOwned


class KeptReply(SiteOwned):
    """The answer to a write that carried an Idempotency-Key, kept to be given again."""

    sender = models.CharField(max_length=100)
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "sender", "key"], name="one_reply_per_key")
        ]
