"""What the canteen remembers of mornings, put together for the morning's correction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from statistics import fmean

from django.db.models import Q

from jieyue.canteen.diners.models import Attendance, Meal, UnitAttendance
from jieyue.canteen.forecast.models import Forecast, MorningPresence
from jieyue.canteen.forecast.rules.morning import UnitMorning
from jieyue.canteen.forecast.rules.reliability import Experience, Reliability, reliability
from jieyue.canteen.forecast.rules.usual import (
    PastMorning,
    Usual,
    shrunk_propensities,
    signal,
    usual_morning,
    weekday_factors,
)
from jieyue.canteen.gatherings.models import Gathering, GatheringKind

NOTE_AWAY = {GatheringKind.TRAINING: "training", GatheringKind.MEETING: "meeting_away"}


Past = Mapping[int, Mapping[date, PastMorning]]


@dataclass(frozen=True)
class Habits:
    """The usual mornings of a canteen's units at one cut-off, and what a change has meant.

    weekday_factor: of the day asked for, against all days.
    """

    units: Mapping[int, Usual]
    propensities: Mapping[int, float]
    weekday_factor: float
    reliability: Reliability


@dataclass(frozen=True)
class UnitNote:
    """What is known of a unit today: why it may differ, and how many of its people are away."""

    reason: str
    away: int


def habits(*, canteen_id: int, site_id: int, day: date, cutoff: time, days_back: int) -> Habits:
    """Learnt from the `days_back` days before `day`. Four queries."""
    start = day - timedelta(days=days_back)
    lunches = {"canteen_id": canteen_id, "meal": Meal.LUNCH, "day__gte": start, "day__lt": day}
    past = _past(site_id=site_id, cutoff=cutoff, lunches=lunches)
    totals = {
        on: served
        for on, served in Attendance.objects.filter(**lunches).values_list("day", "served")
        if served
    }
    whole = _complex(past, totals)
    factors = weekday_factors({on: m.inside / m.strength for on, m in whole.items() if m.strength})
    found = {unit: usual_morning(days, factors) for unit, days in past.items()}
    units = {unit: usual for unit, usual in found.items() if usual is not None}
    of_complex = usual_morning(whole)
    propensity = of_complex.propensity if of_complex and of_complex.propensity else 0.0
    propensities = shrunk_propensities(units, of_complex=propensity)
    return Habits(
        units,
        propensities,
        factors[day.isoweekday()],
        reliability(_experience(past, units, propensities, factors, totals, _nights(lunches))),
    )


def _past(*, site_id: int, cutoff: time, lunches: Mapping[str, object]) -> Past:
    """By unit and day: people inside by the cut-off, and the unit's diners where counted."""
    by_unit = UnitAttendance.objects.filter(**lunches)
    eaten = {(unit, on): n for unit, on, n in by_unit.values_list("unit_id", "day", "served")}
    rows = MorningPresence.objects.filter(
        site_id=site_id, cutoff=cutoff, day__gte=lunches["day__gte"], day__lt=lunches["day__lt"]
    ).values_list("unit_id", "day", "inside", "strength")
    past: dict[int, dict[date, PastMorning]] = defaultdict(dict)
    for unit_id, on, inside, strength in rows:
        past[unit_id][on] = PastMorning(inside, strength, eaten.get((unit_id, on)))
    return past


def _complex(past: Past, totals: Mapping[date, int]) -> dict[date, PastMorning]:
    """Each past day summed over the units, with all diners of the canteen."""
    sums: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for days in past.values():
        for on, morning in days.items():
            sums[on][0] += morning.inside
            sums[on][1] += morning.strength
    return {on: PastMorning(sums[on][0], sums[on][1], totals.get(on)) for on in sorted(sums)}


def _nights(lunches: Mapping[str, object]) -> dict[date, int]:
    """What the last evening before each past lunch had said."""
    rows = Forecast.objects.filter(**lunches, horizon__lte=1).order_by("made_at")
    return dict(rows.values_list("day", "expected"))


def _experience(
    past: Past,
    units: Mapping[int, Usual],
    propensities: Mapping[int, float],
    factors: Mapping[int, float],
    totals: Mapping[date, int],
    nights: Mapping[date, int],
) -> list[Experience]:
    """Each past day whose diners are known: the morning's signal, and what came of it."""
    by_day: dict[date, list[tuple[Usual, float, PastMorning]]] = defaultdict(list)
    for unit_id, usual in units.items():
        for on, seen in past[unit_id].items():
            by_day[on].append((usual, propensities[unit_id], seen))
    known = {on: float(totals[on]) for on in by_day if on in totals}
    if not known:
        return []
    usual_diners, of_weekday = fmean(known.values()), weekday_factors(known)
    return [
        Experience(
            signal=signal(by_day[on], weekday_factor=factors[on.isoweekday()]),
            difference=diners - usual_diners * of_weekday[on.isoweekday()],
            error=round(diners - nights[on]) if on in nights else None,
        )
        for on, diners in sorted(known.items())
    ]


def notes(*, site_id: int, day: date) -> dict[int, UnitNote]:
    """What meetings and training say of the units today. One query."""
    rows = Gathering.objects.filter(
        Q(is_away=True) | Q(over_noon=True),
        site_id=site_id,
        day=day,
        cancelled_at=None,
        unit__isnull=False,
    )
    found: dict[int, UnitNote] = {}
    for unit_id, kind, attendees, away in rows.order_by("-attendees").values_list(
        "unit_id", "kind", "attendees", "is_away"
    ):
        reason = NOTE_AWAY[GatheringKind(kind)] if away else "meeting_over_noon"
        known = found.get(unit_id, UnitNote(reason, 0))
        found[unit_id] = UnitNote(known.reason, known.away + (attendees if away else 0))
    return found


def unit_mornings(
    habits: Habits,
    *,
    presence: Mapping[int, int],
    strengths: Mapping[int, int],
    notes: Mapping[int, UnitNote],
    night_knew_gatherings: bool,
    day_factor: float = 1.0,
) -> list[UnitMorning]:
    """One line a unit with a habit; a unit absent from `presence` told nothing.

    day_factor: how many people the night expected inside against a plain such weekday.
    """
    return [
        UnitMorning(
            unit_id=unit_id,
            inside=presence.get(unit_id),
            usual_inside=usual.share * strengths[unit_id] * habits.weekday_factor * day_factor,
            days=usual.days,
            propensity=habits.propensities[unit_id],
            away_known=_away(notes.get(unit_id)) if night_knew_gatherings else 0,
            note=notes[unit_id].reason if unit_id in notes else "",
        )
        for unit_id, usual in sorted(habits.units.items())
        if unit_id in strengths
    ]


def _away(note: UnitNote | None) -> int:
    return note.away if note else 0


def day_factor(reasons: Iterable[Mapping[str, object]], *, causes: frozenset[str]) -> float:
    """How far the night expected the building to be emptier or fuller, from its reasons."""
    factor = 1.0
    for reason in reasons:
        if reason["code"] in causes:
            factor *= 1 + float(str(reason["effect_pct"])) / 100
    return max(0.0, factor)
