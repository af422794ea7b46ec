"""Runs of allocation: the list, dividing a month, one run, one unit's part, one meter's parts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.energy.allocation import actions, charts, monthly, run_queries
from jieyue.energy.allocation.forms import RunForm
from jieyue.energy.allocation.messages import EXPECTED
from jieyue.energy.allocation.models import AllocationRun, LineKind, RunStatus
from jieyue.energy.allocation.run_queries import RunRow
from jieyue.energy.meters.models import Medium
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit import excel
from jieyue.kit.actor import Actor, NotAllowed
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import (
    Action,
    Empty,
    NumberColumn,
    ShareColumn,
    StatusColumn,
    Table,
    TextColumn,
    YuanColumn,
    table_page,
)
from jieyue.people.steps import press, status_of, submit

COLOURS = {
    RunStatus.DRAFT: "yellow",
    RunStatus.PUBLISHED: "green",
    RunStatus.SUPERSEDED: "secondary",
}


class RunTable(Table):
    number = TextColumn(
        verbose_name=gettext_lazy("number"),
        linkify=lambda record: reverse("energy:allocation_run", args=[record.number]),
    )
    month = TextColumn(verbose_name=gettext_lazy("month"))
    medium_label = TextColumn(verbose_name=gettext_lazy("medium"))
    use = NumberColumn(verbose_name=gettext_lazy("Use"), places=2)
    unit_label = TextColumn(verbose_name=gettext_lazy("counted in"))
    amount_yuan = YuanColumn(verbose_name=gettext_lazy("amount"))
    coverage = ShareColumn(verbose_name=gettext_lazy("coverage"))
    estimated_share = ShareColumn(verbose_name=gettext_lazy("of it estimated"))
    version = TextColumn(verbose_name=gettext_lazy("method version"))
    status = StatusColumn(
        verbose_name=gettext_lazy("status"),
        states={each.value: (each.label, COLOURS[each]) for each in RunStatus},
    )

    def render_month(self, value: Any) -> str:
        return f"{value:%Y-%m}"

    def value_month(self, value: Any) -> str:
        return f"{value:%Y-%m}"


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every run the reader may see."""
    actor = reading(request)
    may_edit = actor.may(EnergyPermission.ALLOCATION_EDIT)
    new, label = reverse("energy:allocation_new"), _("Divide a month")
    links = [Action(_("Method"), reverse("energy:allocation_methods"), "book")]
    if may_edit:
        links.append(Action(_("Basis"), reverse("energy:allocation_basis"), "scale"))
        links.append(Action(label, new, "plus", "primary"))
    return table_page(
        request,
        RunTable,
        run_queries.runs(actor, medium=_medium(request)),
        title=_("Allocation of shared energy"),
        actions=links,
        empty=Empty(
            _("No month is allocated yet"),
            _("Once a month is over, its use is divided among the units by the published method."),
            new if may_edit else "",
            label,
            "arrows-split",
        ),
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Divide a month, or do so anew with the bill."""
    actor = actor_of(request)
    actor.require(EnergyPermission.ALLOCATION_EDIT)
    initial = {
        "month": monthly.last_month(timezone.localdate()),
        "medium": _medium(request) or Medium.ELECTRICITY,
    }
    form = RunForm(request.POST or None, initial=initial)
    made: list[AllocationRun] = []
    reply = submit(
        request,
        form,
        lambda: made.append(actions.draft(**form.cleaned_data, actor=actor, at=timezone.now())),
        refusals=EXPECTED,
        done_url=lambda: reverse("energy:allocation_run", args=[made[0].number]),
        said=_("The month is divided, as a draft."),
    )
    context = {
        "title": _("Divide a month"),
        "form": form,
        "back_url": reverse("energy:allocation"),
    }
    return reply or render_page(
        request, "energy/allocation/form.html", context, status=status_of(form)
    )


@require_GET
def run(request: HttpRequest, number: str) -> HttpResponse:
    """One run by unit, against the one it replaces, and by common meter."""
    actor = reading(request)
    found = _run(actor, number)
    if request.GET.get("export") == "xlsx":
        return _workbook(actor, found)
    return render_page(request, "energy/allocation/run.html", _context(actor, found))


@require_GET
def print_run(request: HttpRequest, number: str) -> HttpResponse:
    """The run as a sheet, A4."""
    actor = reading(request)
    context = _context(actor, _run(actor, number))
    context |= {"printed_at": timezone.now(), "printed_by": actor.name}
    return render_page(request, "energy/allocation/print.html", context)


@require_GET
def unit(request: HttpRequest, number: str, unit_id: int) -> HttpResponse:
    """Why one unit's part is what it is."""
    actor = reading(request)
    found = _run(actor, number)
    lines = run_queries.lines(actor, found, unit_id=unit_id)
    if not lines:
        raise Http404
    parts = [row for row in run_queries.by_unit(actor, found) if row.unit_id == unit_id]
    context = {
        "run": run_queries.run_row(found),
        "part": parts[0],
        "own": [line for line in lines if line.kind == LineKind.OWN],
        "shared": [line for line in lines if line.kind == LineKind.SHARED],
    }
    return render_page(request, "energy/allocation/unit.html", context)


@require_GET
def meter(request: HttpRequest, number: str, meter_id: int) -> HttpResponse:
    """How one meter's use was divided; it sums to the meter."""
    actor = reading(request)
    found = _run(actor, number)
    lines = run_queries.lines(actor, found, meter_id=meter_id)
    if not lines:
        raise Http404
    context = {"run": run_queries.run_row(found), "lines": lines, "first": lines[0]}
    return render_page(request, "energy/allocation/meter.html", context)


@require_POST
def publish(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    _run(actor, number)
    typed = request.POST.get("revision", "")
    revision = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
    return press(
        request,
        lambda: actions.publish(
            number=number, seen_revision=revision, actor=actor, at=timezone.now()
        ),
        refusals=EXPECTED,
        done_url=reverse("energy:allocation_run", args=[number]),
        said=_("The allocation is published."),
    )


def reading(request: HttpRequest) -> Actor:
    """Whoever may read allocations, of the complex or of his unit. Raises NotAllowed."""
    actor = actor_of(request)
    if actor.scope_of(EnergyPermission.ALLOCATION_READ) is None:
        raise NotAllowed(EnergyPermission.ALLOCATION_READ)
    return actor


def _context(actor: Actor, found: AllocationRun) -> dict[str, Any]:
    row, parts = run_queries.run_row(found), run_queries.by_unit(actor, found)
    former = run_queries.compared_with(found)
    is_whole = actor.may(EnergyPermission.ALLOCATION_READ)
    option, table = charts.by_unit(parts, unit=row.unit_label)
    return {
        "run": row,
        "parts": parts,
        "meters": run_queries.by_meter(actor, found) if is_whole else [],
        "former": former.number if former else "",
        "is_whole": is_whole,
        "may_publish": actor.may(EnergyPermission.ALLOCATION_EDIT)
        and found.status == RunStatus.DRAFT,
        "may_edit": actor.may(EnergyPermission.ALLOCATION_EDIT),
        "status_label": RunStatus(found.status).label,
        "colour": COLOURS[RunStatus(found.status)],
        "option": option,
        "table": table,
    }


def _workbook(actor: Actor, found: AllocationRun) -> HttpResponse:
    row = run_queries.run_row(found)
    title = _title(row)
    header = [
        _("Unit"), _("Meter"), _("Name"), _("Rule"), _("Weight"), _("Sum of weights"),
        _("Use (%(unit)s)") % {"unit": row.unit_label}, _("of it estimated"), _("Amount (yuan)"),
    ]  # fmt: skip
    lines = [
        (
            line.unit or _("not allocated"), line.number, line.meter, line.rule, line.weight,
            line.weight_total, line.use, line.estimated, line.amount_yuan,
        )
        for line in run_queries.lines(actor, found)
    ]  # fmt: skip
    content = excel.workbook(title, [header, *lines])
    response = HttpResponse(content, content_type=excel.CONTENT_TYPE)
    name = content_disposition_header(as_attachment=True, filename=f"{title}.xlsx")
    response["Content-Disposition"] = name or "attachment"
    return response


def _title(row: RunRow) -> str:
    return _("Allocation %(medium)s %(month)s") % {
        "medium": row.medium_label,
        "month": f"{row.month:%Y-%m}",
    }


def _run(actor: Actor, number: str) -> AllocationRun:
    try:
        return run_queries.run_of(actor, number=number)
    except AllocationRun.DoesNotExist:
        raise Http404 from None


def _medium(request: HttpRequest) -> str:
    asked = request.GET.get("medium", "")
    return asked if asked in Medium.values else ""
