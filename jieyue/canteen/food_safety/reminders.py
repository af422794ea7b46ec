"""Who is reminded of what is still missing: the day's check, the week's review, the meeting."""

from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.food_safety.models import DailyCheck, MonthlyMeeting, WeeklyReview
from jieyue.canteen.food_safety.rules.periods import monday
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.actor import system
from jieyue.people.messages.actions import Text, tell_holders

DAILY = gettext_noop("%(canteen)s: today's food-safety check is not made yet")
WEEKLY = gettext_noop("%(canteen)s: last week's food-safety review is not written yet")
MONTHLY = gettext_noop("%(canteen)s: last month's food-safety meeting is not recorded yet")


def remind_of_the_day(*, site_id: int, at: datetime) -> None:
    """In the afternoon of a workday, for each canteen without a check."""
    day = timezone.localdate(at)
    checked = DailyCheck.objects.filter(site_id=site_id, day=day)
    for canteen in _canteens(site_id).exclude(id__in=checked.values("canteen_id")):
        _remind(canteen, DAILY, CanteenPermission.FOOD_SAFETY_CHECK, at=at)


def remind_of_the_week(*, site_id: int, at: datetime) -> None:
    """On Monday, of the week before."""
    week = monday(timezone.localdate(at)) - timedelta(days=7)
    held = WeeklyReview.objects.filter(site_id=site_id, week=week)
    for canteen in _canteens(site_id).exclude(id__in=held.values("canteen_id")):
        _remind(canteen, WEEKLY, CanteenPermission.FOOD_SAFETY_DIRECT, at=at)


def remind_of_the_month(*, site_id: int, at: datetime) -> None:
    """On the fifth, of the month before."""
    held = MonthlyMeeting.objects.filter(site_id=site_id, month=_last_month(at))
    for canteen in _canteens(site_id).exclude(id__in=held.values("canteen_id")):
        _remind(canteen, MONTHLY, CanteenPermission.FOOD_SAFETY_DIRECT, at=at)


def _last_month(at: datetime) -> date:
    first = timezone.localdate(at).replace(day=1)
    return (first - timedelta(days=1)).replace(day=1)


def _canteens(site_id: int) -> "QuerySet[Canteen]":
    return Canteen.objects.filter(site_id=site_id, is_active=True)


def _remind(canteen: Canteen, title: str, permission: str, *, at: datetime) -> None:
    text = Text(title=title, link=reverse("canteen:food_safety"), values={"canteen": canteen.name})
    actor = system("canteen.food_safety", site_id=canteen.site_id)
    tell_holders(text, permission=permission, actor=actor, at=at)
