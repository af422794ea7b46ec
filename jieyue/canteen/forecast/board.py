"""The kitchen board: today's meals as the kitchen reads them from three metres."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from jieyue.canteen.diners import queries as diners
from jieyue.canteen.diners.models import Meal
from jieyue.canteen.forecast import queries, wording
from jieyue.canteen.parameters import LEAST_UNIT_EFFECT_SHOWN
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.reading import require_reading
from jieyue.kit import parameters
from jieyue.kit.actor import Actor


@dataclass(frozen=True)
class BoardMeal:
    """One meal of today. `expected` is None when there is no forecast; `why` may be empty.

    moved: diners by which the morning changed the night's number; None before the first cut-off.
    """

    meal: str
    label: str
    opens: time
    closes: time
    is_next: bool
    expected: int | None = None
    low: int | None = None
    high: int | None = None
    sureness: str = ""
    made_at: datetime | None = None
    cutoff: time | None = None
    moved: int | None = None
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Board:
    canteen_id: int
    canteen: str
    day: date
    meals: tuple[BoardMeal, ...]


def board(actor: Actor, *, canteen_id: int | None, at: datetime) -> Board | None:
    """Today's board of a canteen, the first one when none is named; None without a canteen."""
    require_reading(actor, CanteenPermission.FORECAST_READ)
    canteens = diners.canteens(actor)
    chosen = next((row for row in canteens if row.id == canteen_id), next(iter(canteens), None))
    if chosen is None:
        return None
    now = timezone.localtime(at)
    day = now.date()
    served = diners.served_meals(canteen_id=chosen.id, first=day, last=day)
    periods = [period for period, days in served if days]
    following = [period.meal for period in periods if period.closes > now.time()]
    next_meal = following[0] if following else (periods[-1].meal if periods else "")
    rows = queries.latest_forecasts(canteen_ids=[chosen.id], first=day, last=day)
    forecasts = {row.meal: row for row in rows}
    least = parameters.read(site_id=chosen.site_id, on=day).integer(LEAST_UNIT_EFFECT_SHOWN)
    meals = tuple(
        _meal(period, forecasts.get(period.meal), is_next=period.meal == next_meal, least=least)
        for period in periods
    )
    return Board(chosen.id, chosen.name, day, meals)


def _meal(
    period: diners.PeriodRow, row: queries.ForecastRow | None, *, is_next: bool, least: int
) -> BoardMeal:
    plain = BoardMeal(
        period.meal, str(Meal(period.meal).label), period.opens, period.closes, is_next
    )
    if row is None:
        return plain
    why = wording.unit_effects(row.unit_effects or [], least=least)
    why += wording.causes(row.reasons, most=max(0, 4 - len(why)))
    return BoardMeal(
        plain.meal,
        plain.label,
        plain.opens,
        plain.closes,
        is_next,
        expected=row.expected,
        low=row.low,
        high=row.high,
        sureness=row.sureness,
        made_at=row.made_at,
        cutoff=row.cutoff,
        moved=row.expected - row.night_expected if row.cutoff else None,
        why=tuple(why),
    )
