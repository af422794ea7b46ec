"""Quotas and how far they are used; explanations; limits of the published tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from jieyue.energy.factors.rules import CoefficientSet
from jieyue.energy.meters.models import Medium
from jieyue.energy.quotas import parameters as defined
from jieyue.energy.quotas.models import (
    Explanation,
    Indicator,
    Measure,
    Quota,
    QuotaRow,
    QuotaTable,
)
from jieyue.energy.quotas.rules.limits import Figure, Key, Limits, Rating, find, rate
from jieyue.energy.quotas.rules.pace import Pace, pace
from jieyue.energy.quotas.uses import Uses, YearUse, coefficients
from jieyue.energy.statistics import queries as statistics
from jieyue.energy.statistics.queries import Indicators
from jieyue.kit import parameters
from jieyue.kit.actor import Actor

NONE = "-"


@dataclass(frozen=True, kw_only=True)
class Progress:
    """One quota and its use so far. coverage: the smallest of the months known."""

    id: int
    unit_id: int | None
    unit: str
    year: int
    measure: str
    label: str
    set_code: str
    source: str
    amount: Decimal
    pace: Pace
    months: YearUse
    year_before: YearUse
    coverage: Decimal | None
    own_only_months: int
    explanation: str


def progress(
    actor: Actor, *, year: int, today: date, quota_id: int | None = None
) -> list[Progress]:
    """Quotas of a year the actor may see, the complex first. Queries do not grow with quotas."""
    rows = Quota.objects.visible_to(actor).filter(year=year)
    if quota_id is not None:
        rows = rows.filter(id=quota_id)
    kept = list(rows.select_related("unit", "explanation").order_by("unit__code", "measure"))
    return of_quotas(kept, site_id=actor.site_id or 0, year=year, today=today)


def of_quotas(quotas: Sequence[Quota], *, site_id: int, year: int, today: date) -> list[Progress]:
    """The same for rows that are known. Whole months only: the current one is not over."""
    if not quotas:
        return []
    until = today.replace(day=1) - timedelta(days=1)
    media = _media(quotas)
    now = Uses(site_id=site_id, year=year, until=until, media=media)
    before = Uses(site_id=site_id, year=year - 1, until=until, media=media)
    sets = coefficients(
        site_id=site_id, codes=(quota.set_code for quota in quotas), on=date(year, 1, 1)
    )
    values = parameters.read(site_id=site_id, on=today)
    margin = values.decimal(defined.PACE_MARGIN_PCT) / 100
    found = [_progress(quota, now, before, sets, margin) for quota in quotas]
    return sorted(found, key=lambda row: row.unit_id is not None)


def _media(quotas: Sequence[Quota]) -> set[str]:
    measures = {quota.measure for quota in quotas}
    if Measure.ENERGY in measures:
        return set(Medium.values) - {Medium.WATER} | (measures - {Measure.ENERGY})
    return measures


def _progress(
    quota: Quota,
    now: Uses,
    before: Uses,
    sets: dict[str, CoefficientSet],
    margin: Decimal,
) -> Progress:
    chosen = sets.get(quota.set_code)
    months = now.of(quota.unit_id, quota.measure, chosen)
    year_before = before.of(quota.unit_id, quota.measure, chosen)
    known = [month for month in months.months if month]
    explanation = getattr(quota, "explanation", None)
    return Progress(
        id=quota.id,
        unit_id=quota.unit_id,
        unit=quota.unit.short_name if quota.unit else _("the whole complex"),
        year=quota.year,
        measure=quota.measure,
        label=str(Measure(quota.measure).label),
        set_code=quota.set_code,
        source=quota.source,
        amount=quota.amount,
        pace=pace(quota.amount, months.uses, year_before.uses, margin=margin, year=quota.year),
        months=months,
        year_before=year_before,
        coverage=min((month.coverage for month in known), default=None),
        own_only_months=sum(month.is_own_only for month in known),
        explanation=explanation.number if explanation else "",
    )


@dataclass(frozen=True, kw_only=True)
class Rated:
    """An indicator against the limits of its key. limits None: no quota. value None: unknown.

    set_code: of the coal in it, empty where there is none.
    """

    indicator: str
    label: str
    set_code: str
    value: Decimal | None
    limits: Limits | None
    rating: Rating | None
    table: str
    is_sample: bool


@dataclass(frozen=True, kw_only=True)
class Place:
    """Which key of the tables is asked for."""

    institution: str
    level: str
    zone: str


def place(*, site_id: int, on: date) -> Place:
    """The complex's own, by its parameters."""
    values = parameters.read(site_id=site_id, on=on)
    named = [
        values.text(each).strip() for each in (defined.INSTITUTION, defined.LEVEL, defined.ZONE)
    ]
    institution, level, zone = ("" if name == NONE else name for name in named)
    return Place(institution=institution, level=level, zone=zone)


def places(actor: Actor, *, on: date) -> list[Place]:
    """Every institution, level and zone the tables know."""
    rows = _rows(actor.site_id or 0, on).order_by("institution", "level", "zone")
    keys = rows.values_list("institution", "level", "zone").distinct()
    return [Place(institution=a, level=b, zone=c) for a, b, c in keys]


def rated(
    *, site_id: int, unit_id: int | None, first: date, last: date, where: Place
) -> list[Rated]:
    """Every indicator over [first, last] against the tables in force on the last day.

    Each coal indicator is reckoned once for every coefficient set that some limit of it has, so
    that nothing is held against limits of another set.
    """
    rows = list(_rows(site_id, last).select_related("table"))
    limits = [(limits_of(row), row.table) for row in rows]
    sets = sorted({each.key.set_code for each, _table in limits} - {""}) or ["calorific"]
    by_set = {
        code: statistics.indicators(
            site_id=site_id, unit_id=unit_id, first=first, last=last, set_code=code
        )
        for code in sets
    }
    found = []
    for indicator in Indicator:
        if indicator == Indicator.SERVER_ROOM_EUE:
            continue  # needs the machine room form's own meters
        is_coal = indicator in COAL
        for code in sets if is_coal else [""]:
            value = _value(indicator, by_set[code or sets[0]])
            key = Key(where.institution, where.level, where.zone, indicator, code)
            chosen = find([each for each, _table in limits], key)
            table = next((t for each, t in limits if each == chosen), None)
            figure = None if value is None else Figure(value, code)
            found.append(
                Rated(
                    indicator=indicator,
                    label=str(indicator.label),
                    set_code=code,
                    value=value,
                    limits=chosen,
                    rating=rate(figure, chosen) if figure and chosen else None,
                    table=table.code if table else "",
                    is_sample=bool(table and table.is_sample),
                )
            )
    return found


COAL = (Indicator.ENERGY_PER_M2, Indicator.ENERGY_PER_PERSON)


def _value(indicator: str, found: Indicators) -> Decimal | None:
    return {
        Indicator.ELECTRICITY_PER_M2: found.conventional_electricity_per_m2,
        Indicator.ENERGY_PER_M2: found.non_heating_per_m2,
        Indicator.ENERGY_PER_PERSON: found.per_person,
        Indicator.WATER_PER_PERSON: found.water_per_person,
    }[Indicator(indicator)]


def limits_of(row: QuotaRow) -> Limits:
    key = Key(row.institution, row.level, row.zone, row.indicator, row.set_code)
    return Limits(key=key, constraint=row.constraint, baseline=row.baseline, guide=row.guide)


def tables(actor: Actor) -> list[tuple[QuotaTable, list[QuotaRow]]]:
    """Tables with their rows. Two queries."""
    found = QuotaTable.objects.visible_to(actor).prefetch_related("rows")
    return [(table, list(table.rows.all())) for table in found]


def explanations(actor: Actor) -> list[Explanation]:
    """Those the actor may see, newest first. One query."""
    rows = Explanation.objects.visible_to(actor).select_related("unit", "quota")
    return list(rows)


def _rows(site_id: int, on: date) -> QuerySet[Any]:
    in_force = Q(table__effective_until=None) | Q(table__effective_until__gt=on)
    return QuotaRow.objects.filter(in_force, site_id=site_id, table__effective_from__lte=on)
