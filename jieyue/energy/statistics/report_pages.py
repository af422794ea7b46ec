"""The reporter's desk, one report's grid, its corrections, its print and Excel."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.energy.bills import queries as bills
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.statistics import actions, corrections, duties, reports, sheets
from jieyue.energy.statistics.messages import EXPECTED
from jieyue.energy.statistics.places import place_of, site_of
from jieyue.energy.statistics.refusals import BadFigure, ReasonMissing, StatisticsRefused
from jieyue.energy.statistics.spans import parse, recent
from jieyue.energy.statistics.wording import STATUSES, period_name
from jieyue.kit import excel
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.problems import say

PERIODS_SHOWN = 5


@login_required
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """What a unit has to report, by when, and what of it is done; begins a report."""
    actor, now = actor_of(request), timezone.now()
    actor.require(EnergyPermission.STATISTICS_READ, unit_id=actor.unit_id)
    today = timezone.localdate(now)
    place = place_of(request, actor, today=today)
    if request.method == "POST":
        return _begun(request, place.unit_id)
    spans = recent(today, quarters=PERIODS_SHOWN)
    due = duties.of_unit(actor, unit_id=place.unit_id, unit=place.name, spans=spans, today=today)
    others = reports.others(actor, unit_id=place.unit_id)
    context = {
        "place": place,
        "duties": [(each, period_name(each.span), *STATUSES[each.status]) for each in due],
        "others": others,
        "today": today,
        "lacking": bills.missing(
            site_id=site_of(actor), unit_id=place.unit_id, year=today.year, until=today
        ),
        "may_fill": actor.may(EnergyPermission.STATISTICS_FILL, unit_id=place.unit_id),
        "further": [
            (code, span.code, period_name(span))
            for code in ("NY202", "NY203")
            for span in spans
            if code == "NY202" or span.is_year
        ],
    }
    return render_page(request, "energy/statistics/desk.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """The form to fill in, each figure with its source, findings beside the field."""
    actor = actor_of(request)
    actor.require(EnergyPermission.STATISTICS_READ, unit_id=actor.unit_id)
    typed: dict[str, str] = {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _kept(request, report_id)
        except ObjectDoesNotExist as error:
            raise Http404 from error
        except (BadFigure, ReasonMissing) as error:
            typed = _by_prefix(request.POST, "f.")
            errors = {name: say(error) for name in typed if _is_about(report_id, name, error)}
            messages.error(request, say(error))
        except EXPECTED as error:
            typed = _by_prefix(request.POST, "f.")
            messages.error(request, say(error))
    try:
        shown = reports.view(actor, report_id=report_id, typed=typed, errors=errors)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    context = {
        "report": shown,
        "may_fill": actor.may(EnergyPermission.STATISTICS_FILL, unit_id=shown.unit_id),
        "may_review": actor.may(EnergyPermission.STATISTICS_REVIEW),
        "reasons": _by_prefix(request.POST, "r."),
    }
    status = 422 if request.method == "POST" else 200
    return render_page(request, "energy/statistics/report.html", context, status=status)


@login_required
@require_POST
def decide(request: HttpRequest, report_id: int) -> HttpResponse:
    """Accept a submitted report or send it back."""
    actor, now = actor_of(request), timezone.now()
    if request.POST.get("decision") == "accept":
        _attempt(
            request,
            lambda: actions.accept(report_id=report_id, actor=actor, at=now),
            done=_("The report is accepted."),
        )
    else:
        reason = request.POST.get("reason", "")
        _attempt(
            request,
            lambda: actions.send_back(report_id=report_id, reason=reason, actor=actor, at=now),
            done=_("The report is returned with your reason."),
        )
    return redirect("energy:statistics_report", report_id)


@login_required
@require_POST
def correct(request: HttpRequest, report_id: int) -> HttpResponse:
    """Propose what a submitted figure should be."""
    row, _dot, line = request.POST.get("place", "").partition(".")
    _attempt(
        request,
        lambda: corrections.propose(
            report_id=report_id,
            row=int(row) if row.isdigit() else 0,
            line=line,
            right=request.POST.get("right", ""),
            reason=request.POST.get("reason", ""),
            actor=actor_of(request),
            at=timezone.now(),
        ),
        done=_("The correction is proposed; somebody else decides on it."),
    )
    return redirect("energy:statistics_report", report_id)


@login_required
@require_POST
def decide_correction(request: HttpRequest, report_id: int, correction_id: int) -> HttpResponse:
    """Approve a correction or turn it down."""
    approve = request.POST.get("decision") == "approve"
    _attempt(
        request,
        lambda: corrections.decide(
            correction_id=correction_id,
            approve=approve,
            note=request.POST.get("note", ""),
            actor=actor_of(request),
            at=timezone.now(),
        ),
        done=_("The correction counts now.") if approve else _("The correction is turned down."),
    )
    return redirect("energy:statistics_report", report_id)


@login_required
@require_GET
def sheet(request: HttpRequest, report_id: int) -> HttpResponse:
    """The form as it is printed, or `?export=xlsx`."""
    actor = actor_of(request)
    actor.require(EnergyPermission.STATISTICS_READ, unit_id=actor.unit_id)
    try:
        shown = reports.view(actor, report_id=report_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    back = reverse("energy:statistics_report", args=[report_id])
    return form_reply(request, sheets.of_report(shown), back=back, is_draft=shown.is_open)


def form_reply(
    request: HttpRequest, laid_out: sheets.SheetView, *, back: str, is_draft: bool = False
) -> HttpResponse:
    """A form to print, or as .xlsx."""
    if request.GET.get("export") == "xlsx":
        content = sheets.workbook(laid_out)
        response = HttpResponse(content, content_type=excel.CONTENT_TYPE)
        name = f"{laid_out.code} {laid_out.unit} {laid_out.period}.xlsx"
        header = content_disposition_header(as_attachment=True, filename=name)
        response["Content-Disposition"] = header or "attachment"
        return response
    context = {"sheet": laid_out, "back": back, "is_draft": is_draft}
    return render(request, "energy/statistics/sheet.html", context)


def _begun(request: HttpRequest, unit_id: int | None) -> HttpResponse:
    try:
        span = parse(request.POST.get("period", ""))
        begun = actions.begin(
            unit_id=unit_id,
            form_code=request.POST.get("form", "NY201"),
            span=span,
            actor=actor_of(request),
            at=timezone.now(),
        )
    except ValueError as error:
        raise Http404 from error
    except EXPECTED as error:
        messages.error(request, say(error))
        return redirect(request.get_full_path())
    return redirect("energy:statistics_report", begun.id)


def _kept(request: HttpRequest, report_id: int) -> HttpResponse:
    """What the pressed button says: keep, fill anew, or submit what was typed."""
    actor, now = actor_of(request), timezone.now()
    revision = request.POST.get("revision", "")
    given = int(revision) if revision.isdigit() else 0
    step = request.POST.get("step", "save")
    if step == "refill":
        actions.refill(report_id=report_id, revision=given, actor=actor, at=now)
        messages.success(request, _("Figures that nobody typed are what the sources say now."))
        return redirect("energy:statistics_report", report_id)
    actions.type_figures(
        report_id=report_id,
        revision=given,
        texts=_places(_by_prefix(request.POST, "f.")),
        reasons=_places(_by_prefix(request.POST, "r.")),
        explanations=_by_prefix(request.POST, "e."),
        actor=actor,
        at=now,
    )
    if step == "submit":
        actions.submit(report_id=report_id, revision=given + 1, actor=actor, at=now)
        messages.success(request, _("The report is submitted and locked."))
    else:
        messages.success(request, _("Kept. Nothing is submitted yet."))
    return redirect("energy:statistics_report", report_id)


def _by_prefix(post: QueryDict, prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): str(text)
        for name, text in post.items()
        if name.startswith(prefix)
    }


def _places(texts: dict[str, str]) -> dict[tuple[int, str], str]:
    found: dict[tuple[int, str], str] = {}
    for name, text in texts.items():
        row, _dot, line = name.partition(".")
        if row.isdigit() and len(row) < 4:
            found[int(row), line] = text
    return found


def _is_about(report_id: int, name: str, error: "BadFigure | ReasonMissing") -> bool:
    """Whether a refusal names the caption of this field."""
    return reports.caption_of(report_id, name.partition(".")[2]) == error.line


def _attempt(request: HttpRequest, call: Callable[[], object], *, done: str) -> None:
    """Do it and say so, or say why it was refused."""
    try:
        call()
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except StatisticsRefused as error:
        messages.error(request, say(error))
    else:
        messages.success(request, done)
