"""Measures and their trials: the list, registering one, one with its lunches and result."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.canteen.diners.queries import canteens
from jieyue.canteen.experiments import actions, charts, queries
from jieyue.canteen.experiments.forms import AbandonForm, DayForm, MeasureForm, RatingForm
from jieyue.canteen.experiments.models import Measure, MeasureStatus, Outcome
from jieyue.canteen.experiments.queries import STATUS_COLOURS, MeasureView
from jieyue.canteen.experiments.refusals import MeasureRefused
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Action, DayColumn, Empty, StatusColumn, Table, TextColumn, table_page
from jieyue.people.steps import named, press, status_of, submit

PAGE = "canteen/experiments/measure.html"


class MeasureTable(Table):
    title = TextColumn(
        verbose_name=gettext_lazy("measure"),
        linkify=lambda record: reverse("canteen:experiment", args=[record["number"]]),
    )
    outcome = StatusColumn(
        verbose_name=gettext_lazy("compared by"),
        states={each.value: (each.label, "blue") for each in Outcome},
    )
    starts_on = DayColumn(verbose_name=gettext_lazy("starts on"))
    status = StatusColumn(
        verbose_name=gettext_lazy("status"),
        states={each.value: (each.label, STATUS_COLOURS[each]) for each in MeasureStatus},
    )
    result = TextColumn(verbose_name=gettext_lazy("what it brought"))

    def render_result(self, value: Any) -> str:
        return str(queries.CLAIMS[value["difference"]["claim"]][0]) if value else "—"

    def value_result(self, value: Any) -> str:
        return self.render_result(value)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(CanteenPermission.EXPERIMENTS_READ)
    may_edit = actor.may(CanteenPermission.EXPERIMENTS_EDIT)
    new = reverse("canteen:experiment_new")
    label = _("Register a measure")
    return table_page(
        request,
        MeasureTable,
        queries.table(actor),
        title=_("Measures and trials"),
        actions=[Action(label, new, "plus", "primary")] if may_edit else [],
        empty=Empty(
            _("No measure was tried yet"),
            _("Register what you want to try before it starts; the lunches show what it brings."),
            new if may_edit else "",
            label,
            "flask",
        ),
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(CanteenPermission.EXPERIMENTS_EDIT)
    places = [(row.id, row.name) for row in canteens(actor)]
    form = MeasureForm(request.POST or None, canteens=places)
    made: list[Measure] = []
    reply = submit(
        request,
        form,
        lambda: made.append(actions.register(form.trial, actor=actor, at=timezone.now())),
        refusals=MeasureRefused,
        done_url=lambda: reverse("canteen:experiment", args=[made[0].number]),
        said=_("The measure is registered. Its lunches are chosen by rule."),
    )
    back = reverse("canteen:experiments")
    context = {"title": _("Register a measure"), "form": form, "back_url": back}
    return reply or render_page(
        request, "canteen/experiments/form.html", context, status=status_of(form)
    )


@require_GET
def measure(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, number)


@require_POST
def leave_out(request: HttpRequest, number: str) -> HttpResponse:
    actor, form = actor_of(request), DayForm(request.POST)
    _measure(actor, number)
    reply = submit(
        request,
        form,
        lambda: actions.leave_out(
            number=number, **form.cleaned_data, actor=actor, at=timezone.now()
        ),
        refusals=MeasureRefused,
        done_url=_place(number),
        said=_("This day will not count."),
    )
    return reply or _page(request, number, day_form=form)


@require_POST
def abandon(request: HttpRequest, number: str) -> HttpResponse:
    actor, form = actor_of(request), AbandonForm(request.POST)
    _measure(actor, number)
    reply = submit(
        request,
        form,
        lambda: actions.abandon(number=number, **form.cleaned_data, actor=actor, at=timezone.now()),
        refusals=MeasureRefused,
        done_url=_place(number),
        said=_("The measure is abandoned. Nothing is claimed of it."),
    )
    return reply or _page(request, number, abandon_form=form)


@require_POST
def evaluate(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    _measure(actor, number)
    return press(
        request,
        lambda: actions.evaluate(number=number, actor=actor, at=timezone.now()),
        refusals=MeasureRefused,
        done_url=_place(number),
        said=_("The measure is evaluated."),
    )


@require_POST
def rate(request: HttpRequest, number: str) -> HttpResponse:
    actor, form = actor_of(request), RatingForm(request.POST)
    view = _measure(actor, number)
    reply = submit(
        request,
        form,
        lambda: actions.rate(
            canteen_id=view.canteen_id,
            meal=view.meal,
            **form.cleaned_data,
            actor=actor,
            at=timezone.now(),
        ),
        refusals=MeasureRefused,
        done_url=_place(number),
        said=_("The ratings are entered."),
    )
    return reply or _page(request, number, rating_form=form)


def _page(request: HttpRequest, number: str, **bound: forms.Form) -> HttpResponse:
    actor = actor_of(request)
    view = _measure(actor, number)
    option, table = charts.lunches(view)
    shown = named(
        **{
            "day_form": DayForm(),
            "abandon_form": AbandonForm(),
            "rating_form": RatingForm(initial={"day": timezone.localdate()}),
            **bound,
        }
    )
    context = {
        "measure": view,
        "option": option,
        "table": table,
        "may_edit": actor.may(CanteenPermission.EXPERIMENTS_EDIT),
        "is_open": view.status in (MeasureStatus.PLANNED, MeasureStatus.RUNNING),
        "is_rated": view.outcome == Outcome.SATISFACTION,
    }
    return render_page(request, PAGE, context | shown, status=status_of(*shown.values()))


def _measure(actor: Actor, number: str) -> MeasureView:
    actor.require(CanteenPermission.EXPERIMENTS_READ)
    try:
        return queries.measure_of(actor, number=number, on=timezone.localdate())
    except Measure.DoesNotExist:
        raise Http404 from None


def _place(number: str) -> str:
    return reverse("canteen:experiment", args=[number])
