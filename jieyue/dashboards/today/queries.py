"""The first page's figures, each from its own domain, as far as the actor may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from jieyue.access.entries.presence import Presence, presence
from jieyue.access.permissions import AccessPermission
from jieyue.access.silence.queries import gates_noticed_silent
from jieyue.canteen.day_book.tiles import has_steps
from jieyue.canteen.diners import queries as diners
from jieyue.canteen.forecast.queries import ForecastRow, latest_forecasts
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.planning.comparison import Span, meals_compared
from jieyue.canteen.planning.statuses import statuses
from jieyue.dashboards.today import notices, rules
from jieyue.dashboards.today.rules import PastMeal, Saved
from jieyue.energy.overview.tiles import has_tiles
from jieyue.kit import workdays
from jieyue.kit.actor import Actor
from jieyue.kit.workdays import Workday

LUNCH = "lunch"
DAYS_BACK = 45  # holds the last twenty meals even around a long holiday
MEALS_SHOWN = 20
REASONS_SHOWN = 3


@dataclass(frozen=True)
class Inside:
    """People inside now, and usually at this time."""

    total: int
    usual: int | None


@dataclass(frozen=True)
class Expected:
    """How many will eat one lunch; `change` is what the morning added or took, 0 before it."""

    day: date
    expected: int
    low: int
    high: int
    change: int
    cutoff: time | None
    sureness: str
    moved_by: list[tuple[str, int]]


@dataclass(frozen=True)
class CanteenToday:
    """One canteen: lunch today and on the next workday, and the lunches of workdays behind us."""

    code: str
    name: str
    today: Expected | None
    today_plan: str
    following: Expected | None
    following_plan: str
    past: list[PastMeal]
    saved: Saved | None

    @property
    def last(self) -> PastMeal | None:
        return self.past[-1] if self.past else None


@dataclass(frozen=True)
class Today:
    """Everything on the page. None or empty: nothing is known, or the actor may not see it."""

    at: datetime
    workday: Workday
    next_workday: Workday
    inside: Inside | None
    canteens: list[CanteenToday]
    failing: int
    silent_gates: list[str]
    sees_canteen: bool
    has_steps: bool
    has_energy: bool


def today(actor: Actor, *, at: datetime) -> Today:
    """The page of somebody who works on a site."""
    day = timezone.localdate(at)
    site_id = actor.site_id or 0
    following = workdays.next_workday(day, site_id=site_id)
    sees_canteen = actor.scope_of(CanteenPermission.FORECAST_READ) is not None
    sees_gates = actor.may(AccessPermission.DEVICES_READ)
    return Today(
        at=at,
        workday=workdays.on(day, site_id=site_id),
        next_workday=following,
        inside=_inside(actor, at),
        canteens=_canteens(actor, day, following.day) if sees_canteen else [],
        failing=notices.failing(actor, at=at),
        silent_gates=gates_noticed_silent(site_id=site_id, at=at) if sees_gates else [],
        sees_canteen=sees_canteen,
        has_steps=has_steps(actor),
        has_energy=has_tiles(actor),
    )


def _inside(actor: Actor, at: datetime) -> Inside | None:
    if not actor.may(AccessPermission.PRESENCE_READ, unit_id=actor.unit_id):
        return None
    found: Presence = presence(actor, at=at)
    return Inside(found.total, found.usual_total)


def _canteens(actor: Actor, day: date, following: date) -> list[CanteenToday]:
    canteens = diners.canteens(actor)
    ids = [canteen.id for canteen in canteens]
    forecasts = {
        (row.canteen_id, row.day): row
        for row in latest_forecasts(canteen_ids=ids, first=day, last=following)
        if row.meal == LUNCH
    }
    found = []
    for canteen in canteens:
        plans = statuses(actor, canteen_id=canteen.id, first=day, last=following)
        past = _past(actor, canteen.id, day)
        found.append(
            CanteenToday(
                code=canteen.code,
                name=canteen.name,
                today=_expected(forecasts.get((canteen.id, day))),
                today_plan=plans.get(day, ""),
                following=_expected(forecasts.get((canteen.id, following))),
                following_plan=plans.get(following, ""),
                past=past,
                saved=rules.saved(past),
            )
        )
    return found


def _expected(row: ForecastRow | None) -> Expected | None:
    if row is None:
        return None
    return Expected(
        day=row.day,
        expected=row.expected,
        low=row.low,
        high=row.high,
        change=row.expected - row.night_expected,
        cutoff=row.cutoff,
        sureness=row.sureness,
        moved_by=_moved_by(row.unit_effects or []),
    )


def _moved_by(effects: Sequence[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(str(effect["name"]), int(effect["effect"])) for effect in effects[:REASONS_SHOWN]]


def _past(actor: Actor, canteen_id: int, day: date) -> list[PastMeal]:
    """The last workdays' lunches before `day` whose diners were counted, oldest first."""
    first, last = day - timedelta(days=DAYS_BACK), day - timedelta(days=1)
    calendar = workdays.days(first, day, site_id=actor.site_id or 0)
    planned = _planned(actor, canteen_id, first, last)
    rows = diners.attendance(actor, first=first, last=last, canteen_id=canteen_id, meal=LUNCH)
    meals = [
        PastMeal(row.day, row.planned, planned.get(row.day), row.served)
        for row in reversed(rows)
        if row.served is not None and calendar[row.day].is_working
    ]
    return meals[-MEALS_SHOWN:]


def _planned(actor: Actor, canteen_id: int, first: date, last: date) -> dict[date, int]:
    """Diners that the plans in force were made for, by day."""
    if not actor.may(CanteenPermission.PLANNING_READ):
        return {}
    span = Span(canteen_id=canteen_id, meal=LUNCH, first=first, last=last)
    return {row.day: row.planned_for for row in meals_compared(actor, span)}
