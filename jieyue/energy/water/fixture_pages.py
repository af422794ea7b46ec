"""Checks of taps and cisterns, made on the phone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.water import desk_queries, fixtures
from jieyue.energy.water import parameters as defined
from jieyue.energy.water.desk_pages import reading
from jieyue.energy.water.forms import BeginCheckForm, PointForm
from jieyue.energy.water.messages import EXPECTED
from jieyue.energy.water.models import FixtureCheck, WaterTest, WaterTestStatus
from jieyue.energy.water.zone_pages import editing
from jieyue.kit import formats, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.pages import render_page
from jieyue.people.steps import press, status_of, submit

MOST_ROWS = 100


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Checks made; begin another."""
    actor = reading(request)
    tests = WaterTest.objects.visible_to(actor).filter(status=WaterTestStatus.DRAFT)
    choices = [(test.number, f"{test.number} {test.name}") for test in tests[:MOST_ROWS]]
    form = BeginCheckForm(choices, request.POST or None)
    made: list[FixtureCheck] = []

    def begin() -> None:
        given = form.cleaned_data
        made.append(
            fixtures.begin_check(
                place=given["place"], test_number=given["test"], actor=actor, at=timezone.now()
            )
        )

    reply = submit(
        request,
        form,
        begin,
        refusals=EXPECTED,
        done_url=lambda: reverse("energy:fixture_check", args=[made[0].number]),
        said=_("The check has begun."),
    )
    rows = FixtureCheck.objects.visible_to(actor).select_related("test")
    found = rows.prefetch_related("points")[:MOST_ROWS]
    context = {
        "form": form,
        "rows": [desk_queries.check_row(each) for each in found],
        "may_edit": actor.may(EnergyPermission.WATER_EDIT),
    }
    return reply or render_page(
        request, "energy/water/checks.html", context, status=status_of(form)
    )


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, number: str) -> HttpResponse:
    """One check: its points, and a form for the next."""
    actor = reading(request)
    found = _check(actor, number)
    form = PointForm(request.POST or None)
    here = reverse("energy:fixture_check", args=[number])
    reply = submit(
        request,
        form,
        lambda: fixtures.note_point(
            number=number, **form.cleaned_data, actor=actor, at=timezone.now()
        ),
        refusals=EXPECTED,
        done_url=here,
        said=_("The point is noted."),
    )
    values = parameters.read(site_id=found.site_id, on=timezone.localdate())
    context = {
        "check": desk_queries.check_row(found),
        "points": [
            {
                "where": point.where,
                "kind": point.get_kind_display(),
                "seen": point.seen,
                "leaking": point.leaking,
                "note": point.note,
                "by": formats.who(point.noted_by),
                "at": point.noted_at,
            }
            for point in found.points.all()
        ],
        "least": values.integer(defined.FIXTURE_POINTS),
        "limit": values.decimal(defined.FIXTURE_LIMIT),
        "form": form,
        "may_edit": actor.may(EnergyPermission.WATER_EDIT) and found.done_at is None,
    }
    return reply or render_page(request, "energy/water/check.html", context, status=status_of(form))


@require_POST
def end(request: HttpRequest, number: str) -> HttpResponse:
    actor = editing(request)
    _check(actor, number)
    return press(
        request,
        lambda: fixtures.end_check(number=number, actor=actor, at=timezone.now()),
        refusals=EXPECTED,
        done_url=reverse("energy:fixture_check", args=[number]),
        said=_("The check is done."),
    )


def _check(actor: Actor, number: str) -> FixtureCheck:
    rows = FixtureCheck.objects.visible_to(actor).select_related("test")
    found: FixtureCheck | None = rows.prefetch_related("points").filter(number=number).first()
    if found is None:
        raise Http404
    return found
