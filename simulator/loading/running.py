"""Runs the product over the last weeks day by day, as if it had been there, and on to this minute.

Each evening forecasts and plans the next day from what was recorded by then; each morning the
gates correct lunch; each night holds what was said against who came. So every figure of the
demo's last weeks was earned.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from rich.progress import Progress

from jieyue.access.devices.models import Device
from jieyue.access.entries import actions as entries
from jieyue.canteen.diners.models import Attendance, Canteen, MealPeriod
from jieyue.canteen.forecast import learning, making, scoring
from jieyue.canteen.forecast.models import Forecast, ModelFile, MorningPresence
from jieyue.canteen.menus import actions as menus
from jieyue.canteen.purchasing.models import PurchaseOrder
from jieyue.flows import lunch_forecast
from jieyue.kit import workdays
from jieyue.kit.periods import SHANGHAI
from simulator.attendance import simulate_day
from simulator.gate_events import gate_events, received_until
from simulator.loading import (
    access,
    access_days,
    access_faces,
    access_parking,
    access_room,
    access_visits,
    assessments,
    canteen_history,
    energy,
    energy_books,
    energy_watch,
    food,
    gaps,
    history,
    kitchen_days,
    lived_days,
    safety,
    sky,
    tills,
    whole,
)
from simulator.loading.stage import MORNINGS, Stage, moment

MODEL_SERVES = timedelta(days=21)
EVENING, NIGHT = time(19, 30), time(0, 20)


def bring_up_to_date(stage: Stage, *, bar: Progress) -> None:
    """From the last recorded day to this minute. Each day is whole or not there at all."""
    whole.open_new_accounts(stage)
    canteen = whole.canteen_of(stage)
    last = _last_recorded(canteen, today=stage.today)
    days = [last + timedelta(days=n) for n in range(1, (stage.today - last).days)]
    task = bar.add_task("能源表计读数", total=len(energy.demo_meters()))
    energy.load_readings(stage, progress=lambda n: bar.advance(task, n))
    sky.load_observed(stage, until=last)
    _remember_mornings(stage, before=last + timedelta(days=1), bar=bar)
    task = bar.add_task("逐日运行", total=len(days) + 1)
    if not ModelFile.objects.filter(site_id=stage.site_id).exists():
        _learn(stage, canteen, until=last, at=moment(last + timedelta(days=1), NIGHT))
    for day in days:
        with transaction.atomic():
            _live_through(stage, canteen, day)
        bar.advance(task)
    _begin_today(stage, canteen)
    tills.settle_accounts(canteen_history.make_loop(stage, canteen))
    assessments.load_if_missing(stage, canteen)
    read_meters(stage)
    energy_watch.load_if_missing(stage)
    energy_books.load_if_missing(stage)
    open_gates(stage)
    bar.advance(task)


def open_gates(stage: Stage) -> None:
    """Gates, what people carry, visits, and what the gates decided until now."""
    access.load_if_missing(stage)
    access_room.load_if_missing(stage)
    access_parking.load_if_missing(stage)
    access_faces.load_if_missing(stage)
    access_visits.load(stage)
    access_days.load(stage)
    access_parking.keep_hours(stage)


def close_meals(stage: Stage) -> None:
    """Record today's meals that are over."""
    canteen = whole.canteen_of(stage)
    clock = stage.at.astimezone(SHANGHAI).time()
    over = {
        period.meal
        for period in MealPeriod.objects.filter(canteen=canteen)
        if period.closes <= clock
    }
    known = set(
        Attendance.objects.filter(
            canteen=canteen, day=stage.today, served__isnull=False
        ).values_list("meal", flat=True)
    )
    if over - known:
        with transaction.atomic():
            served = history.load_meals(
                stage,
                canteen,
                whole.dishes_of(stage),
                first=stage.today,
                last=stage.today,
                meals=over - known,
                progress=lambda _: None,
            )
            loop = canteen_history.make_loop(stage, canteen)
            lived_days.go_on(loop, stage.today, served, minute=stage.minute)


def read_meters(stage: Stage) -> None:
    """Send what the meters have shown up to this minute and the product does not know yet."""
    energy.send_readings(stage)
    energy_watch.hear_collector(stage)


def _last_recorded(canteen: Canteen, *, today: date) -> date:
    """The last day before today whose meals are recorded; today is never whole."""
    recorded = Attendance.objects.filter(canteen=canteen, served__isnull=False)
    last: date = recorded.filter(day__lt=today).latest("day").day
    return last


def _remember_mornings(stage: Stage, *, before: date, bar: Progress) -> None:
    """The gates' entries of the workdays before the replay, where they are missing."""
    found = workdays.days(before - timedelta(days=120), before, site_id=stage.site_id)
    wanted = [day for day, facts in sorted(found.items()) if facts.is_working][-MORNINGS:]
    kept = set(
        MorningPresence.objects.filter(site_id=stage.site_id, day__in=wanted)
        .values_list("day", flat=True)
        .distinct()
    )
    missing = [day for day in wanted if day not in kept]
    task = bar.add_task("门禁记录", total=len(missing))
    for day in missing:
        with transaction.atomic():
            history.load_entries(stage, [day], progress=lambda n: bar.advance(task, n))
            lunch_forecast.keep_day(site_id=stage.site_id, day=day, at=moment(day, time(23, 50)))


def _learn(stage: Stage, canteen: Canteen, *, until: date, at: datetime) -> None:
    learning.refit(until=until, actor=stage.actor, at=at)
    menus.learn_take_rates(canteen_id=canteen.id, actor=stage.actor, at=at)


def _model_is_old(stage: Stage, day: date) -> bool:
    """A model serves for three weeks; the record of two years changes little in that time."""
    newest = learning.newest(site_id=stage.site_id, until=day)
    return newest is None or day - newest.trained_until >= MODEL_SERVES


def _live_through(stage: Stage, canteen: Canteen, day: date) -> None:
    """One past day, from its eve to the night after it."""
    eve = moment(day - timedelta(days=1), EVENING)
    sky.report(stage, on=day - timedelta(days=1))
    history.load_gatherings(stage, first=day, last=day + timedelta(days=2))
    making.make(actor=stage.actor, at=eve, days_ahead=kitchen_days.DAYS_BEFORE)
    kitchen_days.plan_and_confirm(stage, canteen.id, day + timedelta(days=1))
    history.load_entries(stage, [day], progress=lambda _: None)
    if workdays.on(day, site_id=stage.site_id).is_working:
        for cutoff in lunch_forecast.CUTOFFS:
            lunch_forecast.correct(site_id=stage.site_id, at=moment(day, cutoff))
    night = moment(day + timedelta(days=1), NIGHT)
    served = history.load_meals(
        stage,
        canteen,
        whole.dishes_of(stage),
        first=day,
        last=day,
        progress=lambda _: None,
    )
    kitchen_days.release(stage, canteen.id, day)
    loop = canteen_history.make_loop(stage, canteen)
    lived_days.live(loop, day, served)
    safety.load(loop, first=day, last=day)
    gaps.look(loop, day, night=night)
    lunch_forecast.keep_day(site_id=stage.site_id, day=day, at=night)
    scoring.score(actor=stage.actor, at=night)
    if day.isoweekday() == 7:
        menus.learn_take_rates(canteen_id=canteen.id, actor=stage.actor, at=night)
        if _model_is_old(stage, day):
            learning.refit(until=day, actor=stage.actor, at=night)


def _begin_today(stage: Stage, canteen: Canteen) -> None:
    """Today as far as it has come: forecast and plan of its eve, entries, corrections, meals."""
    with transaction.atomic():
        eve = moment(stage.today - timedelta(days=1), EVENING)
        ahead = stage.today + timedelta(days=14)
        sky.report(stage, on=stage.today - timedelta(days=1))
        history.load_gatherings(stage, first=stage.today, last=ahead)
        food.load_menus(
            stage,
            canteen,
            whole.dishes_of(stage),
            first=stage.today,
            last=food.last_menu_day(stage),
        )
        tomorrow = stage.today + timedelta(days=1)
        if not Forecast.objects.filter(site_id=stage.site_id, day=tomorrow).exists():
            making.make(actor=stage.actor, at=eve)
        _store_entries_so_far(stage)
        _correct_so_far(stage)
    if not PurchaseOrder.objects.filter(canteen=canteen, deliver_on=stage.today).exists():
        with transaction.atomic():
            loop = canteen_history.make_loop(stage, canteen)
            lived_days.begin(loop, stage.today, minute=stage.minute)
            safety.begin_today(loop)
    close_meals(stage)
    if stage.at >= moment(stage.today, EVENING):
        sky.report(stage, on=stage.today)
        making.make(actor=stage.actor, at=stage.at)
    kitchen_days.draft_ahead(stage, canteen.id)


def _store_entries_so_far(stage: Stage) -> None:
    events = gate_events(stage.world, simulate_day(stage.world, stage.today))
    come = received_until(events, stage.at)
    devices = Device.objects.filter(site_id=stage.site_id).values_list("serial", "id")
    for serial, device_id in devices:
        rows: Sequence[Mapping[str, object]] = [
            history.as_row(event) for event in come if event.device_serial == serial
        ]
        if rows:
            entries.store(rows, device_id=device_id, actor=stage.actor, at=stage.at)


def _correct_so_far(stage: Stage) -> None:
    if not workdays.on(stage.today, site_id=stage.site_id).is_working:
        return
    for cutoff in lunch_forecast.CUTOFFS:
        at = moment(stage.today, cutoff)
        if at <= stage.at:
            lunch_forecast.correct(site_id=stage.site_id, at=at)
