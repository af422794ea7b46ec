"""Explanations of use over quota: the list, one with its history, writing it, deciding on it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.quotas import actions
from jieyue.energy.quotas.forms import DecideForm, ExplainForm
from jieyue.energy.quotas.messages import EXPECTED
from jieyue.energy.quotas.models import Explanation, ExplanationStatus, Measure
from jieyue.energy.quotas.views import reading
from jieyue.kit import formats
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import DayColumn, Empty, StatusColumn, Table, TextColumn, table_page
from jieyue.people.steps import named, status_of, submit

COLOURS = {
    ExplanationStatus.AWAITED: "yellow",
    ExplanationStatus.SUBMITTED: "blue",
    ExplanationStatus.SENT_BACK: "orange",
    ExplanationStatus.ACCEPTED: "green",
}
PAGE = "energy/quotas/explanation.html"


class ExplanationTable(Table):
    number = TextColumn(
        verbose_name=gettext_lazy("number"),
        linkify=lambda record: reverse("energy:explanation", args=[record.number]),
    )
    unit = TextColumn(verbose_name=gettext_lazy("unit"), accessor="unit__short_name")
    year = TextColumn(verbose_name=gettext_lazy("year"), accessor="quota__year")
    measure = StatusColumn(
        verbose_name=gettext_lazy("what is limited"),
        states={each.value: (each.label, "blue") for each in Measure},
        accessor="quota__measure",
    )
    opened_on = DayColumn(verbose_name=gettext_lazy("asked for"))
    due_on = DayColumn(verbose_name=gettext_lazy("due"))
    status = StatusColumn(
        verbose_name=gettext_lazy("status"),
        states={each.value: (each.label, COLOURS[each]) for each in ExplanationStatus},
    )


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    actor = reading(request)
    rows = Explanation.objects.visible_to(actor).select_related("unit", "quota")
    return table_page(
        request,
        ExplanationTable,
        rows,
        title=_("Explanations of use over quota"),
        empty=Empty(
            _("Nobody is over quota"),
            _("A unit that uses more than its year's quota is asked here to explain."),
            icon="message-check",
        ),
    )


@require_GET
def explanation(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, number)


@require_POST
def explain(request: HttpRequest, number: str) -> HttpResponse:
    """Hand the explanation in."""
    actor, form = actor_of(request), ExplainForm(request.POST)
    _explanation(actor, number)
    reply = submit(
        request,
        form,
        lambda: actions.explain(
            number=number,
            reasons=form.cleaned_data["reasons"],
            measures=form.cleaned_data["measures"],
            seen_revision=form.cleaned_data["revision"],
            actor=actor,
            at=timezone.now(),
        ),
        refusals=EXPECTED,
        done_url=reverse("energy:explanation", args=[number]),
        said=_("The explanation is handed in."),
    )
    return reply or _page(request, number, explain_form=form)


@require_POST
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Accept it or send it back."""
    actor, form = actor_of(request), DecideForm(request.POST)
    _explanation(actor, number)
    accept = request.POST.get("decision") == "accept"
    reply = submit(
        request,
        form,
        lambda: actions.decide(
            number=number,
            accept=accept,
            note=form.cleaned_data["note"],
            seen_revision=form.cleaned_data["revision"],
            actor=actor,
            at=timezone.now(),
        ),
        refusals=EXPECTED,
        done_url=reverse("energy:explanation", args=[number]),
        said=_("The explanation is accepted.") if accept else _("The explanation is sent back."),
    )
    return reply or _page(request, number, decide_form=form)


def _page(
    request: HttpRequest,
    number: str,
    *,
    explain_form: ExplainForm | None = None,
    decide_form: DecideForm | None = None,
) -> HttpResponse:
    actor = actor_of(request) if explain_form or decide_form else reading(request)
    found = _explanation(actor, number)
    start: dict[str, Any] = {"revision": found.revision}
    typed = {"reasons": found.reasons, "measures": found.measures}
    forms = named(
        explain_form=explain_form or ExplainForm(initial=start | typed),
        decide_form=decide_form or DecideForm(initial=start),
    )
    is_submitted = found.status == ExplanationStatus.SUBMITTED
    may_decide = actor.may(EnergyPermission.QUOTAS_DECIDE) and actor.unit_id != found.unit_id
    context = {
        "number": found.number,
        "unit": found.unit.short_name,
        "quota": found.quota,
        "measure": Measure(found.quota.measure).label,
        "used": found.used,
        "over": found.used - found.quota.amount,
        "share": found.used / found.quota.amount,
        "opened_on": found.opened_on,
        "due_on": found.due_on,
        "is_late": found.status in actions.TO_EXPLAIN and found.due_on < timezone.localdate(),
        "status": ExplanationStatus(found.status).label,
        "colour": COLOURS[ExplanationStatus(found.status)],
        "reasons": found.reasons,
        "measures": found.measures,
        "steps": [
            {
                "status": ExplanationStatus(step.status).label,
                "colour": COLOURS[ExplanationStatus(step.status)],
                "note": step.note,
                "at": step.made_at,
                "by": formats.who(step.made_by),
            }
            for step in found.steps.all()
        ],
        "may_explain": found.status in actions.TO_EXPLAIN
        and actor.may(EnergyPermission.QUOTAS_EXPLAIN, unit_id=found.unit_id),
        "may_decide": is_submitted and may_decide,
    }
    return render_page(request, PAGE, context | forms, status=status_of(*forms.values()))


def _explanation(actor: Actor, number: str) -> Explanation:
    rows = Explanation.objects.visible_to(actor).select_related("quota", "unit")
    found: Explanation | None = rows.filter(number=number).first()
    if found is None:
        raise Http404
    return found
