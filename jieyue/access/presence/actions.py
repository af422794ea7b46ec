"""Keeps the presence of each quarter of an hour, and looks somebody up for a purpose."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from jieyue.access.entries.models import GateEntry
from jieyue.access.lookups import actions as lookups
from jieyue.access.lookups.models import Purpose
from jieyue.access.permissions import AccessPermission
from jieyue.access.presence import days, hearing, keeping, refusals, searching
from jieyue.access.presence.days import Looked, Span
from jieyue.access.presence.facts import PersonLookedUp
from jieyue.access.presence.keeping import Figures
from jieyue.access.presence.models import CountedDay, ZoneQuarter
from jieyue.access.presence.rules import habits, silence
from jieyue.access.presence.rules.counting import METHOD, Cell
from jieyue.access.presence.rules.whereabouts import DAY_S, QUARTER_S
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor

LEAST_KEPT = 0.05  # expected people; a cell with fewer and nobody counted is empty
SHORTEST_REASON = 10
PURPOSES = (
    Purpose.EMERGENCY,
    Purpose.MISSING,
    Purpose.SECURITY,
    Purpose.LEGAL,
    Purpose.OWN_WISH,
)
NOTHING_HEARD = (0, None, 0.0, None, 0.0)


@transaction.atomic
def keep(*, site_id: int, span: Span, actor: Actor, at: datetime) -> int:
    """Keep every quarter of a counting day up to `at`, replacing what was kept.

    The rows depend on the day's entries and on nothing else but how far they were looked at, so
    that late, doubled and shuffled ones end in the same. A day without any entry keeps what there
    was. Returns the number of rows.
    """
    return _keep(site_id=site_id, span=span, since_s=0, actor=actor, at=at)


@transaction.atomic
def keep_latest(*, site_id: int, actor: Actor, at: datetime) -> int:
    """Keep the quarter that has just begun, and those that entries came in late for."""
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    span = days.span_at(at, values=values)
    last_s = span.elapsed(at) // QUARTER_S * QUARTER_S
    before = CountedDay.objects.filter(site_id=site_id, day=span.day).first()
    since_s = 0
    if before is not None:
        late = GateEntry.objects.filter(
            site_id=site_id, at__gte=span.start, at__lt=span.end, received_at__gt=before.counted_at
        ).aggregate(Min("at"))["at__min"]
        earliest = last_s if late is None else min(last_s, span.elapsed(late))
        since_s = min(earliest, span.elapsed(before.until)) // QUARTER_S * QUARTER_S
    return _keep(site_id=site_id, span=span, since_s=since_s, actor=actor, at=at)


def _keep(*, site_id: int, span: Span, since_s: int, actor: Actor, at: datetime) -> int:
    actor.require(AccessPermission.ENTRIES_STORE)
    values = parameters.read(site_id=site_id, on=span.day)
    until = min(at, span.end)
    row = _locked(site_id=site_id, span=span, at=at)
    looked = days.look_at(site_id=site_id, span=span, until=until, values=values)
    if not looked.of_the_day:
        return 0
    moments = [m for m in span.quarters() if since_s <= m <= looked.until_s and m < DAY_S]
    rows = _rows(looked, moments)
    old = ZoneQuarter.objects.filter(site_id=site_id, day=span.day)
    old.filter(quarter__in=[_clock(span, moment) for moment in moments]).delete()
    keeping.insert(rows)
    row.until, row.counted_at, row.passages = until, at, looked.of_the_day
    row.missed_in, row.missed_out = looked.habits.missed_in, looked.habits.missed_out
    row.method, row.parameters_used = METHOD, values.used
    if looked.until_s >= DAY_S:
        row.tallies = days.json_of(habits.tallies(looked.passages, looked.journeys))
    row.save()
    return len(rows)


def _locked(*, site_id: int, span: Span, at: datetime) -> CountedDay:
    """The day's row, so that two countings of a day take turns."""
    CountedDay.objects.get_or_create(
        site_id=site_id,
        day=span.day,
        defaults={
            "until": span.start,
            "counted_at": at,
            "passages": 0,
            "missed_out": 0,
            "missed_in": 0,
            "method": METHOD,
        },
    )
    row: CountedDay = CountedDay.objects.select_for_update().get(site_id=site_id, day=span.day)
    return row


def _clock(span: Span, moment: int) -> time:
    return timezone.localtime(span.moment(moment)).time()


def _rows(looked: Looked, moments: Sequence[int]) -> list[tuple[object, ...]]:
    """Rows of `keeping.COLUMNS`."""
    heard = _hearings(looked, moments)
    by_moment: dict[int, dict[tuple[int, int | None], Cell]] = {m: {} for m in moments}
    for (moment, place, unit_id), cell in looked.cells(moments).items():
        by_moment[moment][place, unit_id] = cell
    limits = looked.limits()
    return [
        row
        for moment in moments
        for row in _of_moment(looked, moment, by_moment[moment], heard[moment], limits)
    ]


def _hearings(looked: Looked, moments: Sequence[int]) -> dict[int, hearing.Hearing]:
    """By moment; hours are told apart, and what comes after midnight is taken as before it."""
    span = looked.span
    cutoffs = {m: _cutoff(span, m) for m in moments}
    found = hearing.hearing_by(
        site_id=looked.site_id, day=span.day, cutoffs=sorted(set(cutoffs.values()))
    )
    return {moment: found[cutoff] for moment, cutoff in cutoffs.items()}


def _cutoff(span: Span, moment: int) -> time:
    at = timezone.localtime(span.moment(moment))
    if at.date() != span.day:
        return hearing.LAST_OF_DAY
    return at.time().replace(minute=0)


def _of_moment(
    looked: Looked,
    moment: int,
    cells: Mapping[tuple[int, int | None], Cell],
    heard: hearing.Hearing,
    limits: Mapping[int | None, float],
) -> Iterable[tuple[object, ...]]:
    least = 1 - days.unheard_share(looked.values)
    clock = _clock(looked.span, moment)
    coverage = {key: heard.coverage(*key) for key in cells.keys() | heard.usual.keys()}
    known = silence.known(cells, coverage, least=least, limits=limits)
    for key in sorted(coverage, key=lambda key: (key[0], key[1] or 0)):
        place, unit_id = key
        cell = known.get(key)
        if cell is not None:
            if not cell.counted and cell.estimate < LEAST_KEPT:
                continue
            figures: Figures = (cell.counted, cell.estimate, cell.low, cell.high, cell.nobody)
        elif coverage[key] < least and (key in cells or heard.usual[key]):
            seen = cells.get(key)
            figures = (seen.counted, None, seen.low, None, 0.0) if seen else NOTHING_HEARD
        else:
            continue
        yield keeping.row(looked, place or None, unit_id, clock, figures, round(coverage[key], 4))


@dataclass(frozen=True)
class Wanted:
    """Whom a look-up is for, and why."""

    person_id: int
    purpose: str
    reason: str


@transaction.atomic
def look_up(*, wanted: Wanted, actor: Actor, at: datetime) -> "searching.Found":
    """Where one person was last seen. Recorded before anything is shown; the person is told.

    Raises NotAllowed, NoPurpose, ReasonTooShort, Person.DoesNotExist.
    """
    actor.require(AccessPermission.PRESENCE_LOOKUP)
    if wanted.purpose not in PURPOSES:
        raise refusals.NoPurpose
    reason = wanted.reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise refusals.ReasonTooShort(least=SHORTEST_REASON)
    person = searching.person(actor, wanted.person_id)
    row = lookups.note(
        person_id=person.id, purpose=wanted.purpose, reason=reason, actor=actor, at=at
    )
    fact = PersonLookedUp(lookup_id=row.id, person_id=person.id, purpose=wanted.purpose)
    journal.record(fact, actor=actor, at=at)
    return searching.last_seen(person, at=at)
