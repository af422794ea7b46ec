"""How far rounds have come: derived from the readings, never noted beside them."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from jieyue.energy.readings import storage
from jieyue.energy.readings.models import Quality
from jieyue.energy.rounds.models import Round, RoundStop, UnreadMeter

BY_HAND = int(Quality.HAND)


def states(walks: Sequence[Round], *, at: datetime) -> dict[int, dict[str, str]]:
    """Per round its meters by number, in walking order: "read", "unread" or "".

    Read: by hand since the local midnight of the day on which the round began. Three queries.
    """
    if not walks:
        return {}
    stops = _stops([walk.plan_id for walk in walks])
    ids = {meter_id for rows in stops.values() for meter_id, _number in rows}
    first = min(timezone.localdate(walk.started_at) for walk in walks)
    read = _read(ids, first=first, last=timezone.localdate(at))
    unread = _unread(ids, since=_midnight(first))
    found: dict[int, dict[str, str]] = {}
    for walk in walks:
        opened = _midnight(timezone.localdate(walk.started_at)).timestamp()
        closed = (walk.finished_at or at).timestamp()
        found[walk.id] = {
            number: "read"
            if any(opened <= moment <= closed for moment in read.get(meter_id, []))
            else "unread"
            if any(opened <= moment <= closed for moment in unread.get(meter_id, []))
            else ""
            for meter_id, number in stops.get(walk.plan_id, [])
        }
    return found


def _stops(plan_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    rows = RoundStop.objects.filter(plan_id__in=plan_ids).order_by("plan_id", "position")
    found: dict[int, list[tuple[int, str]]] = {}
    for plan_id, meter_id, number in rows.values_list("plan_id", "meter_id", "meter__number"):
        found.setdefault(plan_id, []).append((meter_id, number))
    return found


def _read(meter_ids: set[int], *, first: date, last: date) -> dict[int, list[float]]:
    loaded = storage.load(meter_ids, first=first, last=last)
    return {
        meter_id: [float(moment) for moment in series.at_s[series.quality >= BY_HAND]]
        for meter_id, series in loaded.items()
    }


def _unread(meter_ids: set[int], *, since: datetime) -> dict[int, list[float]]:
    rows = UnreadMeter.objects.filter(meter_id__in=meter_ids, happened_at__gte=since)
    found: dict[int, list[float]] = {}
    for meter_id, moment in rows.values_list("meter_id", "happened_at"):
        found.setdefault(meter_id, []).append(moment.timestamp())
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
