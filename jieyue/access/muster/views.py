"""紧急点名: the list on the phone, the call, its end, and the report."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.access.muster import actions, plain, queries, reporting
from jieyue.access.muster.forms import CallForm, EndForm, UnitPointForm
from jieyue.access.muster.messages import EXPECTED, say
from jieyue.access.muster.models import Muster
from jieyue.access.muster.reporting import Step
from jieyue.access.muster.tables import LineTable, MusterTable
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Actor
from jieyue.kit.charts import ChartTable
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Action, Empty, table_page

LIST = "access/muster/list.html"


@require_http_methods(["GET", "POST"])
def current(request: HttpRequest) -> HttpResponse:
    """The list, and the form that calls; opens again without network."""
    actor, at = actor_of(request), timezone.now()
    form = CallForm(request.POST or None, initial={"kind": "drill"})
    if form.is_bound and form.is_valid():
        try:
            actions.call(**form.cleaned_data, actor=actor, at=at)
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            return redirect("access:musters_now")
    roll = queries.roll(actor, at=at)
    if roll.muster is None:
        actions.note_reading(lines=len(roll.rows), actor=actor, at=at)
    context = {
        "roll": roll,
        "lists": plain.by_point(roll.rows),
        "known": roll.as_json(),
        "form": form,
        "end_form": EndForm(),
        "may_call": actor.may(AccessPermission.MUSTER_CALL),
        "may_edit": actor.may(AccessPermission.GATES_EDIT),
        "at": at,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, LIST, context, status=status)


@require_POST
def end(request: HttpRequest, muster_id: int) -> HttpResponse:
    """Everybody may go back."""
    actor = actor_of(request)
    form = EndForm(request.POST)
    if not form.is_valid():
        row = _muster(actor, muster_id)
        context = {"form": form, "row": row}
        return render_page(request, "access/muster/end.html", context, status=422)
    outcome = actions.Outcome(**form.cleaned_data)
    try:
        actions.end(muster_id=muster_id, outcome=outcome, actor=actor, at=timezone.now())
    except Muster.DoesNotExist:
        raise Http404 from None
    except EXPECTED as error:
        messages.error(request, say(error))
    return redirect("access:muster", muster_id=muster_id)


@require_GET
def musters(request: HttpRequest) -> HttpResponse:
    """Every muster and drill."""
    actor = actor_of(request)
    return table_page(
        request,
        MusterTable,
        queries.musters(actor),
        title=_("Musters and drills"),
        actions=[Action(_("List of who is inside"), reverse("access:musters_now"), "list-check")],
        empty=Empty(
            _("No muster was called yet"),
            _("Call a drill from the list: it shows how good the list is and how fast you are."),
            reverse("access:musters_now"),
            _("List of who is inside"),
            "speakerphone",
        ),
    )


@require_GET
def muster(request: HttpRequest, muster_id: int) -> HttpResponse:
    """The report of one muster."""
    actor, at = actor_of(request), timezone.now()
    row = _muster(actor, muster_id)
    steps = reporting.steps(row, at=at)
    context = {
        "row": row,
        "figures": reporting.figures(row),
        "option": _option(steps),
        "table": _table(steps),
        "has_names": row.lines.exists(),
    }
    return render_page(request, "access/muster/report.html", context)


@require_GET
def lines(request: HttpRequest, muster_id: int) -> HttpResponse:
    """Its list as it stands, also as a file and for printing."""
    actor = actor_of(request)
    row = _muster(actor, muster_id)
    return table_page(
        request,
        LineTable,
        queries.lines(actor, row),
        title=_("List of the muster"),
        actions=[Action(_("Report"), reverse("access:muster", args=[row.id]), "report")],
        empty=Empty(
            _("The names are gone"), _("They are deleted in time; the figures stay."), icon="eraser"
        ),
    )


@require_http_methods(["GET", "POST"])
def units(request: HttpRequest) -> HttpResponse:
    """Units that gather elsewhere than their zone says."""
    actor = actor_of(request)
    actor.require(AccessPermission.GATES_EDIT)
    if request.method == "POST":
        form = UnitPointForm(request.POST, actor=actor)
        if form.is_valid():
            actions.assign_unit(**form.cleaned_data, actor=actor, at=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("access:muster_units")
        messages.error(request, _("Choose one of the assembly points."))
    context = {
        "rows": queries.unit_points(actor),
        "points": UnitPointForm(actor=actor).fields["point_id"].choices,  # type: ignore[attr-defined]
    }
    status = 422 if request.method == "POST" else 200
    return render_page(request, "access/muster/units.html", context, status=status)


def _muster(actor: Actor, muster_id: int) -> Muster:
    try:
        return queries.muster(actor, muster_id)
    except Muster.DoesNotExist:
        raise Http404 from None


def _option(steps: list[Step]) -> dict[str, Any]:
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {},
        "xAxis": {"type": "category", "data": [str(step.minute) for step in steps]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {"type": "line", "step": "end", "symbol": "none", "name": name, "data": data}
            for name, data in (
                (_("was found"), [step.found for step in steps]),
                (_("missing"), [step.missing for step in steps]),
                (_("known to be outside"), [step.outside for step in steps]),
            )
        ],
    }


def _table(steps: list[Step]) -> ChartTable:
    headers = [_("minute"), _("was found"), _("missing"), _("known to be outside")]
    return ChartTable(
        headers, [[step.minute, step.found, step.missing, step.outside] for step in steps]
    )
