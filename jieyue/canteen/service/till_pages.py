"""The till, the meal as it is served, its sales, and the units' monthly statement."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jieyue.canteen.books.refusals import BooksRefused
from jieyue.canteen.diners.models import Meal
from jieyue.canteen.diners.places import among
from jieyue.canteen.diners.queries import canteens
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.planning.pages import live_context
from jieyue.canteen.reading import require_reading
from jieyue.canteen.service import actions, live, queries
from jieyue.canteen.service.catalogue import catalogue
from jieyue.canteen.service.models import Sale
from jieyue.canteen.service.refusals import ServiceRefused
from jieyue.canteen.service.tables import SaleTable, StatementTable
from jieyue.kit import problems
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Action, Empty, table_page

NO_CANTEEN = "canteen/planning/no_canteen.html"
HAND_COUNTS = (1, 5, 10)
MONTHS_SHOWN = 13


@login_required
@require_GET
def till(request: HttpRequest) -> HttpResponse:
    """The till of one canteen; what it needs without network lies in the page."""
    actor, at = actor_of(request), timezone.now()
    actor.require(CanteenPermission.SERVICE_SELL)
    places = canteens(actor)
    if not places:
        return render_page(request, NO_CANTEEN, {})
    place = among(places, request.GET.get("canteen", ""))
    chosen = request.GET.get("till", "")
    context = {
        "place": place,
        "places": places,
        "tills": queries.tills_of(actor, canteen_id=place.id),
        "till_id": int(chosen) if chosen.isascii() and chosen.isdigit() else None,
        "catalogue": asdict(catalogue(actor, canteen_id=place.id, at=at)),
        "hand_counts": HAND_COUNTS,
    }
    return render_page(request, "canteen/service/till.html", context)


@login_required
@require_GET
def served(request: HttpRequest) -> HttpResponse:
    """One meal as the tills see it, and for today's what to release."""
    actor, at = actor_of(request), timezone.now()
    actor.require(CanteenPermission.SERVICE_READ)
    places = canteens(actor)
    if not places:
        return render_page(request, NO_CANTEEN, {})
    place = among(places, request.GET.get("canteen", ""))
    today = timezone.localdate(at)
    day = _day(request.GET.get("day", ""), today)
    meal = request.GET.get("meal", Meal.LUNCH)
    if meal not in Meal.values:
        raise Http404
    found = live.meal_served(actor, canteen_id=place.id, day=day, meal=meal, today=today, at=at)
    context: dict[str, Any] = {
        "place": place,
        "places": places,
        "day": day,
        "today": today,
        "meal": meal,
        "meals": Meal.choices,
        "served": found,
        "may_release": actor.may(CanteenPermission.PLANNING_RELEASE),
    }
    if found.advice is not None:
        context |= live_context(found.advice)
    return render_page(
        request, "canteen/service/served.html", context, part="canteen/service/_served.html"
    )


@login_required
@require_GET
def sales(request: HttpRequest) -> HttpResponse:
    """Every sale of one day, with its flags."""
    actor = actor_of(request)
    actor.require(CanteenPermission.SERVICE_READ)
    places = canteens(actor)
    if not places:
        return render_page(request, NO_CANTEEN, {})
    place = among(places, request.GET.get("canteen", ""))
    today = timezone.localdate()
    day = _day(request.GET.get("day", ""), today)
    return table_page(
        request,
        SaleTable,
        queries.sales(actor, canteen_id=place.id, day=day),
        title=_("Sales of %(day)s, %(canteen)s") % {"day": day, "canteen": place.name},
        page="canteen/service/sales.html",
        empty=Empty(
            _("No sale on this day"),
            _("Tills record each diner; sales of a till that was offline come in later."),
            icon="cash-register",
        ),
        context={
            "place": place,
            "places": places,
            "day": day,
            "may_cancel": actor.may(CanteenPermission.SERVICE_SELL),
        },
    )


@login_required
@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    """Take back a sale named by its number."""
    actor = actor_of(request)
    try:
        sale = actions.cancel(
            client_id=_uuid(request.POST.get("client_id", "")),
            reason=request.POST.get("reason", "")[:120],
            actor=actor,
            at=timezone.now(),
        )
    except Sale.DoesNotExist:
        raise Http404 from None
    except (ServiceRefused, BooksRefused) as error:
        messages.error(request, problems.say(error))
        return redirect("canteen:sales")
    messages.success(request, _("The sale is taken back and refunded."))
    return redirect(f"{reverse('canteen:sales')}?day={sale.day}")


@login_required
@require_GET
def statement(request: HttpRequest) -> HttpResponse:
    """What each unit owes for guests, and what it is subsidised by, in one month."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.SERVICE_READ)
    now = queries.month_of(timezone.now())
    first = _month(request.GET.get("month", ""), now)
    last = _after(first) - timedelta(days=1)
    return table_page(
        request,
        StatementTable,
        queries.statement(actor, first=first, last=last),
        title=_("Meals charged to units, %(month)s") % {"month": f"{first:%Y-%m}"},
        page="canteen/service/statement.html",
        empty=Empty(
            _("No meal in this month"),
            _("Guest meals and subsidies stand here once tills have sold meals."),
            icon="file-invoice",
        ),
        actions=[
            Action(
                _("Excel"),
                f"{request.path}?month={first:%Y-%m}&export=xlsx",
                "file-spreadsheet",
            )
        ],
        context={"month": first, "months": _months(now)},
    )


def _day(text: str, today: date) -> date:
    try:
        return min(date.fromisoformat(text), today) if text else today
    except ValueError:
        raise Http404 from None


def _month(text: str, now: date) -> date:
    return _day(f"{text}-01", now) if text else now


def _after(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _months(now: date) -> list[date]:
    months = [now]
    while len(months) < MONTHS_SHOWN:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
