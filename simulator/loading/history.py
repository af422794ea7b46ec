"""Two years of days: who ate, what each dish drew, what was on, and the gates of the last weeks."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jieyue.access.devices import actions as devices
from jieyue.access.devices.models import Device
from jieyue.access.entries import actions as entries
from jieyue.canteen.diners.models import Attendance, Canteen, UnitAttendance
from jieyue.canteen.gatherings.models import Gathering
from jieyue.canteen.menus.models import Dish, ServedCount
from simulator.attendance import Outcome, meal_counts, simulate_day
from simulator.days import Absence
from simulator.gate_events import GateEvent, gate_events, gates
from simulator.kitchen import DishServed, MealTotal, dishes_served, meal_totals
from simulator.loading.inserting import insert
from simulator.loading.stage import Stage
from simulator.menu_cycle import MEALS

PLANNER_WARM_UP = timedelta(days=45)  # before that the planner's orders are guesses
BATCH = 2000

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class ServedMeal:
    """One meal as it was: how many came on which day, and what each dish drew."""

    total: MealTotal
    outcome: Outcome
    dishes: list[DishServed]


def load_meals(
    stage: Stage,
    canteen: Canteen,
    dishes: Mapping[str, Dish],
    *,
    first: date,
    last: date,
    progress: Progress,
    meals: Collection[str] = MEALS,
) -> list[ServedMeal]:
    """Attendance in all and by unit, and portions by dish, of [first, last].

    A meal that is recorded stays as it is; the others are told.
    """
    known = set(
        Attendance.objects.filter(
            canteen=canteen, day__gte=first, served__isnull=False
        ).values_list("day", "meal")
    )
    outcomes: list[Outcome] = []
    day = first - PLANNER_WARM_UP
    while day <= last:
        outcomes.append(simulate_day(stage.world, day))
        day += timedelta(days=1)
        progress(1)
    by_day = {outcome.day: outcome for outcome in outcomes}
    totals = [
        total
        for total in meal_totals(outcomes)
        if total.day >= first and total.meal in meals and (total.day, total.meal) not in known
    ]
    _store_totals(stage, canteen, totals)
    _store_units(stage, canteen, totals, by_day)
    served = [
        ServedMeal(total, by_day[total.day], dishes_served(stage.world, by_day[total.day], total))
        for total in totals
    ]
    _store_dishes(stage, canteen, dishes, served)
    return served


def planned_by_hand(stage: Stage, day: date) -> dict[str, int]:
    """What the human planner would have ordered for each meal of a day, today or to come."""
    outcomes = []
    past = day - PLANNER_WARM_UP
    while past <= day:
        outcomes.append(simulate_day(stage.world, past))
        past += timedelta(days=1)
    return {t.meal: t.ordered for t in meal_totals(outcomes) if t.day == day}


def _store_totals(stage: Stage, canteen: Canteen, totals: Sequence[MealTotal]) -> None:
    Attendance.objects.bulk_create(
        [
            Attendance(
                site_id=stage.site_id,
                canteen=canteen,
                meal=total.meal,
                day=total.day,
                planned=total.ordered,
                served=total.served,
                source="simulated",
                recorded_at=stage.at,
            )
            for total in totals
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["canteen", "meal", "day"],
        update_fields=["served", "recorded_at"],
    )


def _store_units(
    stage: Stage, canteen: Canteen, totals: Sequence[MealTotal], by_day: Mapping[date, Outcome]
) -> None:
    stored = {(total.day, total.meal) for total in totals}
    insert(
        UnitAttendance,
        ("site_id", "canteen_id", "unit_id", "meal", "day", "served"),
        (
            (
                stage.site_id,
                canteen.pk,
                stage.unit_ids[count.unit_code],
                count.meal,
                count.day,
                count.served,
            )
            for day in sorted({total.day for total in totals})
            for count in meal_counts(by_day[day], stage.world.population)
            if (count.day, count.meal) in stored and (count.inside or count.served)
        ),
    )


def _store_dishes(
    stage: Stage, canteen: Canteen, dishes: Mapping[str, Dish], served: Sequence[ServedMeal]
) -> None:
    insert(
        ServedCount,
        ("site_id", "canteen_id", "day", "meal", "dish_id", "diners", "taken", "sold_out"),
        (
            (
                stage.site_id,
                canteen.pk,
                row.day,
                row.meal,
                dishes[row.dish_code].pk,
                meal.total.served,
                row.served,
                row.sold_out,
            )
            for meal in served
            for row in meal.dishes
        ),
    )


def load_gatherings(stage: Stage, *, first: date, last: date) -> None:
    """Meetings over noon, and units away for training, as the calendar of [first, last] has them.

    Days to come are known as far as they would be noted: to the end of next week.
    """
    rows = []
    day = first
    while day <= last:
        for number, meeting in enumerate(simulate_day(stage.world, day).meetings):
            if meeting.runs_over_noon:
                rows.append(
                    Gathering(
                        site_id=stage.site_id,
                        day=day,
                        kind="meeting",
                        title=meeting.subject,
                        unit_id=stage.unit_ids[meeting.unit_codes[0]],
                        attendees=meeting.attendees + meeting.guests,
                        over_noon=True,
                        reference=f"MT-{day:%y%m%d}-{number}",
                        noted_at=stage.at,
                    )
                )
        rows += [
            _training(stage, day, absence)
            for absence in stage.world.absences.get(day, ())
            if absence.kind == "training"
        ]
        day += timedelta(days=1)
    Gathering.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def _training(stage: Stage, day: date, absence: Absence) -> Gathering:
    headcount = {unit.code: unit.headcount for unit in stage.world.population.units}
    return Gathering(
        site_id=stage.site_id,
        day=day,
        kind="training",
        title="集中培训",
        unit_id=stage.unit_ids[absence.unit_code],
        attendees=round(headcount[absence.unit_code] * absence.share),
        is_away=True,
        reference=f"TR-{absence.unit_code}-{day:%y%m%d}",
        noted_at=stage.at,
    )


def register_gates(stage: Stage) -> dict[str, str]:
    """The turnstiles, and the key of each by serial number."""
    return {
        gate.serial: devices.register(
            serial=gate.serial,
            name=gate.name,
            place="gate",
            kind="mixed",
            direction="both",
            actor=stage.actor,
            at=stage.at,
        ).key
        for gate in gates()
    }


def load_entries(stage: Stage, days: Sequence[date], *, progress: Progress) -> None:
    """The gates' messages of past days, stored the way the gates' own deliveries are."""
    ids = dict(
        Device.objects.filter(
            site_id=stage.site_id, serial__in=[g.serial for g in gates()]
        ).values_list("serial", "id")
    )
    for day in days:
        events = gate_events(stage.world, simulate_day(stage.world, day))
        for serial, device_id in ids.items():
            rows = [as_row(event) for event in events if event.device_serial == serial]
            if rows:
                entries.store(
                    rows, device_id=device_id, actor=stage.actor, at=events[-1].received_at
                )
        progress(1)


def as_row(event: GateEvent) -> dict[str, object]:
    """An event in the form of the product's interface."""
    return {
        "device": event.device_serial,
        "event_id": event.event_id,
        "at": event.at.isoformat(),
        "direction": event.direction,
        "staff_no": event.staff_no,
    }
