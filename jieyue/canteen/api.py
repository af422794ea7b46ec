"""The programmer's door of the canteen: canteens, forecasts, and attendance in and out."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from jieyue.canteen.demand.cells import MOST_DINERS
from jieyue.canteen.diners import actions as diner_actions
from jieyue.canteen.diners import queries as diners
from jieyue.canteen.diners.models import Attendance, AttendanceSource, Canteen, Meal
from jieyue.canteen.forecast import queries as forecast
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.reading import require_reading
from jieyue.canteen.receiving.api import router as receiving_api
from jieyue.canteen.residue_tests.api import router as residue_tests_api
from jieyue.canteen.service.api import router as service_api
from jieyue.canteen.waste.api import router as waste_api
from jieyue.kit.cursors import Page, cut
from jieyue.kit.idempotency import idempotent
from jieyue.kit.pages import actor_of
from jieyue.kit.problems import answers

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]

router = Router(tags=["canteen"])
router.add_router("", receiving_api)
router.add_router("", residue_tests_api)
router.add_router("", service_api)
router.add_router("", waste_api)

MealName = Literal["breakfast", "lunch", "dinner"]
MOST_DAYS = 31


class CanteenOut(Schema):
    """A canteen; `id` names it in the other addresses."""

    id: int
    code: str
    name: str
    kind: str


class Cause(Schema):
    """Why the number differs from the usual, in percent of it."""

    code: str
    effect_pct: float


class UnitEffectOut(Schema):
    """Diners by which a unit's morning moved lunch."""

    unit_id: int
    name: str
    effect: int
    reason: str


class ForecastOut(Schema):
    """How many are expected. low and high bound the middle 80 %.

    cutoff: of the morning correction the figures come from; null while they are the night's.
    """

    canteen_id: int
    canteen: str
    meal: str
    day: date
    made_at: datetime
    days_ahead: int = Field(alias="horizon")
    version: str
    expected: int
    low: int
    high: int
    quantiles: dict[str, float]
    sureness: str
    reasons: list[Cause]
    night_expected: int
    cutoff: time | None
    unit_effects: list[UnitEffectOut] | None


class ForecastsOut(Schema):
    """By day, canteen and meal."""

    items: list[ForecastOut]
    next: None = None


class AttendanceOut(Schema):
    """One recorded meal; null is unknown, never nobody."""

    id: int
    canteen_id: int
    meal: str
    day: date
    planned: int | None
    served: int | None
    source: str


class AttendanceIn(Schema):
    """One meal that is over."""

    canteen_id: int
    meal: MealName
    day: Day
    planned: int | None = Field(None, ge=0, le=MOST_DINERS)
    served: int = Field(ge=0, le=MOST_DINERS)


@router.get("/canteens", response=answers(list[CanteenOut]), summary="Canteens of the site")
def list_canteens(request: HttpRequest) -> list[diners.CanteenRow]:
    return diners.canteens(actor_of(request))


@router.get("/forecasts", response=answers(ForecastsOut), summary="Expected diners")
def list_forecasts(
    request: HttpRequest,
    first: Day | None = None,
    last: Day | None = None,
    canteen_id: int | None = None,
    meal: MealName | None = None,
) -> Any:
    """The newest forecast of each meal from `first` (today) to `last`, at most a month."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.FORECAST_READ)
    start = first or timezone.localdate()
    end = min(last or start + timedelta(days=14), start + timedelta(days=MOST_DAYS))
    known = [row.id for row in diners.canteens(actor) if canteen_id in (None, row.id)]
    rows = forecast.latest_forecasts(canteen_ids=known, first=start, last=end)
    return {"items": [row for row in rows if meal in (None, row.meal)]}


@router.get("/attendance", response=answers(Page[AttendanceOut]), summary="Recorded meals")
def list_attendance(
    request: HttpRequest,
    first: date | None = None,
    last: date | None = None,
    canteen_id: int | None = None,
    meal: MealName | None = None,
    cursor: str | None = None,
    size: int = 100,
) -> Any:
    """Recorded meals, newest first."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.ATTENDANCE_READ)
    wanted = {"day__gte": first, "day__lte": last, "canteen_id": canteen_id, "meal": meal}
    rows = Attendance.objects.visible_to(actor).filter(
        **{name: value for name, value in wanted.items() if value is not None}
    )
    items, following = cut(rows, by=("-day", "-id"), cursor=cursor, size=size)
    return {"items": items, "next": following}


@router.post(
    "/attendance", response=answers(AttendanceOut, 404, 409, status=201), summary="Record a meal"
)
@idempotent
def record_attendance(request: HttpRequest, body: AttendanceIn) -> Any:
    """Record one meal, such as from a till. A recorded meal is never overwritten."""
    try:
        row = diner_actions.record_attendance(
            canteen_id=body.canteen_id,
            meal=Meal(body.meal),
            day=body.day,
            planned=body.planned,
            served=body.served,
            source=AttendanceSource.COUNTED,
            actor=actor_of(request),
            at=timezone.now(),
        )
    except Canteen.DoesNotExist as error:
        raise Http404 from error
    return 201, AttendanceOut.model_validate(row).model_dump(mode="json")
