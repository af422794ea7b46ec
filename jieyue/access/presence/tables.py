from django.utils.translation import gettext_lazy as _

from jieyue.access.lookups.models import Purpose
from jieyue.kit.tables import MomentColumn, StatusColumn, Table, TextColumn


class QuarterTable(Table):
    """One line a unit and hour; bands are words, so that nobody adds them up."""

    quarter = TextColumn(verbose_name=_("time"))
    unit = TextColumn(verbose_name=_("unit"))
    inside = TextColumn(verbose_name=_("inside"))


class LookupTable(Table):
    """One line a look-up."""

    at = MomentColumn(verbose_name=_("at"))
    by = TextColumn(verbose_name=_("looked up by"))
    person = TextColumn(verbose_name=_("whom"), accessor="person__name")
    unit = TextColumn(verbose_name=_("unit"), accessor="person__unit__short_name")
    purpose = StatusColumn(
        verbose_name=_("what for"),
        states={value: (label, "secondary") for value, label in Purpose.choices},
    )
    reason = TextColumn(verbose_name=_("reason"))
    told_at = MomentColumn(verbose_name=_("person was told at"))
