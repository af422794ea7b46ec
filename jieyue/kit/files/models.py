from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.kit.sites.models import SiteOwned


class StoredFile(SiteOwned):
    """One uploaded file. The bytes lie under the digest, once, however often they were sent."""

    purpose = models.CharField(_("purpose"), max_length=60)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=4)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.CharField(_("uploaded by"), max_length=80)
    account_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField(_("uploaded at"))

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["sha256"])]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where the bytes lie, below the folder of stored files."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"
