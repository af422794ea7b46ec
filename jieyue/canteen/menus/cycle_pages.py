"""Pages of cycle menus: the list, one week of one cycle, one meal of it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from jieyue.canteen.diners.forms import CanteenField
from jieyue.canteen.diners.models import Meal
from jieyue.canteen.menus import actions, catalogue, cycles
from jieyue.canteen.menus.messages import say
from jieyue.canteen.menus.models import Course, CycleMenu
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.actor import Actor
from jieyue.kit.formats import WEEKDAYS
from jieyue.kit.pages import actor_of, render_page

LONGEST_APPLIED = 366  # days filled at once


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CycleForm(forms.Form):
    """A new cycle."""

    canteen = CanteenField(label=gettext_lazy("Canteen"))
    name = forms.CharField(label=gettext_lazy("Name of the cycle"), max_length=60)
    weeks = forms.IntegerField(
        label=gettext_lazy("Weeks"), min_value=1, max_value=cycles.MOST_WEEKS, initial=4
    )
    starts_on = forms.DateField(label=gettext_lazy("Starts on Monday"), widget=_day_input())

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["canteen"].offer(actor)  # type: ignore[attr-defined]


class ApplyForm(forms.Form):
    """The days whose empty meals the cycle fills."""

    first = forms.DateField(label=gettext_lazy("From"), widget=_day_input())
    last = forms.DateField(label=gettext_lazy("To"), widget=_day_input())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if first and first < timezone.localdate():
            self.add_error("first", _("Meals that are over keep their menu. Begin today or later."))
        if first and last and not 0 <= (last - first).days < LONGEST_APPLIED:
            self.add_error("last", _("Give a day within a year of the first."))
        return values


@login_required
@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """Every cycle, and a form for another."""
    actor = actor_of(request)
    may_edit = actor.may(CanteenPermission.MENUS_EDIT)
    data = request.POST if request.method == "POST" else None
    form = CycleForm(data, actor=actor, initial={"starts_on": _next_monday(timezone.localdate())})
    rows = cycles.cycles(actor)
    if data is not None:
        actor.require(CanteenPermission.MENUS_EDIT)
        if form.is_valid():
            values = dict(form.cleaned_data)
            canteen_id = values.pop("canteen")
            try:
                made = cycles.create_cycle(
                    canteen_id=canteen_id, **values, actor=actor, at=timezone.now()
                )
            except cycles.CycleNameTaken as error:
                form.add_error("name", say(error))
            except cycles.NotAMonday as error:
                form.add_error("starts_on", say(error))
            else:
                messages.success(request, _("The cycle is there. Now choose its dishes."))
                return redirect("canteen:cycle", made)
    context = {"cycles": rows, "form": form, "may_edit": may_edit}
    status = 422 if data is not None else 200
    return render_page(request, "canteen/menus/cycles.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def cycle(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """One week of a cycle; posting fills the days named from the whole cycle."""
    actor = actor_of(request)
    found = _cycle(actor, cycle_id)
    today = timezone.localdate()
    data = request.POST if request.method == "POST" else None
    month_end = (today.replace(day=1) + timedelta(days=62)).replace(day=1) - timedelta(days=1)
    form = ApplyForm(data, initial={"first": today + timedelta(days=1), "last": month_end})
    if data is not None:
        actor.require(CanteenPermission.MENUS_EDIT)
        if form.is_valid():
            filled = actions.apply_cycle(
                cycle_id=cycle_id, **form.cleaned_data, actor=actor, at=timezone.now()
            )
            messages.success(request, _("%(meals)s meals have a menu now.") % {"meals": filled})
            month = form.cleaned_data["first"]
            return redirect(
                f"{reverse('canteen:menus')}?canteen={found.canteen_code}&month={month:%Y-%m}"
            )
    week = _week(found, request.GET)
    days = cycles.week_of(cycle_id=cycle_id, week=week)
    context = {
        "cycle": found,
        "week": week,
        "weeks": range(1, found.weeks + 1),
        "others": [each for each in range(1, found.weeks + 1) if each != week],
        "days": list(zip(WEEKDAYS, days, strict=True)),
        "form": form,
        "may_edit": actor.may(CanteenPermission.MENUS_EDIT),
    }
    status = 422 if data is not None else 200
    return render_page(request, "canteen/menus/cycle.html", context, status=status)


@login_required
@require_POST
def copy_week(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Make another week like this one."""
    actor = actor_of(request)
    actor.require(CanteenPermission.MENUS_EDIT)
    _cycle(actor, cycle_id)
    from_week, to_week = (_number(request.POST.get(name, "")) for name in ("from", "to"))
    try:
        dishes = cycles.copy_week(
            cycle_id=cycle_id,
            from_week=from_week,
            to_week=to_week,
            actor=actor,
            at=timezone.now(),
        )
    except cycles.NoSuchPlace as error:
        messages.error(request, say(error))
        return redirect("canteen:cycle", cycle_id)
    done = _("Week %(week)s now has %(dishes)s dishes.") % {"week": to_week, "dishes": dishes}
    messages.success(request, done)
    return redirect(f"{reverse('canteen:cycle', args=[cycle_id])}?week={to_week}")


@login_required
@require_http_methods(["GET", "POST"])
def meal(request: HttpRequest, cycle_id: int, week: int, weekday: int, meal: str) -> HttpResponse:
    """Choose the dishes of one meal of a cycle."""
    actor = actor_of(request)
    actor.require(CanteenPermission.MENUS_EDIT)
    found = _cycle(actor, cycle_id)
    if (
        meal not in Meal.values
        or week not in range(1, found.weeks + 1)
        or weekday not in range(1, 8)
    ):
        raise Http404
    courses = catalogue.courses_of(actor)
    back = f"{reverse('canteen:cycle', args=[cycle_id])}?week={week}"
    place: dict[str, Any] = {"cycle_id": cycle_id, "week": week, "weekday": weekday, "meal": meal}
    if request.method == "POST":
        chosen = set(request.POST.getlist("dish"))
        ids = [i for names in courses.values() for i, _name in names if str(i) in chosen]
        cycles.set_meal(**place, dish_ids=ids, actor=actor, at=timezone.now())
        messages.success(request, _("Menu saved."))
        return redirect(back)
    context = {
        "cycle": found,
        "week": week,
        "weekday": WEEKDAYS[weekday - 1],
        "meal": Meal(meal),
        "courses": [(Course(code).label, names) for code, names in courses.items()],
        "chosen": set(cycles.dish_ids_of(**place)),
        "back": back,
    }
    return render_page(request, "canteen/menus/cycle_meal.html", context)


def _cycle(actor: Actor, cycle_id: int) -> cycles.CycleRow:
    try:
        return cycles.cycle(actor, cycle_id=cycle_id)
    except CycleMenu.DoesNotExist:
        raise Http404 from None


def _week(found: cycles.CycleRow, data: Mapping[str, str]) -> int:
    week = _number(data.get("week", "1"))
    if week not in range(1, found.weeks + 1):
        raise Http404
    return week


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _next_monday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())
