from django.db import models

from jieyue.kit.sites.models import SiteOwned


class Edition(SiteOwned):
    """The present mark of one subject on one site."""

    subject = models.CharField(max_length=40)
    mark = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "subject"], name="one_edition_per_subject")
        ]
