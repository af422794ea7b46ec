"""After each meal: does every dish that was served have its sample?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.diners.queries import CanteenRow, canteens_of, periods
from jieyue.canteen.menus.models import Dish, MenuDay
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.samples import facts, queries
from jieyue.canteen.samples.models import SampleCheck
from jieyue.canteen.samples.parameters import CHECK_AFTER_MINUTES
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor, system
from jieyue.people.messages.actions import Text, tell_holders

DAYS_BACK = 2  # meals that a stopped worker left unchecked


@dataclass(frozen=True, kw_only=True)
class _OverMeal:
    canteen: CanteenRow
    day: date
    meal: str


def check_meals(*, site_id: int, at: datetime) -> None:
    """Check every meal that is over and unchecked; of missing samples the inspectors are told."""
    actor = system("canteen.samples.checking", site_id=site_id)
    for over in _over(site_id, at):
        _check(over, actor=actor, at=at)


def _over(site_id: int, at: datetime) -> Iterator[_OverMeal]:
    """Meals of the last days with a menu that closed long enough ago and were not checked."""
    today = timezone.localdate(at)
    wait = parameters.read(site_id=site_id, on=today).integer(CHECK_AFTER_MINUTES)
    places = {row.id: row for row in canteens_of(site_id=site_id)}
    closes = {(p.canteen_id, p.meal): p.closes for p in periods(canteen_ids=list(places))}
    first = today - timedelta(days=DAYS_BACK)
    menus = MenuDay.objects.filter(canteen_id__in=places, day__range=(first, today))
    checks = SampleCheck.objects.filter(canteen_id__in=places, day__range=(first, today))
    checked = set(checks.values_list("canteen_id", "day", "meal"))
    for canteen_id, day, meal in menus.order_by("day", "canteen_id").values_list(
        "canteen_id", "day", "meal"
    ):
        end = closes.get((canteen_id, meal))
        if end is None or (canteen_id, day, meal) in checked:
            continue
        local = timezone.get_current_timezone()
        if at >= datetime.combine(day, end, tzinfo=local) + timedelta(minutes=wait):
            yield _OverMeal(canteen=places[canteen_id], day=day, meal=meal)


@transaction.atomic
def _check(over: _OverMeal, *, actor: Actor, at: datetime) -> None:
    needed, missing = queries.missing(
        canteen_id=over.canteen.id, site_id=over.canteen.site_id, day=over.day, meal=over.meal
    )
    SampleCheck.objects.create(
        site_id=over.canteen.site_id,
        canteen_id=over.canteen.id,
        day=over.day,
        meal=over.meal,
        checked_at=at,
        required=len(needed),
        missing=missing,
    )
    if not missing:
        return
    fact = facts.SamplesMissing(
        canteen_id=over.canteen.id,
        day=over.day,
        meal=over.meal,
        required=len(needed),
        dish_ids=missing,
    )
    journal.record(fact, actor=actor, at=at)
    names = Dish.objects.filter(id__in=missing).order_by("name").values_list("name", flat=True)
    text = Text(
        title=gettext_noop("%(canteen)s: samples missing, %(day)s %(meal)s"),
        text=gettext_noop("No sample was kept of: %(dishes)s"),
        link=reverse("canteen:samples_day", args=[over.canteen.code, over.day]),
        values={
            "canteen": over.canteen.name,
            "day": over.day.isoformat(),
            "meal": str(Meal(over.meal).label),
            "dishes": "、".join(names),
        },
    )
    tell_holders(text, permission=CanteenPermission.SAMPLES_DISPOSE, actor=actor, at=at)
