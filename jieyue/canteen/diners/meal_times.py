"""One canteen: its name, and when it serves which meal."""

from dataclasses import dataclass
from datetime import time
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from jieyue.canteen.diners import actions, queries
from jieyue.canteen.diners.models import Meal
from jieyue.canteen.messages import say
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.formats import WEEKDAYS
from jieyue.kit.pages import actor_of, render_page

FIELD_OF_REFUSAL = {
    actions.CanteenNameTaken: "name",
    actions.ClosesBeforeOpening: "closes",
    actions.DeadlineAfterOpening: "signup_until",
    actions.NoWeekdays: "weekdays",
}
REFUSALS = tuple(FIELD_OF_REFUSAL)
LONGEST_NOTICE = 14  # days before a meal


def _time(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget)


class NameForm(forms.Form):
    """The canteen's name."""

    name = forms.CharField(label=gettext_lazy("Name of the canteen"), max_length=80)


class TimesForm(forms.Form):
    """When one meal is served."""

    opens = _time(gettext_lazy("Opens"))
    closes = _time(gettext_lazy("Closes"))
    workdays_only = forms.TypedChoiceField(
        label=gettext_lazy("Days served"),
        choices=[
            ("yes", gettext_lazy("workdays of the calendar, make-up days too")),
            ("no", gettext_lazy("every chosen weekday, holidays too")),
        ],
        coerce=lambda text: text == "yes",
    )
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("Weekdays"),
        choices=[(str(place), label) for place, label in enumerate(WEEKDAYS, 1)],
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    signup_until = _time(gettext_lazy("Sign up until"))
    signup_days_before = forms.IntegerField(
        label=gettext_lazy("Days before the meal"),
        min_value=0,
        max_value=LONGEST_NOTICE,
        help_text=gettext_lazy("0: the day itself."),
    )

    def clean_weekdays(self) -> str:
        return "".join(sorted(self.cleaned_data["weekdays"]))


@dataclass(frozen=True)
class MealCard:
    """One meal with its form. `is_served`: the canteen serves it now."""

    meal: str
    label: str
    is_served: bool
    form: TimesForm


@login_required
@require_http_methods(["GET", "POST"])
def canteen(request: HttpRequest, code: str) -> HttpResponse:
    """The canteen's name, and a form for each meal: `meal` says which was posted."""
    actor = actor_of(request)
    actor.require(CanteenPermission.CANTEENS_EDIT)
    place = next((row for row in queries.canteens(actor) if row.code == code), None)
    if place is None:
        raise Http404
    meal = request.POST.get("meal", "")
    if meal and meal not in Meal.values:
        raise Http404
    is_post = request.method == "POST"
    name_form = NameForm(request.POST if is_post and not meal else None, initial=vars(place))
    served = {row.meal: row for row in queries.periods(canteen_ids=[place.id])}
    cards = [
        MealCard(
            each.value,
            str(each.label),
            each.value in served,
            _form(request if meal == each.value else None, each, served.get(each.value)),
        )
        for each in Meal
    ]
    posted = next((card.form for card in cards if card.meal == meal), name_form)
    if is_post and _done(request, place.id, meal, posted):
        messages.success(request, _("Saved."))
        return redirect("canteen:canteen", code)
    context = {"place": place, "name_form": name_form, "cards": cards, "posted": meal}
    status = 422 if is_post else 200
    return render_page(request, "canteen/diners/canteen.html", context, status=status)


def _form(request: HttpRequest | None, meal: Meal, row: queries.PeriodRow | None) -> TimesForm:
    data = request.POST if request is not None and "out" not in request.POST else None
    if row is not None:
        initial = vars(row) | {
            "workdays_only": "yes" if row.workdays_only else "no",
            "weekdays": list(row.weekdays),
        }
    else:
        opens, closes = actions.USUAL_TIMES[meal]
        initial = {
            "opens": opens,
            "closes": closes,
            "workdays_only": "yes",
            "weekdays": list("12345"),
            "signup_until": time(16),
            "signup_days_before": 1,
        }
    return TimesForm(data, initial=initial, auto_id=f"{meal.value}-%s")


def _done(request: HttpRequest, canteen_id: int, meal: str, form: forms.Form) -> bool:
    """Whether what was posted was written; what hinders it stands on the form."""
    actor, at = actor_of(request), timezone.now()
    if meal and "out" in request.POST:
        actions.take_meal_out(canteen_id=canteen_id, meal=meal, actor=actor, at=at)
        return True
    if not form.is_valid():
        return False
    values = form.cleaned_data
    try:
        if meal:
            actions.set_meal_times(canteen_id=canteen_id, meal=meal, **values, actor=actor, at=at)
        else:
            actions.rename_canteen(canteen_id=canteen_id, **values, actor=actor, at=at)
    except REFUSALS as error:
        form.add_error(FIELD_OF_REFUSAL[type(error)], say(error))
        return False
    return True
