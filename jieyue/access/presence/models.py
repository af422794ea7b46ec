from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from jieyue.access.gates.models import Zone
from jieyue.access.permissions import AccessPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.persons.models import Person
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


class Purpose(models.TextChoices):
    """What a look-up may be for; attendance and performance are none of them."""

    EMERGENCY = "emergency", _("danger to life or health")
    MISSING = "missing", _("somebody is missed")
    SECURITY = "security", _("a security incident is investigated")
    LEGAL = "legal", _("an authority asks in writing")
    OWN_WISH = "own_wish", _("the person asks")


class Lookup(SiteOwned):
    """行踪查询: one officer looked up one person, why, and when the person is told of it.

    What was found is not kept.
    """

    read_permission: ClassVar[str | None] = AccessPermission.PRESENCE_LOOKUP
    person_path = "person_id"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("what for"), max_length=9, choices=Purpose)
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"))
    by = models.CharField(_("looked up by"), max_length=80)
    by_account_id = models.BigIntegerField(null=True)
    tell_at = models.DateTimeField(_("person is told at"))
    told_at = models.DateTimeField(_("person was told at"), null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tell_at__gte=F("at")), name="person_is_told_after_the_look_up"
            )
        ]
        indexes = [
            models.Index(fields=["site", "-at"]),
            models.Index(fields=["tell_at"], condition=Q(told_at=None), name="lookups_to_be_told"),
        ]
