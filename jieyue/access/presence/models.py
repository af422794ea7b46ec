from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from jieyue.access.gates.models import Zone
from jieyue.access.permissions import AccessPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.units.models import Unit


class CountedDay(SiteOwned):
    """How the presence of one day, reset to reset, was counted. It outlives single entries.

    until: up to where the day was looked at. tallies: what habits are learnt from, by unit and
    elapsed quarter (`rules.habits.Tally` as JSON, "" for people of no unit). missed_out and
    missed_in: shares of passages that no reader saw, as they were taken that day.
    """

    read_permission: ClassVar[str | None] = AccessPermission.PRESENCE_READ

    day = models.DateField(_("day"))
    until = models.DateTimeField(_("counted until"))
    counted_at = models.DateTimeField(_("figures made at"))
    passages = models.PositiveIntegerField(_("passages"))
    missed_out = models.FloatField(_("missed badge-outs"))
    missed_in = models.FloatField(_("missed badge-ins"))
    method = models.PositiveSmallIntegerField(_("method"))
    tallies = models.JSONField(default=dict)
    parameters_used = models.JSONField(default=dict)

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["site", "day"], name="one_counted_day")]


class ZoneQuarter(SiteOwned):
    """在楼人数: people of one unit in one zone at the start of a quarter of an hour.

    zone null: inside, nobody knows where; unit null: visitors and people of no unit. Zones are
    those last entered, not the ones around them, so that rows add up. A cell without a row is
    empty. counted: by the last passage alone. estimate, low and high: with what readers missed,
    low to high holding nine times of ten; estimate and high are null when too few readers were
    heard. nobody: the likelihood that the cell is empty. coverage: share of the cell's usual
    passages that go through readers that were heard.
    """

    read_permission: ClassVar[str | None] = AccessPermission.PRESENCE_READ
    unit_path = "unit_id"

    zone = models.ForeignKey(
        Zone, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    day = models.DateField()
    quarter = models.TimeField()
    counted = models.PositiveIntegerField()
    estimate = models.FloatField(null=True)
    low = models.FloatField()
    high = models.FloatField(null=True)
    nobody = models.FloatField()
    coverage = models.FloatField()
    method = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "site",
                "day",
                "quarter",
                Coalesce("zone", 0),
                Coalesce("unit", 0),
                name="one_row_per_zone_unit_quarter",
            ),
            models.CheckConstraint(
                condition=Q(low__gte=0) & Q(nobody__gte=0, nobody__lte=1),
                name="zone_quarter_likelihoods",
            ),
            models.CheckConstraint(
                condition=Q(coverage__gte=0, coverage__lte=1), name="zone_quarter_coverage"
            ),
        ]
        indexes = [models.Index(fields=["site", "day", "quarter"])]
