from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.kit.sites.models import SiteOwned


class CalendarYear(SiteOwned):
    """A year of the workday calendar; published once the State Council's notice is in it."""

    year = models.PositiveSmallIntegerField(_("year"))
    published = models.BooleanField(_("published"))

    class Meta:
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["site", "year"], name="one_row_per_year")]


class CalendarDay(SiteOwned):
    """A day that differs from a plain week: a public holiday, or a make-up workday (调休).

    `disagreement` is what a second source says of the day, empty when they agree.
    """

    day = models.DateField(_("day"))
    is_working = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=40, blank=True)
    source = models.CharField(_("source"), max_length=40)
    disagreement = models.CharField(_("disagreement"), max_length=80, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["site", "day"], name="one_row_per_day")]
