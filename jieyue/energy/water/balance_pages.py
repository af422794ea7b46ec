"""Water balance tests: the list, one test, its lines, print and Excel."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.water import balance_tests as held
from jieyue.energy.water import charts, desk_queries
from jieyue.energy.water.desk_pages import reading
from jieyue.energy.water.forms import IntakeForm, LineForm, OpenTestForm
from jieyue.energy.water.messages import EXPECTED
from jieyue.energy.water.models import BalanceLine, WaterTest
from jieyue.energy.water.zone_pages import editing, zone_choices
from jieyue.kit import excel, formats
from jieyue.kit.actor import Actor
from jieyue.kit.pages import render_page
from jieyue.people.steps import press, status_of, submit

MOST_ROWS = 100


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    actor = reading(request)
    rows = WaterTest.objects.visible_to(actor).select_related("zone")[:MOST_ROWS]
    context = {
        "rows": [
            {
                "number": test.number,
                "name": test.name,
                "boundary": test.zone.name if test.zone else _("whole site"),
                "first_on": test.first_on,
                "last_on": test.last_on,
                "intake": test.intake_m3,
                "status_label": test.get_status_display(),
                "is_closed": test.closed_at is not None,
                "volume_leak_rate": test.figures.get("volume_leak_rate"),
            }
            for test in rows
        ],
        "may_edit": actor.may(EnergyPermission.WATER_EDIT),
    }
    return render_page(request, "energy/water/tests.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a test; intake and units are filled from the meters."""
    actor = editing(request)
    today = timezone.localdate()
    form = OpenTestForm(zone_choices(actor), request.POST or None, initial={"last_on": today})
    made: list[WaterTest] = []

    def keep() -> None:
        given = dict(form.cleaned_data)
        zone_id = given.pop("zone")
        made.append(held.open_test(**given, zone_id=zone_id, actor=actor, at=timezone.now()))

    reply = submit(
        request,
        form,
        keep,
        refusals=EXPECTED,
        done_url=lambda: reverse("energy:water_test", args=[made[0].number]),
        said=_("The test is open; check what the meters filled in."),
    )
    return reply or _form_page(
        request, form, _("New water balance test"), reverse("energy:water_tests")
    )


@require_GET
def test(request: HttpRequest, number: str) -> HttpResponse:
    actor = reading(request)
    found = _test(actor, number)
    row = desk_queries.test_row(found)
    if request.GET.get("export") == "xlsx":
        return _workbook(row)
    context = {
        "test": row,
        "lines": list(zip(row.lines, found.lines.values_list("id", flat=True), strict=True)),
        "checks": _checks(found),
        "chart": charts.balance_flow(row) if row.lines else None,
        "may_edit": actor.may(EnergyPermission.WATER_EDIT) and not row.is_closed,
    }
    return render_page(request, "energy/water/test.html", context)


@require_GET
def print_test(request: HttpRequest, number: str) -> HttpResponse:
    """The report on paper."""
    actor = reading(request)
    found = _test(actor, number)
    context = {
        "test": desk_queries.test_row(found),
        "checks": _checks(found),
        "printed_at": timezone.now(),
        "printed_by": formats.who(actor.name),
    }
    return render_page(request, "energy/water/print.html", context)


@require_POST
def close(request: HttpRequest, number: str) -> HttpResponse:
    actor = editing(request)
    _test(actor, number)
    return press(
        request,
        lambda: held.close_test(number=number, actor=actor, at=timezone.now()),
        refusals=EXPECTED,
        done_url=reverse("energy:water_test", args=[number]),
        said=_("The test is closed; its figures stand."),
    )


@require_http_methods(["GET", "POST"])
def intake(request: HttpRequest, number: str) -> HttpResponse:
    actor = editing(request)
    found = _test(actor, number)
    form = IntakeForm(request.POST or None, initial={"intake_m3": found.intake_m3})
    back = reverse("energy:water_test", args=[number])
    reply = submit(
        request,
        form,
        lambda: held.set_intake(
            number=number,
            intake_m3=form.cleaned_data["intake_m3"],
            actor=actor,
            at=timezone.now(),
        ),
        refusals=EXPECTED,
        done_url=back,
        said=_("The intake is kept."),
    )
    return reply or _form_page(request, form, _("Intake of the period"), back)


@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, number: str, line_id: int | None = None) -> HttpResponse:
    """Enter one unit's volumes."""
    actor = editing(request)
    found = _test(actor, number)
    initial: dict[str, Any] = {}
    if line_id is not None:
        row = found.lines.filter(id=line_id).first()
        if row is None:
            raise Http404
        initial = {each: getattr(row, each) for each in ("name", "note", *held.VOLUMES)}
    form = LineForm(request.POST or None, initial=initial)
    back = reverse("energy:water_test", args=[number])
    reply = submit(
        request,
        form,
        lambda: held.keep_line(
            number=number,
            line_id=line_id,
            name=form.cleaned_data["name"],
            volumes=form.volumes(),
            note=form.cleaned_data["note"],
            actor=actor,
            at=timezone.now(),
        ),
        refusals=EXPECTED,
        done_url=back,
        said=_("The line is kept."),
    )
    return reply or _form_page(request, form, _("Water-using unit"), back)


@require_POST
def drop(request: HttpRequest, number: str, line_id: int) -> HttpResponse:
    actor = editing(request)
    found = _test(actor, number)
    try:
        return press(
            request,
            lambda: held.drop_line(number=number, line_id=line_id, actor=actor, at=timezone.now()),
            refusals=EXPECTED,
            done_url=reverse("energy:water_test", args=[found.number]),
            said=_("The line is taken out."),
        )
    except BalanceLine.DoesNotExist:
        return redirect("energy:water_test", number=number)


def _form_page(request: HttpRequest, form: Any, title: str, back_url: str) -> HttpResponse:
    context = {"title": title, "form": form, "back_url": back_url}
    return render_page(request, "energy/water/form.html", context, status=status_of(form))


def _test(actor: Actor, number: str) -> WaterTest:
    rows = WaterTest.objects.visible_to(actor).select_related("zone").prefetch_related("lines")
    found: WaterTest | None = rows.filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _checks(test: WaterTest) -> list[desk_queries.CheckRow]:
    rows = test.fixture_checks.select_related("test").prefetch_related("points")
    return [desk_queries.check_row(each) for each in rows]


def _workbook(row: desk_queries.TestRow) -> HttpResponse:
    header = [
        _("Water-using unit"),
        *(held.volume_label(each) for each in held.VOLUMES),
    ]
    lines = [[each.name, *(getattr(each, name) for name in held.VOLUMES)] for each in row.lines]
    found = row.balance
    figures: list[list[object]] = [
        [_("Intake (m³)"), found.intake],
        [_("Fresh water measured (m³)"), found.fresh],
        [_("Deviation"), found.deviation],
        [_("Volume leak rate"), found.volume_leak_rate],
        [_("Reuse rate"), found.reuse_rate],
    ]
    title = f"{row.number} {row.name}"
    nothing: list[object] = []
    content = excel.workbook(title, [header, *lines, nothing, *figures])
    response = HttpResponse(content, content_type=excel.CONTENT_TYPE)
    name = content_disposition_header(as_attachment=True, filename=f"{title}.xlsx")
    response["Content-Disposition"] = name or "attachment"
    return response
