"""The three documents of food safety, each a page to write and to print; and the offices."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.canteen.diners.queries import CanteenRow
from jieyue.canteen.food_safety import actions, figures, queries
from jieyue.canteen.food_safety.forms import MeetingForm, OfficeForm, ReviewForm
from jieyue.canteen.food_safety.models import Appointment
from jieyue.canteen.food_safety.places import place_by_code, place_of
from jieyue.canteen.food_safety.refusals import FoodSafetyRefused
from jieyue.canteen.food_safety.rules.periods import NotAMonth, NotAWeek, check_month, check_week
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import problems
from jieyue.kit.pages import actor_of, render_page
from jieyue.people.persons.models import Person


@login_required
@require_GET
def print_day(request: HttpRequest, code: str, day: date) -> HttpResponse:
    """每日食品安全检查记录, for a printer."""
    actor = actor_of(request)
    place = place_by_code(actor, code)
    check = queries.check_on(actor, canteen_id=place.id, day=day)
    if check is None:
        raise Http404
    context = {"place": place, "check": check}
    return render_page(request, "canteen/food_safety/print_day.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def week(request: HttpRequest, code: str, week: date) -> HttpResponse:
    """每周食品安全排查治理报告: written once, then shown and printed."""
    actor, at = actor_of(request), timezone.now()
    place = place_by_code(actor, code)
    try:
        check_week(week, today=timezone.localdate(at))
    except NotAWeek:
        raise Http404 from None
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.review_week(
                canteen_id=place.id, week=week, actor=actor, at=at, **form.cleaned_data
            )
        except FoodSafetyRefused as error:
            form.add_error(None, problems.say(error))
        else:
            return redirect(request.path)
    last = week + timedelta(days=6)
    context = {
        "kind": "week",
        "last": last,
        "report": queries.review(actor, canteen_id=place.id, week=week),
    }
    return _report(request, place, form, first=week, last=last, context=context)


@login_required
@require_http_methods(["GET", "POST"])
def month(request: HttpRequest, code: str, month: date) -> HttpResponse:
    """每月食品安全调度会议纪要: recorded once, then shown and printed."""
    actor, at = actor_of(request), timezone.now()
    place = place_by_code(actor, code)
    try:
        check_month(month, today=timezone.localdate(at))
    except NotAMonth:
        raise Http404 from None
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        initial={"held_on": timezone.localdate(at)},
    )
    if form.is_bound and form.is_valid():
        try:
            actions.hold_meeting(
                canteen_id=place.id, month=month, said=form.said(), actor=actor, at=at
            )
        except FoodSafetyRefused as error:
            form.add_error(None, problems.say(error))
        else:
            return redirect(request.path)
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    context = {
        "kind": "month",
        "last": last,
        "report": queries.meeting(actor, canteen_id=place.id, month=month),
    }
    return _report(request, place, form, first=month, last=last, context=context)


def _report(
    request: HttpRequest,
    place: CanteenRow,
    form: ReviewForm | MeetingForm,
    *,
    first: date,
    last: date,
    context: dict[str, Any],
) -> HttpResponse:
    actor = actor_of(request)
    found = figures.figures(canteen_id=place.id, first=first, last=last, at=timezone.now())
    context |= {
        "place": place,
        "first": first,
        "form": form,
        "figures": queries.figure_words(found),
        "may_direct": actor.may(CanteenPermission.FOOD_SAFETY_DIRECT),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "canteen/food_safety/report.html", context, status=status)


@login_required
@require_POST
def appoint(request: HttpRequest) -> HttpResponse:
    """Give somebody an office."""
    actor = actor_of(request)
    place = place_of(request, actor)
    form = OfficeForm(request.POST)
    if place is None:
        raise Http404
    if not form.is_valid():
        for field, errors in form.errors.items():
            said = " ".join(str(error) for error in errors)
            messages.error(request, f"{form.fields[field].label}: {said}")
        return redirect("canteen:food_safety")
    values = form.cleaned_data
    person = Person.objects.filter(site_id=actor.site_id, staff_no=values.pop("staff_no")).first()
    try:
        actions.appoint(
            canteen_id=place.id,
            person_id=person.id if person else 0,
            actor=actor,
            at=timezone.now(),
            **values,
        )
    except Person.DoesNotExist:
        raise Http404 from None
    except FoodSafetyRefused as error:
        messages.error(request, problems.say(error))
    return redirect("canteen:food_safety")


@login_required
@require_POST
def dismiss(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """End an office from today on."""
    at = timezone.now()
    try:
        actions.dismiss(
            appointment_id=appointment_id,
            until_on=timezone.localdate(at),
            actor=actor_of(request),
            at=at,
        )
    except Appointment.DoesNotExist:
        raise Http404 from None
    return redirect("canteen:food_safety")
