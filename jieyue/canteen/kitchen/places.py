"""The canteen and the day that a page of the kitchen is about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.diners.places import among
from jieyue.canteen.diners.queries import CanteenRow, canteens, periods
from jieyue.kit import problems
from jieyue.kit.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Place:
    """A canteen on a day, with the canteens and days beside it."""

    canteen: CanteenRow
    canteens: Sequence[CanteenRow]
    day: date
    today: date

    @property
    def is_today(self) -> bool:
        return self.day == self.today

    @property
    def before(self) -> date:
        return self.day - timedelta(days=1)

    @property
    def after(self) -> date | None:
        return self.day + timedelta(days=1) if self.day < self.today + timedelta(days=7) else None


def place_of(actor: Actor, code: str, day: date) -> Place:
    """Raises Http404 for a canteen the actor does not see."""
    found = canteens(actor)
    row = among(found, code)
    return Place(canteen=row, canteens=found, day=day, today=timezone.localdate())


def meal_now(place: Place) -> str:
    """The meal that a page opens: the next that is not over today, lunch on other days."""
    if not place.is_today:
        return Meal.LUNCH.value
    now = timezone.localtime().time()
    served = periods(canteen_ids=[place.canteen.id])
    running = [period.meal for period in served if period.closes >= now]
    return running[0] if running else served[-1].meal if served else Meal.LUNCH.value


def attempt(
    request: HttpRequest,
    call: Callable[[], object],
    *,
    expected: tuple[type[Exception], ...],
    done: str,
) -> bool:
    """Do it and say so, or say why it was refused; whether it was done."""
    try:
        call()
    except expected as error:
        messages.error(request, problems.say(error))
        return False
    messages.success(request, done)
    return True


def at_time(day: date, text: str) -> datetime | None:
    """A local moment of `day` from a time as typed, 11:35; None when it is none."""
    try:
        typed = time.fromisoformat(text.strip())
    except ValueError:
        return None
    return datetime.combine(day, typed, tzinfo=timezone.get_current_timezone())
