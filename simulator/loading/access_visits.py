"""Visits of the last days, of today so far and of the days ahead, through the product's actions."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import transaction

from jieyue.access.permits import actions as permits
from jieyue.access.permits.actions import PermitAsked, WorkerAsked
from jieyue.access.permits.models import WorkPermit
from jieyue.access.visitors import actions, receiving
from jieyue.access.visitors.asking import CarAsked, GuestAsked, VisitAsked
from jieyue.access.visitors.models import State, Visit
from jieyue.access.visitors.receiving import Shown
from jieyue.people.persons.models import Person
from simulator.callers import Call, calls
from simulator.loading.stage import Stage, moment
from simulator.randomness import stream

PAST_DAYS, DAYS_AHEAD = 5, 2
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
NOWHERE = "990000"  # no county has it, so no number is anybody's
WORKS = (
    ("演示消防工程公司", "消防水系统季度维保", ("A", "B", "C"), False),
    ("演示电梯公司", "电梯半月维保", ("A", "B", "C", "D", "E"), False),
    ("演示装饰公司", "E座三层会议室改造（含焊接）", ("E",), True),
)


def load(stage: Stage) -> None:
    """Visits that are not there yet, and what happened to them until now."""
    hosts = dict(Person.objects.filter(site_id=stage.site_id).values_list("staff_no", "id"))
    for offset in range(-PAST_DAYS, DAYS_AHEAD + 1):
        day = stage.today + timedelta(days=offset)
        with transaction.atomic():
            if not Visit.objects.filter(site_id=stage.site_id, note=_mark(day)).exists():
                _open(stage, day, hosts)
            if offset <= 0:
                _go_on(stage, day)
    if not WorkPermit.objects.filter(site_id=stage.site_id).exists():
        with transaction.atomic():
            _permits(stage, hosts)


def go_on(stage: Stage) -> None:
    """What happened to today's visits since it was last looked at."""
    with transaction.atomic():
        _go_on(stage, stage.today)


def _mark(day: date) -> str:
    return f"演示 {day:%m%d}"


def _open(stage: Stage, day: date, hosts: dict[str, int]) -> None:
    for call in calls(stage.world, day):
        asked = VisitAsked(
            host_id=hosts[call.host_staff_no],
            purpose=call.purpose,
            from_at=moment(day, call.clock(call.begins)),
            until_at=moment(day, call.clock(call.ends)),
            guests=[
                GuestAsked(
                    name=name,
                    organisation=call.organisation,
                    phone=call.phone if place == 0 else "",
                    id_number=_identity(day, call.number * 10 + place),
                )
                for place, name in enumerate(call.names)
            ],
            cars=[CarAsked(plate=call.plate)] if call.plate else [],
            note=_mark(day),
            wants_meal=call.wants_meal,
            wants_parking=bool(call.plate),
        )
        begins = moment(day, call.clock(call.begins))
        asked_at = begins - timedelta(minutes=4 if call.is_walk_in else 60 * 20)
        if asked_at <= stage.at:
            actions.invite(asked=asked, actor=stage.actor, at=asked_at)


def _identity(day: date, number: int) -> str:
    """A number of the right form that is nobody's."""
    rng = stream(1, "identity", day.toordinal(), number)
    born = date(1968, 1, 1) + timedelta(days=int(rng.integers(0, 12_000)))
    body = f"{NOWHERE}{born:%Y%m%d}{int(rng.integers(1, 999)):03d}"
    rest = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[rest]


def _go_on(stage: Stage, day: date) -> None:
    """Who came is received, who went is let out, in the order of the day."""
    today = {moment(day, call.clock(call.begins)): call for call in calls(stage.world, day)}
    visits = Visit.objects.filter(
        site_id=stage.site_id, note=_mark(day), state__in=(State.CONFIRMED, State.ARRIVED)
    )
    for visit in visits.prefetch_related("guests"):
        call = today.get(visit.from_at)
        if call is None or call.arrives is None:
            continue
        came, went = _minute(day, call.arrives), _minute(day, max(call.leaves, call.arrives + 10))
        for guest in visit.guests.all():
            if came <= stage.at and guest.arrived_at is None:
                shown = Shown(document="id_card", number=guest.id_number, is_photo_compared=True)
                receiving.receive(guest_id=guest.id, shown=shown, actor=stage.actor, at=came)
            if went <= stage.at and guest.left_at is None:
                receiving.leave(guest_id=guest.id, badge_back=True, actor=stage.actor, at=went)
        if went + timedelta(hours=1) <= stage.at:
            _end(visit, stage, went)


def _end(visit: Visit, stage: Stage, at: datetime) -> None:
    visit.refresh_from_db()
    if visit.state in (State.ARRIVED, State.LEFT):
        actions.finish(visit, outcome=State.ENDED, actor=stage.actor, at=at)


def _minute(day: date, minute: int) -> datetime:
    return moment(day, time()) + timedelta(minutes=minute)


def arrivals(stage: Stage, day: date) -> Iterator[tuple[Visit, Call]]:
    """Today's visits with what the simulator knows of each."""
    by_start = {moment(day, call.clock(call.begins)): call for call in calls(stage.world, day)}
    for visit in Visit.objects.filter(site_id=stage.site_id, note=_mark(day)):
        if call := by_start.get(visit.from_at):
            yield visit, call


def _permits(stage: Stage, hosts: dict[str, int]) -> None:
    supervisor = hosts[stage.world.population.persons[0].staff_no]
    for place, (company, work, zones, is_hot) in enumerate(WORKS):
        begins = stage.at - timedelta(days=4 + place)
        asked = PermitAsked(
            company=company,
            work=work,
            supervisor_id=supervisor,
            from_at=begins,
            until_at=begins + timedelta(days=20 + 10 * place),
            insurance_until=stage.today + timedelta(days=25 + 60 * place),
            zones=zones,
            certificates="营业执照、资质证书（演示）",
            is_hot_work=is_hot,
            fire_watch="物业公司值班员" if is_hot else "",
        )
        permit = permits.draft(asked=asked, actor=stage.actor, at=begins)
        for number in range(3):
            worker = WorkerAsked(
                name=f"{'甲乙丙丁'[number]}工（演示）",
                id_number=_identity(stage.today, 900 + 10 * place + number),
                trade="维保",
            )
            permits.add_worker(number=permit.number, worker=worker, actor=stage.actor, at=begins)
        permits.approve(number=permit.number, actor=stage.actor, at=begins)
