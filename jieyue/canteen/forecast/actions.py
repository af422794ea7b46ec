"""Every write of the forecast that a person or the morning decides."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.forecast import mornings
from jieyue.canteen.forecast.facts import ForecastCorrected
from jieyue.canteen.forecast.models import Forecast, ForecastCorrection, MorningPresence
from jieyue.canteen.forecast.queries import NoLunchForecast
from jieyue.canteen.forecast.rules.morning import Corrected, Night, UnitEffect, corrected
from jieyue.canteen.parameters import (
    CORRECTION_DAYS_LOOKED_BACK,
    CORRECTION_MOST_PCT,
    CORRECTION_SHRINK_DAYS,
)
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor, NotAllowed
from jieyue.people.units.models import Unit

# Causes that the night has seen in the building as well as in the canteen.
CAUSES_OF_PRESENCE = frozenset({"after_break", "before_break", "calendar"})


@transaction.atomic
def record_presence(
    *,
    site_id: int,
    day: date,
    cutoff: time,
    presence: Mapping[int, int],
    strengths: Mapping[int, int],
    actor: Actor,
    at: datetime,  # noqa: ARG001
) -> int:
    """Keep people inside by the cut-off, by unit; a second call for the same day replaces them.

    A unit absent from `presence` told nothing and is not kept. Returns the rows written.
    """
    _require_correct(actor, site_id=site_id)
    rows = [
        MorningPresence(
            site_id=site_id,
            unit_id=unit_id,
            day=day,
            cutoff=cutoff,
            inside=inside,
            strength=strengths[unit_id],
        )
        for unit_id, inside in sorted(presence.items())
        if unit_id in strengths
    ]
    MorningPresence.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["unit", "day", "cutoff"],
        update_fields=["inside", "strength"],
    )
    return len(rows)


@transaction.atomic
def correct_lunch(
    *,
    site_id: int,
    day: date,
    cutoff: time,
    presence: Mapping[int, int],
    strengths: Mapping[int, int],
    actor: Actor,
    at: datetime,
) -> dict[int, int]:
    """Correct today's lunch of every canteen of the site; returns expected diners by canteen id.

    presence: people inside by the cut-off, by unit; a unit absent from it told nothing.
    The same presence twice changes nothing the second time. Raises NoLunchForecast.
    """
    _require_correct(actor, site_id=site_id)
    forecasts = _newest_lunches(site_id=site_id, day=day)
    if not forecasts:
        raise NoLunchForecast(day=day)
    values = parameters.read(site_id=site_id, on=day)
    notes = mornings.notes(site_id=site_id, day=day)
    expected = {}
    for forecast in forecasts:
        habits = mornings.habits(
            canteen_id=forecast.canteen_id,
            site_id=site_id,
            day=day,
            cutoff=cutoff,
            days_back=values.integer(CORRECTION_DAYS_LOOKED_BACK),
        )
        units = mornings.unit_mornings(
            habits,
            presence=presence,
            strengths=strengths,
            notes=notes,
            night_knew_gatherings=forecast.coverage.get("gatherings", 0) > 0,
            day_factor=mornings.day_factor(forecast.reasons, causes=CAUSES_OF_PRESENCE),
        )
        result = corrected(
            _night(forecast),
            units,
            reliability=habits.reliability,
            shrink_days=float(values.decimal(CORRECTION_SHRINK_DAYS)),
            most_share=float(values.decimal(CORRECTION_MOST_PCT)) / 100,
        )
        _keep(
            forecast,
            result,
            cutoff=cutoff,
            inside=sum(presence.values()),
            used=values.used,
            actor=actor,
            at=at,
        )
        expected[forecast.canteen_id] = round(result.expected)
    return expected


def _require_correct(actor: Actor, *, site_id: int) -> None:
    """A right on one site is none on another."""
    actor.require(CanteenPermission.FORECAST_CORRECT)
    if actor.site_id != site_id:
        raise NotAllowed(CanteenPermission.FORECAST_CORRECT)


def _newest_lunches(*, site_id: int, day: date) -> list[Forecast]:
    """The newest forecast of each canteen's lunch, locked."""
    rows = Forecast.objects.select_for_update().filter(site_id=site_id, meal=Meal.LUNCH, day=day)
    newest = {row.canteen_id: row for row in rows.order_by("made_at")}
    return [newest[canteen_id] for canteen_id in sorted(newest)]


def _night(forecast: Forecast) -> Night:
    return Night(
        expected=float(forecast.quantiles.get("0.5", forecast.expected)),
        low=float(forecast.quantiles.get("0.1", forecast.low)),
        high=float(forecast.quantiles.get("0.9", forecast.high)),
        quantiles=forecast.quantiles,
    )


def _keep(
    forecast: Forecast,
    result: Corrected,
    *,
    cutoff: time,
    inside: int,
    used: dict[str, int],
    actor: Actor,
    at: datetime,
) -> None:
    """Store the correction and say so in the journal, unless it says what was said already."""
    last = ForecastCorrection.objects.filter(forecast=forecast).order_by("made_at", "id").last()
    before = last.expected if last else forecast.expected
    new = round(result.expected)
    effects = _named(result.effects)
    same_cutoff = last is not None and last.cutoff == cutoff
    if same_cutoff and (before, last and last.unit_effects) == (new, effects):
        return
    ForecastCorrection.objects.create(
        site_id=forecast.site_id,
        forecast=forecast,
        cutoff=cutoff,
        made_at=at,
        expected_before=before,
        expected=new,
        low=round(result.low),
        high=round(result.high),
        quantiles=result.quantiles,
        unit_effects=effects,
        units_counted=result.units_counted,
        inside=inside,
        parameters_used=used,
    )
    fact = ForecastCorrected(
        canteen_id=forecast.canteen_id,
        meal=forecast.meal,
        day=forecast.day,
        cutoff=cutoff,
        old=before,
        new=new,
    )
    journal.record(fact, actor=actor, at=at)


def _named(effects: tuple[UnitEffect, ...]) -> list[dict[str, Any]]:
    """Effects of at least half a diner, with the unit's name as it reads today."""
    kept = [effect for effect in effects if round(effect.effect) != 0]
    names = dict(
        Unit.objects.filter(id__in=[e.unit_id for e in kept]).values_list("id", "short_name")
    )
    return [
        {
            "unit_id": effect.unit_id,
            "name": names.get(effect.unit_id, ""),
            "effect": round(effect.effect),
            "reason": effect.reason,
        }
        for effect in kept
    ]
