from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jieyue.estate.permissions import EstatePermission
from jieyue.estate.weather import rules
from jieyue.estate.weather.facts import WeatherRecorded, WeatherTakenIn
from jieyue.estate.weather.models import DayWeather
from jieyue.estate.weather.rules import WeatherRow
from jieyue.kit import journal
from jieyue.kit.actor import Actor

FIELDS = ("low_c", "high_c", "rain_mm", "source")
AT_ONCE = 1000


@transaction.atomic
def record(row: WeatherRow, *, actor: Actor, at: datetime) -> str:
    """Write down one day by hand: "added", "changed" or "unchanged", and a fact where it changed.

    Raises NotAllowed and what `put` raises.
    """
    known = DayWeather.objects.filter(site_id=actor.site_id, day=row.day).first()
    before = {name: str(getattr(known, name)) for name in FIELDS} if known else {}
    outcome = put(row, actor=actor, at=at)
    if outcome != "unchanged":
        fact = WeatherRecorded(
            day=row.day,
            low_c=row.low_c,
            high_c=row.high_c,
            rain_mm=row.rain_mm,
            source=row.source,
            before=before,
        )
        journal.record(fact, actor=actor, at=at)
    return outcome


@transaction.atomic
def put(row: WeatherRow, *, actor: Actor, at: datetime) -> str:
    """Keep one day of many; who takes in many says so once with `note_taken_in`.

    Raises NotAllowed, LowAboveHigh, BeyondNature, NotYetObserved, ForecastTooFar,
    AlreadyObserved.
    """
    actor.require(EstatePermission.WEATHER_RECORD)
    rules.check(row, today=timezone.localdate(at))
    row = rules.rounded(row)
    known = (
        DayWeather.objects.select_for_update().filter(site_id=actor.site_id, day=row.day).first()
    )
    if known is not None and rules.stands_over(known.source, row.source):
        raise rules.AlreadyObserved(day=row.day)
    if known is not None and _same(known, row):
        return "unchanged"
    DayWeather.objects.update_or_create(
        site_id=actor.site_id, day=row.day, defaults=_values(row) | {"recorded_at": at}
    )
    return "changed" if known else "added"


@transaction.atomic
def take_in(rows: Sequence[WeatherRow], *, actor: Actor, at: datetime) -> int:
    """Keep many days, all or none, with one fact; returns how many said something new.

    A forecast for a day that was observed is passed over. Raises NotAllowed, LowAboveHigh,
    BeyondNature, NotYetObserved, ForecastTooFar.
    """
    actor.require(EstatePermission.WEATHER_RECORD)
    today = timezone.localdate(at)
    for row in rows:
        rules.check(row, today=today)
    wanted = {row.day: rules.rounded(row) for row in rows}
    if not wanted:
        return 0
    held = DayWeather.objects.select_for_update().filter(
        site_id=actor.site_id, day__range=(min(wanted), max(wanted))
    )
    known = {each.day: each for each in held}
    news = [row for day, row in sorted(wanted.items()) if _is_news(known.get(day), row)]
    DayWeather.objects.bulk_create(
        [
            DayWeather(site_id=actor.site_id, day=row.day, recorded_at=at, **_values(row))
            for row in news
        ],
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["site", "day"],
        update_fields=[*FIELDS, "recorded_at"],
    )
    note_taken_in([row.day for row in news], actor=actor, at=at)
    return len(news)


@transaction.atomic
def note_taken_in(days: Sequence[date], *, actor: Actor, at: datetime) -> None:
    """One fact for the days of a whole sheet; none for no days. Raises NotAllowed."""
    actor.require(EstatePermission.WEATHER_RECORD)
    if days:
        fact = WeatherTakenIn(first_on=min(days), last_on=max(days), days=len(days))
        journal.record(fact, actor=actor, at=at)


def _values(row: WeatherRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in FIELDS}


def _same(known: DayWeather, row: WeatherRow) -> bool:
    return all(getattr(known, name) == getattr(row, name) for name in FIELDS)


def _is_news(known: DayWeather | None, row: WeatherRow) -> bool:
    if known is None:
        return True
    return not rules.stands_over(known.source, row.source) and not _same(known, row)
