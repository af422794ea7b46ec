"""Pages of the forecast: the kitchen board, the days ahead, how right it was, the back-test."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from jieyue.canteen.diners import queries as diners
from jieyue.canteen.diners.models import Meal
from jieyue.canteen.forecast import backtests, charts, queries, wording
from jieyue.canteen.forecast.board import board as board_of
from jieyue.canteen.forecast.models import Sureness
from jieyue.canteen.forecast.rules.accuracy import accuracy as measures_of
from jieyue.canteen.forecast.rules.accuracy import compared
from jieyue.canteen.messages import say
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.reading import require_reading
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page

DAYS_SHOWN_BACK = 28
ACCURACY_DAYS = 90
HORIZONS = ((1, 1), (2, 3), (4, 7), (8, 14))


@login_required
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The kitchen's screen; HTMX asks for the part every half minute."""
    actor = actor_of(request)
    wanted = request.GET.get("canteen", "")
    canteen_id = int(wanted) if wanted.isdecimal() else None
    found = board_of(actor, canteen_id=canteen_id, at=timezone.now())
    context = {"board": found, "theme": "dark", "now": timezone.localtime()}
    page, part = "canteen/forecast/board.html", "canteen/forecast/_board.html"
    return render_page(request, page, context, part=part)


@login_required
@require_GET
def ahead(request: HttpRequest) -> HttpResponse:
    """The next fourteen days of one canteen's meal, with the interval and the reasons."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.FORECAST_READ)
    context = _choice(request, actor)
    if context["canteen"] is not None:
        today = timezone.localdate()
        rows = queries.forecasts(
            actor,
            canteen_id=context["canteen"].id,
            meal=context["meal"],
            first=today,
            last=today + timedelta(days=14),
        )
        served = diners.served_on(
            canteen_id=context["canteen"].id,
            meal=context["meal"],
            first=today - timedelta(days=DAYS_SHOWN_BACK),
            last=today,
        )
        context["rows"] = [_shown(row) for row in rows]
        context["option"], context["table"] = charts.ahead(rows, served)
    return render_page(request, "canteen/forecast/ahead.html", context)


def _choice(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """The canteen and meal asked for, and what else could be asked for."""
    canteens = diners.canteens(actor)
    wanted = request.GET.get("canteen", "")
    canteen = next((row for row in canteens if str(row.id) == wanted), next(iter(canteens), None))
    meal = request.GET.get("meal", "")
    return {
        "canteens": canteens,
        "canteen": canteen,
        "meals": Meal.choices,
        "meal": meal if meal in Meal.values else Meal.LUNCH.value,
        "rows": [],
    }


def _shown(row: queries.ForecastRow) -> dict[str, Any]:
    return {
        "row": row,
        "causes": wording.causes(row.reasons),
        "doubts": wording.doubts(row.sureness_reasons),
        "sureness": Sureness(row.sureness).label,
        "colour": wording.SURENESS_COLOURS[row.sureness],
    }


@login_required
@require_GET
def accuracy(request: HttpRequest) -> HttpResponse:
    """How right the forecasts of the last ninety days were, against plain rules."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.FORECAST_READ)
    context = _choice(request, actor)
    last = timezone.localdate()
    if context["canteen"] is not None:
        rows = queries.scored(
            actor,
            first=last - timedelta(days=ACCURACY_DAYS),
            last=last,
            canteen_id=context["canteen"].id,
            meal=context["meal"],
        )
        next_day = [row for row in rows if row.horizon <= 1]
        context["rows"] = rows
        context["by_horizon"] = [
            (low, high, measures_of([row for row in rows if low <= row.horizon <= high]))
            for low, high in HORIZONS
        ]
        context["compared"] = [
            (wording.FORECASTERS[name], measures) for name, measures in compared(next_day).items()
        ]
        context["option"], context["table"] = charts.over_time(next_day)
    return render_page(request, "canteen/forecast/accuracy.html", context)


class BacktestForm(forms.Form):
    """The days to forecast once more, and from how far ahead."""

    first = forms.DateField(
        label=gettext_lazy("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        label=gettext_lazy("To"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    horizon = forms.IntegerField(
        label=gettext_lazy("Days ahead"), min_value=1, max_value=14, initial=1
    )


@login_required
@require_http_methods(["GET", "POST"])
def backtest(request: HttpRequest) -> HttpResponse:
    """One click forecasts the site's own past anew; the page follows the work and shows it."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.FORECAST_REFIT)
    last = timezone.localdate() - timedelta(days=1)
    form = BacktestForm(
        request.POST if request.method == "POST" else None,
        initial={"first": last - timedelta(days=180), "last": last},
    )
    if form.is_bound and form.is_valid():
        try:
            task = backtests.request(**form.cleaned_data, actor=actor, at=timezone.now())
        except backtests.BadBacktest as error:
            form.add_error(None, say(error))
        else:
            return redirect(f"{reverse('canteen:backtest')}?task={task.id}")
    context = {"form": form} | _work(request, actor)
    status = 422 if form.is_bound and form.errors else 200
    page, part = "canteen/forecast/backtest.html", "canteen/forecast/_backtest.html"
    return render_page(request, page, context, part=part, status=status)


def _work(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """The back-test asked for, or the last one: its progress, and its result when there is one."""
    wanted = request.GET.get("task", "")
    work = queries.backtest_work(actor, task_id=int(wanted) if wanted.isdecimal() else None)
    context: dict[str, Any] = {"work": work}
    if work is None or not work.result or work.result.get("empty"):
        return context
    result = work.result
    rows = {"forecast": result["measures"]} | result["baselines"]
    context["measures"] = [(wording.FORECASTERS[name], measures) for name, measures in rows.items()]
    context["option"], context["table"] = charts.backtest(result["days"])
    first, last = (date.fromisoformat(work.arguments[key]) for key in ("first", "last"))
    return context | {"first": first, "last": last, "result": result}
