"""Every write about canteens and who ate there."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.demand.cells import MOST_DINERS
from jieyue.canteen.diners.facts import (
    AttendanceCorrected,
    AttendanceRecorded,
    CanteenClosed,
    CanteenOpened,
    CanteenRenamed,
    ClosureWithdrawn,
    MealTakenOut,
    MealTimesSet,
)
from jieyue.canteen.diners.models import (
    Attendance,
    AttendanceCorrection,
    AttendanceSource,
    Canteen,
    Closure,
    Meal,
    MealPeriod,
)
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor

# Usual serving times; a site changes them on the canteen's page.
USUAL_TIMES = {
    Meal.BREAKFAST: (time(7, 20), time(8, 30)),
    Meal.LUNCH: (time(11, 40), time(13, 0)),
    Meal.DINNER: (time(17, 40), time(18, 40)),
}
SIGNUP_UNTIL = time(16, 0)


class AttendanceExists(Exception):
    """This meal is recorded already; it can be corrected with a reason."""

    def __init__(self, *, day: date, meal: str) -> None:
        super().__init__(day, meal)
        self.day, self.meal, self.meal_label = day, meal, Meal(meal).label


class AbsurdAttendance(Exception):
    """More diners than any canteen serves, or fewer than none."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count, self.most = count, MOST_DINERS


class FutureAttendance(Exception):
    """Nobody has eaten yet on this day."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


class NoReason(Exception):
    """A change of a recorded figure, or a closure, needs a reason."""


class NotServed(Exception):
    """The canteen does not serve this meal on this day."""

    def __init__(self, *, day: date, meal: str) -> None:
        super().__init__(day, meal)
        self.day, self.meal, self.meal_label = day, meal, Meal(meal).label


class NothingKnown(Exception):
    """Neither planned nor served was given."""


class BackwardsDays(Exception):
    """The last day lies before the first."""

    def __init__(self, *, first_on: date, last_on: date) -> None:
        super().__init__(first_on, last_on)
        self.first_on, self.last_on = first_on, last_on


class CanteenNameTaken(Exception):
    """Another canteen of the site has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class ClosesBeforeOpening(Exception):
    """A meal must be open for a while."""

    def __init__(self, *, opens: time, closes: time) -> None:
        super().__init__(opens, closes)
        self.opens, self.closes = f"{opens:%H:%M}", f"{closes:%H:%M}"


class NoWeekdays(Exception):
    """A meal served on no weekday is no meal; it can be taken out."""


class DeadlineAfterOpening(Exception):
    """On the day itself people sign up before the meal opens."""

    def __init__(self, *, signup_until: time, opens: time) -> None:
        super().__init__(signup_until, opens)
        self.signup_until, self.opens = f"{signup_until:%H:%M}", f"{opens:%H:%M}"


@transaction.atomic
def open_canteen(*, code: str, name: str, kind: str = "", actor: Actor, at: datetime) -> Canteen:
    """Set up a canteen without meals."""
    actor.require(CanteenPermission.CANTEENS_EDIT)
    canteen = Canteen.objects.create(site_id=actor.site_id, code=code, name=name, kind=kind)
    fact = CanteenOpened(canteen_id=canteen.id, canteen=canteen.name)
    journal.record(fact, actor=actor, at=at)
    return canteen


@transaction.atomic
def serve_meal(
    *, canteen_id: int, meal: str, weekdays: str = "1234567", workdays_only: bool = True,
    actor: Actor, at: datetime,  # noqa: ARG001
) -> MealPeriod:  # fmt: skip
    """Let a canteen serve a meal at the usual times; what it serves already stays as it is."""
    actor.require(CanteenPermission.CANTEENS_EDIT)
    canteen = Canteen.objects.visible_to(actor).get(id=canteen_id)
    opens, closes = USUAL_TIMES[Meal(meal)]
    period, _ = MealPeriod.objects.get_or_create(
        canteen=canteen,
        meal=meal,
        defaults={
            "site_id": canteen.site_id,
            "opens": opens,
            "closes": closes,
            "weekdays": weekdays,
            "workdays_only": workdays_only,
            "signup_until": SIGNUP_UNTIL,
        },
    )
    return period


@transaction.atomic
def rename_canteen(*, canteen_id: int, name: str, actor: Actor, at: datetime) -> None:
    """Give a canteen another name. Raises CanteenNameTaken."""
    actor.require(CanteenPermission.CANTEENS_EDIT)
    canteen = Canteen.objects.visible_to(actor).select_for_update(no_key=True).get(id=canteen_id)
    if canteen.name == name:
        return
    if Canteen.objects.filter(site_id=canteen.site_id, name=name).exists():
        raise CanteenNameTaken(name)
    fact = CanteenRenamed(canteen_id=canteen_id, old=canteen.name, new=name)
    canteen.name = name
    canteen.save(update_fields=["name"])
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def set_meal_times(
    *,
    canteen_id: int,
    meal: str,
    opens: time,
    closes: time,
    workdays_only: bool,
    weekdays: str,
    signup_until: time,
    signup_days_before: int,
    actor: Actor,
    at: datetime,
) -> None:
    """Take a meal in, or change when it is served and until when people may sign up or off.

    Raises ClosesBeforeOpening, NoWeekdays, DeadlineAfterOpening.
    """
    actor.require(CanteenPermission.CANTEENS_EDIT)
    canteen = Canteen.objects.visible_to(actor).select_for_update(no_key=True).get(id=canteen_id)
    if closes <= opens:
        raise ClosesBeforeOpening(opens=opens, closes=closes)
    if not weekdays:
        raise NoWeekdays
    if signup_days_before == 0 and signup_until > opens:
        raise DeadlineAfterOpening(signup_until=signup_until, opens=opens)
    values = {
        "opens": opens,
        "closes": closes,
        "workdays_only": workdays_only,
        "weekdays": weekdays,
        "signup_until": signup_until,
        "signup_days_before": signup_days_before,
    }
    known = MealPeriod.objects.filter(canteen=canteen, meal=meal).first()
    old = _as_text(known) if known else {}
    new = {key: _text(value) for key, value in values.items()}
    if old == new:
        return
    MealPeriod.objects.update_or_create(
        canteen=canteen, meal=meal, defaults={"site_id": canteen.site_id, **values}
    )
    differing = [key for key in new if old.get(key) != new[key]]
    fact = MealTimesSet(
        canteen_id=canteen_id,
        meal=meal,
        old={key: old[key] for key in differing if key in old},
        new={key: new[key] for key in differing},
    )
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def take_meal_out(*, canteen_id: int, meal: str, actor: Actor, at: datetime) -> None:
    """The canteen no longer serves this meal; what was recorded of it stays."""
    actor.require(CanteenPermission.CANTEENS_EDIT)
    canteen = Canteen.objects.visible_to(actor).select_for_update(no_key=True).get(id=canteen_id)
    known = MealPeriod.objects.filter(canteen=canteen, meal=meal).first()
    if known is None:
        return
    fact = MealTakenOut(canteen_id=canteen_id, meal=meal, old=_as_text(known))
    known.delete()
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def record_attendance(
    *,
    canteen_id: int,
    meal: str,
    day: date,
    planned: int | None = None,
    served: int | None,
    source: str = AttendanceSource.ENTERED,
    actor: Actor,
    at: datetime,
) -> Attendance:
    """Record one meal. A planned figure known before is completed by what was served.

    Raises AttendanceExists, AbsurdAttendance, FutureAttendance, NothingKnown.
    """
    actor.require(CanteenPermission.ATTENDANCE_CORRECT)
    canteen = Canteen.objects.visible_to(actor).get(id=canteen_id)
    _check_figures(planned, served)
    if served is not None and day > timezone.localdate(at):
        raise FutureAttendance(day)
    row, _ = Attendance.objects.select_for_update().get_or_create(
        canteen=canteen,
        meal=meal,
        day=day,
        defaults={"site_id": canteen.site_id, "source": source, "recorded_at": at},
    )
    if row.served is not None or (planned is not None and row.planned not in (None, planned)):
        raise AttendanceExists(day=day, meal=meal)
    row.planned = row.planned if planned is None else planned
    row.served, row.source, row.recorded_at = served, source, at
    row.save()
    fact = AttendanceRecorded(canteen_id=canteen_id, meal=meal, day=day, served=served)
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def correct_attendance(
    *,
    attendance_id: int,
    planned: int | None,
    served: int | None,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Change a recorded meal; what it was is kept. Raises AbsurdAttendance, NoReason."""
    actor.require(CanteenPermission.ATTENDANCE_CORRECT)
    row = Attendance.objects.visible_to(actor).select_for_update().get(id=attendance_id)
    _check_figures(planned, served)
    if not reason.strip():
        raise NoReason
    if (row.planned, row.served) == (planned, served):
        return
    AttendanceCorrection.objects.create(
        site_id=row.site_id,
        attendance=row,
        planned_before=row.planned,
        served_before=row.served,
        planned=planned,
        served=served,
        reason=reason,
        corrected_by=actor.name,
        corrected_at=at,
    )
    fact = AttendanceCorrected(
        attendance_id=row.id,
        canteen_id=row.canteen_id,
        meal=row.meal,
        day=row.day,
        planned_before=row.planned,
        planned=planned,
        served_before=row.served,
        served=served,
        reason=reason,
    )
    row.planned, row.served = planned, served
    row.save(update_fields=["planned", "served"])
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def close(
    *,
    canteen_id: int,
    first_on: date,
    last_on: date,
    reason: str,
    meal: str = "",
    actor: Actor,
    at: datetime,
) -> Closure:
    """Close a canteen on [first_on, last_on]. Raises BackwardsDays, NoReason."""
    actor.require(CanteenPermission.CANTEENS_EDIT)
    canteen = Canteen.objects.visible_to(actor).get(id=canteen_id)
    if last_on < first_on:
        raise BackwardsDays(first_on=first_on, last_on=last_on)
    if not reason.strip():
        raise NoReason
    closure = Closure.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        meal=meal,
        first_on=first_on,
        last_on=last_on,
        reason=reason,
    )
    fact = CanteenClosed(
        canteen_id=canteen_id, meal=meal, first_on=first_on, last_on=last_on, reason=reason
    )
    journal.record(fact, actor=actor, at=at)
    return closure


@transaction.atomic
def withdraw_closure(*, closure_id: int, actor: Actor, at: datetime) -> None:
    """The canteen serves after all."""
    actor.require(CanteenPermission.CANTEENS_EDIT)
    closure = Closure.objects.visible_to(actor).select_for_update().get(id=closure_id)
    fact = ClosureWithdrawn(
        canteen_id=closure.canteen_id, first_on=closure.first_on, last_on=closure.last_on
    )
    closure.delete()
    journal.record(fact, actor=actor, at=at)


def _check_figures(planned: int | None, served: int | None) -> None:
    if planned is None and served is None:
        raise NothingKnown
    for count in (planned, served):
        if count is not None and not 0 <= count <= MOST_DINERS:
            raise AbsurdAttendance(count)


_TIMES = ("opens", "closes", "workdays_only", "weekdays", "signup_until", "signup_days_before")


def _as_text(period: MealPeriod) -> dict[str, str]:
    return {name: _text(getattr(period, name)) for name in _TIMES}


def _text(value: object) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)
