"""Canteens, their meals, and who ate: plain values for pages, planning and the forecast."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Sum, When

from jieyue.canteen.diners import rules
from jieyue.canteen.diners.models import (
    Attendance,
    AttendanceCorrection,
    Canteen,
    Closure,
    Meal,
    MealPeriod,
    UnitAttendance,
)
from jieyue.kit import workdays
from jieyue.kit.actor import Actor


@dataclass(frozen=True)
class CanteenRow:
    id: int
    code: str
    name: str
    kind: str
    site_id: int


@dataclass(frozen=True)
class PeriodRow:
    """One meal a canteen serves."""

    canteen_id: int
    meal: str
    opens: time
    closes: time
    workdays_only: bool
    weekdays: str
    signup_until: time
    signup_days_before: int
    site_id: int


@dataclass(frozen=True)
class AttendanceRow:
    """One meal of one canteen as recorded; None is unknown."""

    id: int
    canteen_id: int
    canteen: str
    meal: str
    day: date
    planned: int | None
    served: int | None
    source: str


@dataclass(frozen=True)
class CorrectionRow:
    """One change of a recorded meal."""

    planned_before: int | None
    planned: int | None
    served_before: int | None
    served: int | None
    reason: str
    corrected_by: str
    corrected_at: datetime


@dataclass(frozen=True)
class ClosureRow:
    """Days on which a canteen does not serve; an empty meal means every meal."""

    id: int
    canteen: str
    meal: str
    first_on: date
    last_on: date
    reason: str


MEAL_ORDER = Case(*(When(meal=meal, then=place) for place, meal in enumerate(Meal.values)))
ATTENDANCE_FIELDS = (
    "id", "canteen_id", "canteen__name", "meal", "day", "planned", "served", "source"
)  # fmt: skip


def canteens(actor: Actor) -> list[CanteenRow]:
    """Active canteens of the actor's site, by code."""
    rows = Canteen.objects.visible_to(actor).filter(is_active=True)
    return [CanteenRow(*row) for row in rows.values_list("id", "code", "name", "kind", "site_id")]


def canteens_of(*, site_id: int) -> list[CanteenRow]:
    """The same for a part of the system that works on one site."""
    rows = Canteen.objects.filter(site_id=site_id, is_active=True)
    return [CanteenRow(*row) for row in rows.values_list("id", "code", "name", "kind", "site_id")]


def periods(*, canteen_ids: Sequence[int]) -> list[PeriodRow]:
    """The meals these canteens serve, by canteen and opening time."""
    rows = MealPeriod.objects.filter(canteen_id__in=canteen_ids).order_by("canteen_id", "opens")
    names = (
        "canteen_id", "meal", "opens", "closes", "workdays_only", "weekdays", "signup_until",
        "signup_days_before", "site_id",
    )  # fmt: skip
    return [PeriodRow(*row) for row in rows.values_list(*names)]


def attendance(
    actor: Actor, *, first: date, last: date, canteen_id: int | None = None, meal: str = ""
) -> list[AttendanceRow]:
    """What was recorded on [first, last], newest first."""
    rows = Attendance.objects.visible_to(actor).filter(day__range=(first, last))
    if canteen_id is not None:
        rows = rows.filter(canteen_id=canteen_id)
    if meal:
        rows = rows.filter(meal=meal)
    ordered = rows.order_by("-day", "canteen__code", MEAL_ORDER)
    return [AttendanceRow(*row) for row in ordered.values_list(*ATTENDANCE_FIELDS)]


def attendance_table(actor: Actor) -> "QuerySet[Attendance, dict[str, object]]":
    """Everything recorded as rows of a list that filters and pages in the database."""
    rows = Attendance.objects.visible_to(actor).order_by("-day", "canteen__code", MEAL_ORDER)
    values: QuerySet[Attendance, dict[str, object]] = rows.values(*ATTENDANCE_FIELDS)
    return values


def recorded_meal(actor: Actor, *, attendance_id: int) -> AttendanceRow | None:
    """One recorded meal; None when there is none that the actor may see."""
    rows = Attendance.objects.visible_to(actor).filter(id=attendance_id)
    row = rows.values_list(*ATTENDANCE_FIELDS).first()
    return AttendanceRow(*row) if row else None


def corrections(actor: Actor, *, attendance_id: int) -> list[CorrectionRow]:
    """Changes of one meal, newest first."""
    rows = AttendanceCorrection.objects.visible_to(actor).filter(attendance_id=attendance_id)
    names = [field.name for field in fields(CorrectionRow)]
    return [CorrectionRow(*row) for row in rows.order_by("-id").values_list(*names)]


def is_closed() -> Exists:
    """For rows with canteen, meal and day: whether a closure takes the meal out."""
    spans = Closure.objects.filter(
        Q(meal="") | Q(meal=OuterRef("meal")),
        canteen_id=OuterRef("canteen_id"),
        first_on__lte=OuterRef("day"),
        last_on__gte=OuterRef("day"),
    )
    return Exists(spans)


def closures(actor: Actor, *, since: date) -> list[ClosureRow]:
    """Closures that end on `since` or later, the next first."""
    rows = Closure.objects.visible_to(actor).filter(last_on__gte=since).order_by("first_on")
    names = ("id", "canteen__name", "meal", "first_on", "last_on", "reason")
    found = [ClosureRow(*row) for row in rows.values_list(*names)]
    return [replace(row, meal=str(Meal(row.meal).label) if row.meal else "") for row in found]


def served_on(*, canteen_id: int, meal: str, first: date, last: date) -> dict[date, int]:
    """Diners served by day on [first, last]; days without a known figure are absent."""
    rows = Attendance.objects.filter(canteen_id=canteen_id, meal=meal, day__range=(first, last))
    found = rows.exclude(served=None).order_by("day").values_list("day", "served")
    return {day: served for day, served in found if served is not None}


def unit_totals(actor: Actor, *, first: date, last: date) -> list[tuple[int, str, int]]:
    """Unit id, name and meals served on [first, last], most first."""
    rows = UnitAttendance.objects.visible_to(actor).filter(day__range=(first, last))
    totals = rows.values_list("unit_id", "unit__name").annotate(meals=Sum("served"))
    return [(*row,) for row in totals.order_by("-meals", "unit__name")]


def serving_days(*, canteen_id: int, meal: str, first: date, last: date) -> list[date]:
    """Days on [first, last] on which the canteen serves the meal: its weekdays or workdays,
    without closures. Empty when the canteen does not serve the meal at all."""
    for period, days in served_meals(canteen_id=canteen_id, first=first, last=last):
        if period.meal == meal:
            return days
    return []


def served_meals(*, canteen_id: int, first: date, last: date) -> list[tuple[PeriodRow, list[date]]]:
    """Each meal of the canteen by opening time, with its serving days on [first, last]."""
    known = periods(canteen_ids=[canteen_id])
    if not known or last < first:
        return []
    calendar = workdays.days(first, last + timedelta(days=1), site_id=known[0].site_id)
    closures = list(
        Closure.objects.filter(
            canteen_id=canteen_id, first_on__lte=last, last_on__gte=first
        ).values_list("meal", "first_on", "last_on")
    )
    served = []
    for period in known:
        days = [
            day
            for day, workday in calendar.items()
            if rules.is_served(
                day,
                weekdays=period.weekdays,
                workdays_only=period.workdays_only,
                is_working=workday.is_working,
            )
            and not any(
                meal in ("", period.meal) and start <= day <= end for meal, start, end in closures
            )
        ]
        served.append((period, days))
    return served
