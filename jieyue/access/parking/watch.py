"""What stays too long: visitors' cars, cars that never left, bays that are taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from jieyue.access.parking import facts, parameters, queries, rules
from jieyue.access.parking.models import ParkingNotice, SpaceKind, Standing
from jieyue.access.parking.queries import CarWhere
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal
from jieyue.kit import parameters as values_of
from jieyue.kit.actor import Actor, system
from jieyue.people.messages.actions import (
    NobodyToTell,
    Recipients,
    Text,
    tell,
    tell_holders,
)

WATCH = "access.parking.watch"
HOST, GUARD, ABANDONED, BAY = "host", "guard", "abandoned", "bay"
YOUR_VISITOR = gettext_noop("Your visitor's car is still here: visit %(visit)s")
A_VISITOR = gettext_noop("A visitor's car is still here: %(space)s, visit %(visit)s")
NOT_MOVED = gettext_noop("A car has not moved for days: %(zone)s %(space)s")
BAY_TAKEN = gettext_noop("Charging bay %(space)s is taken too long")


@dataclass(frozen=True)
class Bay:
    """A car in a charging bay. problem: "charged", "too_long" or empty."""

    car: CarWhere
    since: datetime
    charged_at: datetime | None
    problem: str


@dataclass(frozen=True)
class Board:
    """What somebody should look at; each list is longest first."""

    overstays: tuple[CarWhere, ...]
    abandoned: tuple[CarWhere, ...]
    bays: tuple[Bay, ...]

    @property
    def late_bays(self) -> tuple[Bay, ...]:
        return tuple(bay for bay in self.bays if bay.problem)


def board(*, site_id: int, at: datetime, now: queries.Now | None = None) -> Board:
    """now: the car parks as they are, for who has read them. A fixed number of queries."""
    values = values_of.read(site_id=site_id, on=timezone.localdate(at))
    now = now or queries.now(site_id=site_id, at=at)
    grace = values.integer(parameters.OVERSTAY_AFTER)
    days = values.integer(parameters.ABANDONED_AFTER)
    late = [car for car in now.cars if rules.overstays(car.until, grace_min=grace, at=at)]
    left = [car for car in now.cars if rules.is_abandoned(car.since, days=days, at=at)]
    bays = _bays(now, values, site_id=site_id, at=at)
    return Board(_oldest(late), _oldest(left), bays)


def look(*, site_id: int, at: datetime) -> None:
    """Tell whoever should know, once for each stay. Runs every ten minutes."""
    found = board(site_id=site_id, at=at)
    values = values_of.read(site_id=site_id, on=timezone.localdate(at))
    later = timedelta(minutes=values.integer(parameters.GUARD_AFTER))
    for car in found.overstays:
        told_at = _first_told(car, HOST, site_id=site_id)
        if told_at is None:
            _tell_host(car, site_id=site_id, at=at)
        elif at - told_at >= later:
            _tell_guards(car, site_id=site_id, at=at)
    for car in found.abandoned:
        _tell_abandoned(car, site_id=site_id, at=at)
    for bay in found.late_bays:
        _tell_bay(bay, site_id=site_id, at=at)


def _oldest(cars: Iterable[CarWhere]) -> tuple[CarWhere, ...]:
    return tuple(sorted(cars, key=lambda car: (car.until or car.since, car.holder_key)))


def _bays(now: queries.Now, values: Any, *, site_id: int, at: datetime) -> tuple[Bay, ...]:
    charging = {space.id for space in now.spaces if space.kind == SpaceKind.CHARGING}
    noted = {
        row.space_id: row
        for row in Standing.objects.filter(site_id=site_id, until=None, space__in=charging)
    }
    bays = []
    for car in now.cars:
        if car.space_id not in charging:
            continue
        row = noted.get(car.space_id)
        is_own = row is not None and row.holder_key == car.holder_key
        charged_at = row.charged_at if row is not None and is_own else None
        problem = rules.bay_problem(
            car.since,
            charged_at,
            limit_h=float(values.decimal(parameters.BAY_LIMIT)),
            grace_min=values.integer(parameters.CHARGED_GRACE),
            at=at,
        )
        bays.append(Bay(car, car.since, charged_at, problem))
    return tuple(sorted(bays, key=lambda bay: (not bay.problem, bay.since)))


def _first_told(car: CarWhere, about: str, *, site_id: int) -> datetime | None:
    rows = ParkingNotice.objects.filter(
        site_id=site_id, holder_key=car.holder_key, since=car.since, about=about
    )
    return rows.values_list("told_at", flat=True).first()


def _is_new(car: CarWhere, about: str, *, site_id: int, at: datetime) -> bool:
    """Whether nobody was told yet; whoever asks second is told so by the row's constraint."""
    _row, is_new = ParkingNotice.objects.get_or_create(
        site_id=site_id,
        holder_key=car.holder_key,
        since=car.since,
        about=about,
        defaults={"told_at": at},
    )
    return is_new


@transaction.atomic
def _tell_host(car: CarWhere, *, site_id: int, at: datetime) -> None:
    if not _is_new(car, HOST, site_id=site_id, at=at):
        return
    actor = system(WATCH, site_id=site_id)
    text = Text(title=YOUR_VISITOR, link=reverse("access:parking"), values=_values(car))
    _tell(text, car.host_id, actor=actor, at=at)
    fact = facts.CarOverstayed(visit_id=car.visit_id or 0, told=HOST)
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def _tell_guards(car: CarWhere, *, site_id: int, at: datetime) -> None:
    if not _is_new(car, GUARD, site_id=site_id, at=at):
        return
    actor = system(WATCH, site_id=site_id)
    text = Text(title=A_VISITOR, link=reverse("access:parking_watch"), values=_values(car))
    tell_holders(text, permission=AccessPermission.CONSOLE_READ, actor=actor, at=at)
    fact = facts.CarOverstayed(visit_id=car.visit_id or 0, told=GUARD)
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def _tell_abandoned(car: CarWhere, *, site_id: int, at: datetime) -> None:
    if not _is_new(car, ABANDONED, site_id=site_id, at=at):
        return
    actor = system(WATCH, site_id=site_id)
    text = Text(title=NOT_MOVED, link=reverse("access:parking_watch"), values=_values(car))
    tell_holders(text, permission=AccessPermission.PARKING_EDIT, actor=actor, at=at)
    fact = facts.CarAbandoned(zone_id=car.zone_id, since=car.since)
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def _tell_bay(bay: Bay, *, site_id: int, at: datetime) -> None:
    if not _is_new(bay.car, BAY, site_id=site_id, at=at):
        return
    actor = system(WATCH, site_id=site_id)
    text = Text(title=BAY_TAKEN, link=reverse("access:parking_watch"), values=_values(bay.car))
    tell_holders(text, permission=AccessPermission.CONSOLE_READ, actor=actor, at=at)
    fact = facts.BayOverstayed(space_id=bay.car.space_id or 0, problem=bay.problem)
    journal.record(fact, actor=actor, at=at)


def _tell(text: Text, person_id: int | None, *, actor: Actor, at: datetime) -> None:
    try:
        tell(text, to=Recipients(person_ids=[person_id or 0]), actor=actor, at=at)
    except NobodyToTell:
        return


def _values(car: CarWhere) -> dict[str, str]:
    """Names of spaces and visits; no plate goes into a message."""
    return {"zone": car.zone, "space": car.space or car.zone, "visit": car.visit}
