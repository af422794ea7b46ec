"""What the canteen remembers of mornings, put together for the morning's correction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Q

from jieyue.canteen.diners.models import Attendance, Meal, UnitAttendance
from jieyue.canteen.forecast.models import MorningPresence
from jieyue.canteen.forecast.rules.morning import UnitMorning
from jieyue.canteen.forecast.rules.usual import (
    FEWEST_DAYS,
    PastMorning,
    Usual,
    shrunk_propensities,
    usual_morning,
)
from jieyue.canteen.gatherings.models import Gathering, GatheringKind

NOTE_AWAY = {GatheringKind.TRAINING: "training", GatheringKind.MEETING: "meeting_away"}


@dataclass(frozen=True)
class Habits:
    """The usual mornings of a canteen's units at one cut-off."""

    units: Mapping[int, Usual]
    propensities: Mapping[int, float]
    complex_residual_variance: float


@dataclass(frozen=True)
class UnitNote:
    """What is known of a unit today: why it may differ, and how many of its people are away."""

    reason: str
    away: int


def habits(*, canteen_id: int, site_id: int, day: date, cutoff: time, days_back: int) -> Habits:
    """Learnt from the `days_back` days before `day`: same weekdays where there are enough of them,
    all days otherwise. Three queries."""
    start = day - timedelta(days=days_back)
    rows = MorningPresence.objects.filter(
        site_id=site_id, cutoff=cutoff, day__gte=start, day__lt=day
    ).values_list("unit_id", "day", "inside", "strength")
    meals = {"canteen_id": canteen_id, "meal": Meal.LUNCH, "day__gte": start, "day__lt": day}
    by_unit = UnitAttendance.objects.filter(**meals)
    eaten = {(unit, on): n for unit, on, n in by_unit.values_list("unit_id", "day", "served")}
    totals = dict(Attendance.objects.filter(**meals).values_list("day", "served"))
    past: dict[int, dict[date, PastMorning]] = defaultdict(dict)
    for unit_id, on, inside, strength in rows:
        past[unit_id][on] = PastMorning(inside, strength, eaten.get((unit_id, on)))
    usual = {unit: _usual(days, weekday=day.isoweekday()) for unit, days in past.items()}
    known = {unit: found for unit, found in usual.items() if found is not None}
    whole = usual_morning(_complex(past, totals))
    of_complex = whole.propensity if whole and whole.propensity is not None else 0.0
    return Habits(
        known,
        shrunk_propensities(known, of_complex=of_complex),
        whole.residual_variance if whole else 0.0,
    )


def _usual(days: Mapping[date, PastMorning], *, weekday: int) -> Usual | None:
    """The share inside is that of the weekday; who eats is learnt from every day."""
    overall = usual_morning(list(days.values()))
    same = usual_morning([m for on, m in days.items() if on.isoweekday() == weekday])
    if overall is None or same is None or same.days < FEWEST_DAYS:
        return overall
    return Usual(
        same.share,
        same.share_variance,
        same.days,
        overall.propensity,
        overall.residual_variance,
        overall.propensity_variance,
    )


def _complex(
    past: Mapping[int, Mapping[date, PastMorning]], totals: Mapping[date, int | None]
) -> list[PastMorning]:
    """Each past day summed over the units, with all diners of the canteen."""
    sums: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for days in past.values():
        for on, morning in days.items():
            sums[on][0] += morning.inside
            sums[on][1] += morning.strength
    return [PastMorning(sums[on][0], sums[on][1], totals.get(on)) for on in sorted(sums)]


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
            usual_inside=usual.share * strengths[unit_id] * day_factor,
            usual_variance=usual.share_variance * strengths[unit_id] ** 2,
            days=usual.days,
            propensity=habits.propensities[unit_id],
            residual_variance=usual.residual_variance,
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
