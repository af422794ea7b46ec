"""The inspector's bench on a phone, a sample's page, and the day's publication."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.canteen.diners.places import among
from jieyue.canteen.diners.queries import CanteenRow, canteens
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.reading import require_reading
from jieyue.canteen.residue_tests import actions, methods, pages, photos, queries, sheets
from jieyue.canteen.residue_tests.forms import ControlForm, ReadingForm
from jieyue.canteen.residue_tests.messages import EXPECTED
from jieyue.canteen.residue_tests.models import ResidueMethod, ResidueTest
from jieyue.canteen.residue_tests.tables import TestFilter, TestTable
from jieyue.canteen.stock.models import StockLot
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.problems import say
from jieyue.kit.sheet_pages import import_page
from jieyue.kit.tables import Action, Empty, table_page


@login_required
@require_GET
def bench(request: HttpRequest) -> HttpResponse:
    """What is due, what is under way, and today's controls."""
    actor = actor_of(request)
    place = _place(request, actor)
    if place is None:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    context = pages.bench_context(actor, place=place, places=canteens(actor), at=timezone.now())
    return render_page(request, "canteen/residue_tests/bench.html", context)


@login_required
@require_GET
def tests(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.RESIDUE_TESTS_READ)
    bench_url = reverse("canteen:residue_tests")
    return table_page(
        request,
        TestTable,
        queries.rows(actor, canteen_id=None),
        title=_("Residue tests"),
        filterset=TestFilter,
        actions=[Action(_("Today"), bench_url, "test-pipe")],
        empty=Empty(
            _("Nothing was sampled yet"),
            _("Lots that are due for sampling are on the inspector's page."),
            bench_url,
            _("Residue tests"),
        ),
    )


@login_required
@require_http_methods(["GET", "POST"])
def controls(request: HttpRequest) -> HttpResponse:
    """Enter the day's blank and positive control of one method."""
    actor, at = actor_of(request), timezone.now()
    place = _place(request, actor)
    actor.require(CanteenPermission.RESIDUE_TESTS_RECORD)
    if place is None or actor.site_id is None:
        raise Http404
    known = methods.of_site(site_id=actor.site_id, on=timezone.localdate(at))
    bound = request.POST if request.method == "POST" else None
    form = ControlForm(bound, methods=known, initial=pages.last_control(actor, place))
    if form.is_bound and form.is_valid():
        values = dict(form.cleaned_data)
        method_id = int(values.pop("method"))
        try:
            run = actions.run_controls(
                canteen_id=place.id, method_id=method_id, actor=actor, at=at, **values
            )
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            _tell_control(request, is_valid=run.is_valid)
            return redirect(f"{reverse('canteen:residue_tests')}?canteen={place.code}")
    status = 422 if form.is_bound else 200
    context = {"form": form, "place": place}
    return render_page(request, "canteen/residue_tests/controls.html", context, status=status)


@login_required
@require_POST
def sample(request: HttpRequest, lot_id: int) -> HttpResponse:
    """Take a sample, and go on to its page."""
    actor = actor_of(request)
    given = request.POST.get("method", "")
    try:
        made = actions.sample(
            lot_id=lot_id,
            method_id=int(given) if given.isascii() and given.isdigit() else 0,
            actor=actor,
            at=timezone.now(),
        )
    except (StockLot.DoesNotExist, ResidueMethod.DoesNotExist):
        raise Http404 from None
    except EXPECTED as error:
        messages.error(request, say(error))
        return redirect("canteen:residue_tests")
    return redirect("canteen:residue_test", number=made.number)


@login_required
@require_http_methods(["GET", "POST"])
def test(request: HttpRequest, number: str) -> HttpResponse:
    """A sample with its runs, and the form for the next one."""
    actor, at = actor_of(request), timezone.now()
    view = _view(actor, number)
    form = ReadingForm(
        request.POST or None, request.FILES or None, initial={"repeat": view.next_repeat}
    )
    if request.method == "POST" and form.is_valid():
        try:
            photo_id = photos.keep(form.cleaned_data["photo"], actor=actor, at=at)
            actions.read(number=number, run=form.run(photo_id=photo_id), actor=actor, at=at)
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            return redirect("canteen:residue_test", number=number)
    context = pages.test_context(actor, view, at=at) | {"form": form}
    status = 422 if request.method == "POST" else 200
    return render_page(request, "canteen/residue_tests/test.html", context, status=status)


@login_required
@require_GET
def sheet(request: HttpRequest, canteen: str, day: date) -> HttpResponse:
    """公示: the day's results for the wall. It names goods and suppliers, never a person."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.RESIDUE_TESTS_READ)
    place = next((row for row in canteens(actor) if row.code == canteen), None)
    if place is None:
        raise Http404
    found = queries.of_day(actor, canteen_id=place.id, on=day)
    rows = [(view, queries.conclusion_of(view.state)) for view in found]
    context = {"rows": rows, "place": place, "day": day}
    return render_page(request, "canteen/residue_tests/sheet.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def import_sheet(request: HttpRequest) -> HttpResponse:
    """Take in an instrument's readings as a sheet."""
    actor, at = actor_of(request), timezone.now()
    actor.require(CanteenPermission.RESIDUE_TESTS_RECORD)
    return import_page(
        request,
        sheets.READINGS,
        apply=lambda row: sheets.put(row.values, actor=actor, at=at),
        done_url=reverse("canteen:residue_tests"),
        refusals=EXPECTED,
        say=say,
    )


def _place(request: HttpRequest, actor: Actor) -> CanteenRow | None:
    require_reading(actor, CanteenPermission.RESIDUE_TESTS_READ)
    places = canteens(actor)
    return among(places, request.GET.get("canteen", "")) if places else None


def _view(actor: Actor, number: str) -> queries.TestView:
    require_reading(actor, CanteenPermission.RESIDUE_TESTS_READ)
    try:
        return queries.view(actor, number=number)
    except ResidueTest.DoesNotExist:
        raise Http404 from None


def _tell_control(request: HttpRequest, *, is_valid: bool) -> None:
    if is_valid:
        messages.success(request, _("The control is valid. Readings of today count."))
    else:
        messages.error(
            request,
            _("The control is not valid, so no reading counts. Change the reagent, run it again."),
        )
