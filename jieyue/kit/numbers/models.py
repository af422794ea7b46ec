from django.db import models

from jieyue.kit.sites.models import SiteOwned


class NumberSeries(SiteOwned):
    """The last number given out of one series and year, such as WO 2026."""

    prefix = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "prefix", "year"], name="one_series_a_year")
        ]
