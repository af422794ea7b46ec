"""Canteens, their meals, and who ate: plain values for pages, planning and the forecast."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Q, Sum

from jieyue.canteen.diners import rules
from jieyue.canteen.diners.models import (
    Attendance,
    Canteen,
    Closure,
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
    fields = (
        "canteen_id", "meal", "opens", "closes", "workdays_only", "weekdays", "signup_until",
        "signup_days_before",
    )  # fmt: skip
    return [PeriodRow(*row) for row in rows.values_list(*fields)]


def attendance(
    actor: Actor, *, first: date, last: date, canteen_id: int | None = None, meal: str = ""
) -> list[AttendanceRow]:
    """What was recorded on [first, last], newest first."""
    rows = Attendance.objects.visible_to(actor).filter(day__range=(first, last))
    if canteen_id is not None:
        rows = rows.filter(canteen_id=canteen_id)
    if meal:
        rows = rows.filter(meal=meal)
    fields = (
        "id", "canteen_id", "canteen__name", "meal", "day", "planned", "served", "source"
    )  # fmt: skip
    ordered = rows.order_by("-day", "canteen__code", "meal")
    return [AttendanceRow(*row) for row in ordered.values_list(*fields)]


def served_on(*, canteen_id: int, meal: str, first: date, last: date) -> dict[date, int]:
    """Diners served by day on [first, last]; days without a known figure are absent."""
    rows = Attendance.objects.filter(canteen_id=canteen_id, meal=meal, day__range=(first, last))
    return dict(rows.exclude(served=None).order_by("day").values_list("day", "served"))


def unit_totals(actor: Actor, *, first: date, last: date) -> list[tuple[int, str, int]]:
    """Unit id, name and meals served on [first, last], most first."""
    rows = UnitAttendance.objects.visible_to(actor).filter(day__range=(first, last))
    totals = rows.values_list("unit_id", "unit__name").annotate(meals=Sum("served"))
    return [(*row,) for row in totals.order_by("-meals", "unit__name")]


def serving_days(*, canteen_id: int, meal: str, first: date, last: date) -> list[date]:
    """Days on [first, last] on which the canteen serves the meal: its weekdays or workdays,
    without closures. Empty when the canteen does not serve the meal at all."""
    period = MealPeriod.objects.filter(canteen_id=canteen_id, meal=meal).first()
    if period is None:
        return []
    calendar = workdays.days(first, last + timedelta(days=1), site_id=period.site_id)
    closed = _closed_days(canteen_id=canteen_id, meal=meal, first=first, last=last)
    return [
        day
        for day, workday in calendar.items()
        if day not in closed
        and rules.is_served(
            day,
            weekdays=period.weekdays,
            workdays_only=period.workdays_only,
            is_working=workday.is_working,
        )
    ]


def _closed_days(*, canteen_id: int, meal: str, first: date, last: date) -> set[date]:
    spans = Closure.objects.filter(
        Q(meal="") | Q(meal=meal), canteen_id=canteen_id, first_on__lte=last, last_on__gte=first
    ).values_list("first_on", "last_on")
    return {day for start, end in spans for day in _each_day(max(start, first), min(end, last))}


def _each_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
