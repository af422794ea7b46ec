from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.kit.sites.models import SiteOwned


class CalendarDay(SiteOwned):
    """A day that differs from a plain week: a public holiday, or a make-up workday (调休)."""

    day = models.DateField(_("day"))
    is_working = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=40)
    source = models.CharField(_("source"), max_length=40)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["site", "day"], name="one_row_per_day")]
