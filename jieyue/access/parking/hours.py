"""车位占用: how full the car parks are, by the hour; and what is forgotten at night."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jieyue.access.gates.models import Zone
from jieyue.access.parking import facts, queries
from jieyue.access.parking.models import ParkingHour, ParkingNotice, Reservation, Standing
from jieyue.access.parking.parameters import RECORDS_KEPT
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor, system
from jieyue.kit.periods import local_day

HOURS = range(24)


@dataclass(frozen=True)
class ZoneDay:
    """One car park through a day: cars at each full hour, None where nothing was kept."""

    zone: str
    spaces: int
    cars: tuple[int | None, ...]


def keep_hour(*, site_id: int, at: datetime) -> None:
    """Keep how many cars are in each car park at the full hour. Again it changes nothing."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    for park in queries.now(site_id=site_id, at=at).parks:
        ParkingHour.objects.get_or_create(
            site_id=site_id,
            zone_id=park.id,
            at=hour,
            defaults={"cars": park.cars, "spaces": park.spaces},
        )


def day(actor: Actor, on: date) -> list[ZoneDay]:
    """Each car park through a local day. Two queries. Raises NotAllowed."""
    queries.require_reading(actor)
    span = local_day(on)
    kept: dict[int, dict[int, ParkingHour]] = {}
    for row in ParkingHour.objects.visible_to(actor).filter(at__gte=span.start, at__lt=span.end):
        kept.setdefault(row.zone_id, {})[timezone.localtime(row.at).hour] = row
    zones: list[Zone] = queries.car_parks(site_id=actor.site_id or 0)
    return [_zone_day(zone, kept.get(zone.id, {})) for zone in zones]


def _zone_day(zone: Zone, rows: dict[int, ParkingHour]) -> ZoneDay:
    cars = tuple(rows[hour].cars if hour in rows else None for hour in HOURS)
    return ZoneDay(zone.name, max((row.spaces for row in rows.values()), default=0), cars)


@transaction.atomic
def forget(*, site_id: int, at: datetime) -> None:
    """Delete reservations, noted spaces and notices past their time; the hours stay."""
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    before = at - timedelta(days=values.integer(RECORDS_KEPT))
    reservations = Reservation.objects.filter(site_id=site_id, until_at__lt=before).delete()[0]
    standings = Standing.objects.filter(site_id=site_id, until__lt=before).delete()[0]
    ParkingNotice.objects.filter(site_id=site_id, told_at__lt=before).delete()
    if reservations or standings:
        fact = facts.ParkingForgotten(
            before=before.isoformat(), reservations=reservations, standings=standings
        )
        actor = system("access.parking.hours", site_id=site_id)
        journal.record(fact, actor=actor, at=at)
