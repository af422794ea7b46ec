"""How many people are inside, by unit; never who."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Count, F, Max, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Concat
from django.utils import timezone

from jieyue.access.entries import rules
from jieyue.access.entries.models import Direction, GateEntry, Ingest, QuarterPresence, RefusedEntry
from jieyue.access.entries.rules import Passage
from jieyue.access.gates.models import Gate, Traffic
from jieyue.access.permissions import AccessPermission
from jieyue.kit import workdays
from jieyue.kit.actor import Actor
from jieyue.people.persons.models import Person

QUARTERS = [time(hour, minute) for hour in range(24) for minute in (0, 15, 30, 45)]
DAYTIME = [quarter for quarter in QUARTERS if time(6) <= quarter < time(20)]
USUAL_DAYS = 10  # workdays that make the usual morning
USUAL_WITHIN = timedelta(days=30)

CAME = Q(direction=Direction.IN)
LEFT = Q(direction=Direction.OUT)


def local(day: date, clock: time) -> datetime:
    """An instant of the site's clock."""
    return datetime.combine(day, clock, tzinfo=timezone.get_current_timezone())


def people_inside(*, site_id: int, at: datetime) -> Mapping[int, int]:
    """People of each unit inside at `at`; a unit with nobody inside is missing."""
    counts = inside_now(site_id=site_id, at=at)
    return {unit_id: inside for unit_id, inside in counts.items() if unit_id is not None}


def inside_now(*, site_id: int, at: datetime) -> Mapping[int | None, int]:
    """The same, with visitors and staff numbers that nobody has under None."""
    rows = (
        _of_people(site_id, timezone.localdate(at), at)
        .annotate(stranger=Case(When(person=None, then=Concat("credential", "subject"))))
        .order_by()
        .values("person_id", "stranger")
        .annotate(of=Max("unit_id"), came=Max("at", filter=CAME), left=Max("at", filter=LEFT))
        .filter(Q(left=None) | Q(came__gte=F("left")), came__isnull=False)
    )
    return Counter(rows.values_list("of", flat=True))


def inside_by(*, site_id: int, day: date, cutoffs: Sequence[time]) -> dict[time, dict[int, int]]:
    """People of each unit inside at each cut-off of a local day. One query and one pass."""
    moments = {local(day, cutoff): cutoff for cutoff in cutoffs}
    counts = inside_at(site_id=site_id, day=day, moments=list(moments))
    return {
        moments[moment]: {unit: inside for unit, inside in units.items() if unit is not None}
        for moment, units in counts.items()
    }


def inside_at(
    *, site_id: int, day: date, moments: Sequence[datetime]
) -> dict[datetime, dict[int | None, int]]:
    """The same at instants of a local day, with those whom no unit knows under None."""
    if not moments:
        return {}
    rows = _of_people(site_id, day, max(moments))
    columns = ("person_id", "subject", "unit_id", "at", "direction")
    passages = (
        Passage(person_id or subject, unit_id, at, direction)
        for person_id, subject, unit_id, at, direction in rows.values_list(*columns)
    )
    return rules.inside_by(passages, moments)


def _of_people(site_id: int, day: date, until: datetime) -> "QuerySet[GateEntry]":
    """Trusted entries but of vehicles, from local midnight up to and including `until`.

    Doors within a building say nothing of who came: what counts are devices at no gate, and gates
    from outside or from open ground, which is a zone that no reader for people leads into.
    """
    watched = Gate.objects.filter(site_id=site_id, traffic=Traffic.PEOPLE, devices__isnull=False)
    rows = GateEntry.objects.filter(
        site_id=site_id, at__gte=local(day, time.min), at__lte=until, clock_ahead=False
    )
    return rows.exclude(device__gate__outer__in=watched.values("inner_id")).exclude(
        credential="plate"
    )


def strengths(*, site_id: int, on: date) -> dict[int, int]:
    """People who belong to each unit on that day."""
    persons = Person.objects.filter(site_id=site_id).filter(Q(left_on=None) | Q(left_on__gt=on))
    counts = persons.order_by().values_list("unit_id").annotate(Count("id"))
    return dict(counts)


def usual_days(*, site_id: int, day: date) -> list[date]:
    """The last ten workdays before `day`, newest first."""
    known = workdays.days(day - USUAL_WITHIN, day, site_id=site_id)
    return sorted((d for d, found in known.items() if found.is_working), reverse=True)[:USUAL_DAYS]


def usual_inside(
    *, site_id: int, day: date, quarters: Sequence[time]
) -> dict[time, dict[int, float]]:
    """Mean people of each unit inside at each quarter, of the last ten workdays that are kept.

    A unit without anybody at a quarter of a day has no row there and counts as zero.
    """
    days = usual_days(site_id=site_id, day=day)
    rows = QuarterPresence.objects.filter(site_id=site_id, day__in=days, quarter__in=quarters)
    kept = rows.values("day").order_by().distinct().count()
    sums = rows.order_by().values_list("quarter", "unit_id").annotate(Sum("inside"))
    usual: dict[time, dict[int, float]] = {}
    for quarter, unit_id, total in sums:
        usual.setdefault(quarter, {})[unit_id] = total / kept
    return usual


def entries_by_device(
    *, site_id: int, days: Sequence[date], cutoffs: Sequence[time]
) -> dict[time, dict[date, dict[tuple[int, int | None], int]]]:
    """Trusted entries of each local day up to each cut-off, by device and unit. One query."""
    counts: dict[time, dict[date, dict[tuple[int, int | None], int]]] = {
        cutoff: {day: {} for day in days} for cutoff in cutoffs
    }
    if not days or not cutoffs:
        return counts
    parts = [_by_device(site_id, day, cutoffs, place) for place, day in enumerate(days)]
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    for place, device_id, unit_id, *numbers in rows:
        for cutoff, number in zip(cutoffs, numbers, strict=True):
            if number:
                counts[cutoff][days[place]][device_id, unit_id] = number
    return counts


def _by_device(site_id: int, day: date, cutoffs: Sequence[time], place: int) -> QuerySet[Any, Any]:
    """One day's entries counted; `place` tells its rows from those of other days.

    Days asked one by one and put together are found by the index; asked as one they are not.
    """
    rows = GateEntry.objects.filter(
        site_id=site_id,
        clock_ahead=False,
        at__gte=local(day, time.min),
        at__lte=local(day, max(cutoffs)),
    ).order_by()
    placed = rows.annotate(place=Value(place)).values_list("place", "device_id", "unit_id")
    return placed.annotate(
        **{
            f"number_{turn}": Count("id", filter=Q(at__lte=local(day, cutoff)))
            for turn, cutoff in enumerate(cutoffs)
        }
    )


def days_with_late_entries(*, site_id: int, since: datetime, before: date) -> list[date]:
    """Local days before `before` for which entries came in after `since`, sorted."""
    deliveries = Ingest.objects.filter(site_id=site_id, at__gt=since)
    earliest = deliveries.aggregate(Min("earliest"))["earliest__min"]
    if earliest is None:
        return []
    rows = GateEntry.objects.filter(
        site_id=site_id, at__gte=earliest, at__lt=local(before, time.min), received_at__gt=since
    )
    return sorted({timezone.localdate(at) for at in rows.values_list("at", flat=True)})


@dataclass(frozen=True)
class RefusalRow:
    """One row that was not taken, as it came."""

    at: datetime
    device: str
    position: int
    reason: str
    content: str


def ingests(actor: Actor) -> "QuerySet[Ingest]":
    """Deliveries with their devices, newest first. Raises NotAllowed."""
    actor.require(AccessPermission.DEVICES_READ)
    return Ingest.objects.visible_to(actor).select_related("device")


def refusals(actor: Actor, *, most: int = 50) -> list[RefusalRow]:
    """The latest rows that were not taken, newest first. One query."""
    rows = RefusedEntry.objects.visible_to(actor).order_by("-id")
    columns = ("ingest__at", "ingest__device__name", "position", "reason", "content")
    return [RefusalRow(*row) for row in rows.values_list(*columns)[:most]]
