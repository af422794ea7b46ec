"""Pages of 报餐: the phone page of a person, the clerk's list, the kitchen's overview."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from jieyue.canteen.diners import queries as diners
from jieyue.canteen.diners.actions import NotServed
from jieyue.canteen.diners.models import Canteen, Meal
from jieyue.canteen.messages import say
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.reading import require_reading
from jieyue.canteen.signups import actions, queries
from jieyue.kit.actor import Actor
from jieyue.kit.columns import DayColumn, NumberColumn, StatusColumn, TextColumn
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Action, Empty, Table, table_page
from jieyue.people.persons.models import Person

DAYS_SHOWN = 7
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
LARGEST_ID = 2**63 - 1
MEAL_STATES = {str(meal): (meal.label, "blue") for meal in Meal}


class DayField(forms.DateField):
    """A day of this century or the next."""

    default_validators = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]


class ChoiceForm(forms.Form):
    """One toggle: a meal of a day, and whether the person will eat it."""

    meal = forms.ChoiceField(choices=Meal.choices)
    day = DayField()
    eats = forms.BooleanField(required=False)
    canteen = forms.IntegerField(min_value=1, max_value=LARGEST_ID)


class LeaveForm(forms.Form):
    """Sign-off for several days."""

    first_on = DayField(
        label=gettext_lazy("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last_on = DayField(
        label=gettext_lazy("To"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    meals = forms.MultipleChoiceField(
        label=gettext_lazy("Meals"),
        choices=Meal.choices,
        initial=Meal.values,
        widget=forms.CheckboxSelectMultiple,
    )
    canteen = forms.IntegerField(min_value=1, max_value=LARGEST_ID, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day lies before the first."))
        if first and last and (last - first).days > 366:
            self.add_error("last_on", _("Sign off for at most a year at a time."))
        return cleaned


class SignOffTable(Table):
    day = DayColumn(verbose_name=gettext_lazy("Day"))
    meal = StatusColumn(verbose_name=gettext_lazy("Meal"), states=MEAL_STATES)
    unit = TextColumn(verbose_name=gettext_lazy("Unit"))
    signed_off = NumberColumn(verbose_name=gettext_lazy("Signed off"))
    signed_up = NumberColumn(verbose_name=gettext_lazy("Signed up"))


@login_required
@require_http_methods(["GET", "POST"])
def my_meals(request: HttpRequest) -> HttpResponse:
    """The next seven days as big toggles; a tap posts one choice and swaps the list."""
    actor = actor_of(request)
    refusal, status = "", 200
    if request.method == "POST":
        refusal = _chosen(request, actor)
        status = 422 if refusal else 200
    context = _my_context(request, actor) | {"refusal": refusal}
    page, part = "canteen/signups/my_meals.html", "canteen/signups/_my_meals.html"
    return render_page(request, page, context, part=part, status=status)


def _chosen(request: HttpRequest, actor: Actor) -> str:
    """Take one tap; returns the refusal in words, empty when it was taken."""
    form = ChoiceForm(request.POST)
    if not form.is_valid() or actor.person_id is None:
        return _("This choice was not understood. Load the page again.")
    values = form.cleaned_data
    try:
        actions.choose(
            person_id=actor.person_id,
            canteen_id=values["canteen"],
            meal=values["meal"],
            day=values["day"],
            eats=values["eats"],
            actor=actor,
            at=timezone.now(),
        )
    except (NotServed, actions.TooLate) as error:
        return say(error)
    except Canteen.DoesNotExist:
        return _("This choice was not understood. Load the page again.")
    return ""


def _my_context(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    canteens = diners.canteens(actor)
    wanted = request.GET.get("canteen") or request.POST.get("canteen", "")
    canteen = next((row for row in canteens if str(row.id) == wanted), next(iter(canteens), None))
    at = timezone.now()
    days = []
    if canteen and actor.person_id is not None:
        days = queries.my_days(
            person_id=actor.person_id,
            canteen_id=canteen.id,
            first=timezone.localdate(at),
            days=DAYS_SHOWN,
            at=at,
        )
    return {
        "canteens": canteens,
        "canteen": canteen,
        "days": days,
        "has_person": actor.person_id is not None,
        "leave": LeaveForm(initial={"canteen": canteen.id if canteen else None}),
    }


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """停餐 for several days at once."""
    actor = actor_of(request)
    canteen = next(iter(diners.canteens(actor)), None)
    initial = {"canteen": canteen.id if canteen else None}
    form = LeaveForm(request.POST if request.method == "POST" else None, initial=initial)
    signed_off = None
    if request.method == "POST" and form.is_valid() and actor.person_id is not None:
        values = form.cleaned_data
        try:
            signed_off = actions.sign_off(
                person_id=actor.person_id,
                canteen_id=values["canteen"],
                first_on=values["first_on"],
                last_on=values["last_on"],
                meals=values["meals"],
                actor=actor,
                at=timezone.now(),
            )
        except (NotServed, actions.TooLate) as error:
            form.add_error(None, say(error))
        except Canteen.DoesNotExist as error:
            raise Http404 from error
    context = {"form": form, "signed_off": signed_off}
    status = 422 if form.is_bound and form.errors else 200
    page, part = "canteen/signups/leave.html", "canteen/signups/_leave.html"
    return render_page(request, page, context, part=part, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def colleagues(request: HttpRequest) -> HttpResponse:
    """The unit's clerk (报餐员) signs colleagues off or up for one day."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.SIGNUPS_EDIT)
    canteens = diners.canteens(actor)
    tomorrow = timezone.localdate() + timedelta(days=1)
    day = _day(request.POST.get("day") or request.GET.get("day"), default=tomorrow)
    refusal = ""
    if request.method == "POST":
        refusal = _chosen_for_colleague(request, actor, day)
    search = (request.GET.get("q") or "").strip()[:40]
    periods = diners.periods(canteen_ids=[canteens[0].id]) if canteens else []
    context = {
        "canteen": next(iter(canteens), None),
        "day": day,
        "meals": [(period.meal, Meal(period.meal).label) for period in periods],
        "people": queries.colleagues(actor, day=day, search=search),
        "search": search,
        "refusal": refusal,
    }
    page, part = "canteen/signups/colleagues.html", "canteen/signups/_colleagues.html"
    return render_page(request, page, context, part=part, status=422 if refusal else 200)


def _chosen_for_colleague(request: HttpRequest, actor: Actor, day: date) -> str:
    form = ChoiceForm(request.POST)
    person_id = request.POST.get("person", "")
    if not form.is_valid() or not person_id.isdecimal():
        return _("This choice was not understood. Load the page again.")
    try:
        actions.choose(
            person_id=int(person_id),
            canteen_id=form.cleaned_data["canteen"],
            meal=form.cleaned_data["meal"],
            day=day,
            eats=form.cleaned_data["eats"],
            actor=actor,
            at=timezone.now(),
        )
    except (NotServed, actions.TooLate) as error:
        return say(error)
    except (Canteen.DoesNotExist, Person.DoesNotExist):
        return _("This choice was not understood. Load the page again.")
    return ""


def _day(text: str | None, *, default: date) -> date:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return default
    return day if FIRST_DAY <= day <= LAST_DAY else default


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Sign-ups and sign-offs by unit for the next two weeks."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.SIGNUPS_READ)
    today = timezone.localdate()
    rows = queries.by_unit(actor, first=today, last=today + timedelta(days=14))
    return table_page(
        request,
        SignOffTable,
        rows,
        title=_("Sign-ups and sign-offs"),
        actions=[
            Action(_("For colleagues"), reverse("canteen:colleagues"), icon="users"),
            Action(_("My meals"), reverse("canteen:my_meals"), icon="device-mobile"),
        ],
        empty=Empty(
            _("Nobody signed off for the next two weeks"),
            _("People sign off on their phone; the unit's clerk can do it for colleagues."),
            reverse("canteen:colleagues"),
            _("Sign off for colleagues"),
        ),
    )
