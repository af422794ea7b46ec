"""Pages about canteens and who ate there."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from jieyue.canteen.demand.record import MissingColumns
from jieyue.canteen.demand.text_files import UnreadableText
from jieyue.canteen.diners import actions, charts, queries, sheets
from jieyue.canteen.diners.forms import (
    AttendanceFilter,
    ClosureForm,
    CorrectionForm,
    ImportForm,
    RecordForm,
)
from jieyue.canteen.diners.imports import ImportResult, import_attendance
from jieyue.canteen.diners.models import AttendanceSource, Closure, Meal
from jieyue.canteen.messages import row_problem, say
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.reading import require_reading
from jieyue.kit.columns import DayColumn, NumberColumn, StatusColumn, TextColumn
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.sheet_pages import import_page
from jieyue.kit.tables import Action, Empty, Table, table_page

UNIT_DAYS = 30
PROBLEMS_SHOWN = 200


class AttendanceTable(Table):
    day = DayColumn(
        verbose_name=gettext_lazy("Day"),
        linkify=lambda record: reverse("canteen:attendance_meal", args=[record["id"]]),
    )
    canteen__name = TextColumn(verbose_name=gettext_lazy("Canteen"))
    meal = StatusColumn(
        verbose_name=gettext_lazy("Meal"),
        states={str(meal): (meal.label, "blue") for meal in Meal},
    )
    planned = NumberColumn(verbose_name=gettext_lazy("Planned"))
    served = NumberColumn(verbose_name=gettext_lazy("Served"))
    source = StatusColumn(
        verbose_name=gettext_lazy("Source"),
        states={str(source): (source.label, "secondary") for source in AttendanceSource},
    )


@login_required
def attendance(request: HttpRequest) -> HttpResponse:
    """Everything recorded, newest first; Excel out is the list's own."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.ATTENDANCE_READ)
    return table_page(
        request,
        AttendanceTable,
        queries.attendance_table(actor),
        title=_("Attendance"),
        filterset=AttendanceFilter,
        actions=[
            Action(_("By unit"), reverse("canteen:attendance_units"), icon="chart-bar"),
            Action(_("Record a meal"), reverse("canteen:attendance_record"), icon="plus"),
            Action(_("From Excel"), reverse("canteen:attendance_sheet"), icon="file-spreadsheet"),
            Action(_("Import"), reverse("canteen:attendance_import"), "upload", "primary"),
        ],
        empty=Empty(
            _("No meal is recorded yet"),
            _("Import the record you have; ten days are enough for a first forecast."),
            reverse("canteen:attendance_import"),
            _("Import attendance"),
            icon="table-import",
        ),
    )


@login_required
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """One meal by hand."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.ATTENDANCE_CORRECT)
    form = RecordForm(
        request.POST if request.method == "POST" else None,
        actor=actor,
        initial={"day": timezone.localdate()},
    )
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            actions.record_attendance(
                canteen_id=values["canteen"],
                meal=values["meal"],
                day=values["day"],
                planned=values["planned"],
                served=values["served"],
                actor=actor,
                at=timezone.now(),
            )
        except (actions.AttendanceExists, actions.FutureAttendance) as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("The meal is recorded."))
            return redirect("canteen:attendance")
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, "canteen/diners/record.html", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def meal(request: HttpRequest, attendance_id: int) -> HttpResponse:
    """One recorded meal with its corrections, and a form for another."""
    actor = actor_of(request)
    row = queries.recorded_meal(actor, attendance_id=attendance_id)
    if row is None:
        raise Http404
    initial = {"planned": row.planned, "served": row.served}
    form = CorrectionForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            actions.correct_attendance(
                attendance_id=attendance_id,
                **form.cleaned_data,
                actor=actor,
                at=timezone.now(),
            )
        except (actions.NothingKnown, actions.NoReason) as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("The correction is recorded."))
            return redirect("canteen:attendance_meal", attendance_id)
    context = {
        "row": row,
        "meal": Meal(row.meal).label,
        "form": form,
        "corrections": queries.corrections(actor, attendance_id=attendance_id),
        "may_correct": actor.may(CanteenPermission.ATTENDANCE_CORRECT),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, "canteen/diners/meal.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """A record from a file; what could not be taken is listed with its line."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.ATTENDANCE_IMPORT)
    is_post = request.method == "POST"
    form = ImportForm(request.POST if is_post else None, request.FILES if is_post else None)
    result = None
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            result = import_attendance(
                source=values["file"],
                file=values["file"].name,
                meal=values["meal"],
                create=values["create"],
                actor=actor,
                at=timezone.now(),
            )
        except (MissingColumns, UnreadableText) as error:
            form.add_error("file", say(error))
    context = {"form": form} | (_imported(result) if result else {})
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, "canteen/diners/import.html", context, status=status)


@login_required
def import_sheet(request: HttpRequest) -> HttpResponse:
    """The same from a spreadsheet: template, dry run, and the sheet back with its errors."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.ATTENDANCE_IMPORT)
    return import_page(
        request,
        sheets.ATTENDANCE,
        apply=lambda row: sheets.put(row, actor=actor, at=timezone.now()),
        done_url=reverse("canteen:attendance"),
        refusals=(sheets.RowRefused,),
        say=_refused_row,
    )


def _refused_row(error: Exception) -> str:
    if isinstance(error, sheets.RowRefused):
        return row_problem(error.code, error.values)
    return say(error)


def _imported(result: ImportResult) -> dict[str, Any]:
    shown = result.problems[:PROBLEMS_SHOWN]
    return {
        "result": result,
        "problems": [(p.line, row_problem(p.code, p.values)) for p in shown],
        "more_problems": len(result.problems) - len(shown),
    }


@login_required
def units(request: HttpRequest) -> HttpResponse:
    """Meals by unit over the last thirty days."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.ATTENDANCE_READ)
    last = timezone.localdate()
    first = last - timedelta(days=UNIT_DAYS)
    totals = queries.unit_totals(actor, first=first, last=last)
    option, table = charts.by_unit(totals)
    context = {"totals": totals, "option": option, "table": table, "first": first, "last": last}
    return render_page(request, "canteen/diners/units.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def canteens(request: HttpRequest) -> HttpResponse:
    """Canteens with their meal times, and the days on which they are closed."""
    actor = actor_of(request)
    form = ClosureForm(request.POST if request.method == "POST" else None, actor=actor)
    if form.is_bound and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            actions.close(
                canteen_id=values.pop("canteen"), **values, actor=actor, at=timezone.now()
            )
        except actions.BackwardsDays as error:
            form.add_error("last_on", say(error))
        else:
            messages.success(request, _("The closure is recorded. The forecast counts it in."))
            return redirect("canteen:canteens")
    rows = queries.canteens(actor)
    periods = queries.periods(canteen_ids=[row.id for row in rows])
    context = {
        "form": form,
        "canteens": [
            (row, [(p, Meal(p.meal).label) for p in periods if p.canteen_id == row.id])
            for row in rows
        ],
        "closures": queries.closures(actor, since=_since()),
        "may_edit": actor.may(CanteenPermission.CANTEENS_EDIT),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, "canteen/diners/canteens.html", context, status=status)


def _since() -> date:
    return timezone.localdate() - timedelta(days=30)


@login_required
@require_POST
def withdraw_closure(request: HttpRequest, closure_id: int) -> HttpResponse:
    """The canteen serves after all."""
    actor = actor_of(request)
    try:
        actions.withdraw_closure(closure_id=closure_id, actor=actor, at=timezone.now())
    except Closure.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The closure is withdrawn."))
    return redirect("canteen:canteens")
