"""车场: the plan, one space, what stays too long, how full it was; and setting spaces up."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jieyue.access.credentials.models import Holder
from jieyue.access.parking import (
    actions,
    hours,
    plan,
    queries,
    reserving,
    sheet,
    watch,
)
from jieyue.access.parking.forms import ReserveForm, SpaceForm
from jieyue.access.parking.messages import EXPECTED, say
from jieyue.access.parking.models import Reservation, Space, SpaceKind
from jieyue.access.parking.queries import CarWhere
from jieyue.access.parking.rights import may_note
from jieyue.access.parking.tables import HOW, CarTable, SpaceTable
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Actor
from jieyue.kit.charts import ChartTable
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.sheet_pages import import_page
from jieyue.kit.tables import Action, Empty, table_page

EARLIEST = date(2000, 1, 1)
FORM = "access/parking/form.html"


@dataclass(frozen=True)
class CarLine(CarWhere):
    """A car with its words."""

    holder_label: str = ""
    how_label: str = ""


@require_GET
def parking(request: HttpRequest) -> HttpResponse:
    """The plan of every car park, what is free, and a car that is looked for."""
    actor, at = _reader(request), timezone.now()
    site_id = actor.site_id or 0
    now = queries.now(site_id=site_id, at=at)
    late = {car.holder_key for car in watch.board(site_id=site_id, at=at, now=now).overstays}
    asked = request.GET.get("plate", "").strip()[:20]
    hits, near = queries.find(actor, asked, at=at) if asked else ([], ())
    context = {
        "drawings": plan.drawings(now, late=late),
        "late": len(late),
        "asked": asked,
        "hits": [_line(car) for car in hits],
        "near": near,
        "states": list(plan.state_words().items()),
        "kinds": dict(SpaceKind.choices),
        "shorts": [(short, SpaceKind(kind).label) for kind, short in plan.SHORT.items()],
        "may_edit": _may_edit(actor),
        "at": at,
    }
    return render_page(request, "access/parking/plan.html", context)


@require_http_methods(["GET", "POST"])
def space(request: HttpRequest, space_id: int) -> HttpResponse:
    """One space: who stands there, and what a guard notes with one tap."""
    actor, at = _reader(request), timezone.now()
    row = _space(actor, space_id)
    if request.method == "POST":
        try:
            _do(request, row, actor, at)
        except EXPECTED as error:
            messages.error(request, say(error))
            return _space_page(request, row, actor, at, status=422)
        return redirect("access:parking_space", space_id=row.id)
    return _space_page(request, row, actor, at)


def _do(request: HttpRequest, row: Space, actor: Actor, at: datetime) -> None:
    """Raises what the actions do, Http404 for anything else."""
    act = request.POST.get("do", "")
    if act == "note":
        key = request.POST.get("car", "")[:60]
        actions.note(space_id=row.id, holder_key=key, actor=actor, at=at)
    elif act == "empty":
        actions.seen_empty(space_id=row.id, actor=actor, at=at)
    elif act == "charged":
        actions.seen_charged(space_id=row.id, actor=actor, at=at)
    elif act == "give_back":
        number = request.POST.get("reservation", "")
        rows = Reservation.objects.visible_to(actor).filter(space=row)
        found = rows.filter(id=int(number) if number.isascii() and number.isdigit() else 0).first()
        if found is None:
            raise Http404
        reserving.give_back(reservation_id=found.id, actor=actor, at=at)
    else:
        raise Http404


def _space_page(
    request: HttpRequest, row: Space, actor: Actor, at: datetime, *, status: int = 200
) -> HttpResponse:
    now = queries.now(site_id=row.site_id, at=at)
    here = next((car for car in now.cars if car.space_id == row.id), None)
    lines = [_line(car) for car in now.cars if car.zone_id == row.zone_id and car != here]
    rows = Reservation.objects.filter(space=row, ended_at=None, until_at__gt=at)
    context = {
        "space_id": row.id,
        "code": row.code,
        "kind": row.get_kind_display(),
        "is_bay": row.kind == SpaceKind.CHARGING,
        "zone": row.zone.name,
        "kept_for": row.plate or (row.person.name if row.person else "") or _unit_name(row),
        "car": _line(here) if here else None,
        "unplaced": [line for line in lines if line.space_id is None],
        "others": [line for line in lines if line.space_id is not None],
        "reservations": list(rows.values("id", "plate", "visit_number", "from_at", "until_at")),
        "may_note": may_note(actor),
        "may_edit": _may_edit(actor),
        "is_active": row.is_active,
    }
    return render_page(request, "access/parking/space.html", context, status=status)


@require_http_methods(["GET", "POST"])
def reserve(request: HttpRequest, space_id: int) -> HttpResponse:
    """Keep a space for a car, by hand."""
    actor, at = _editor(request), timezone.now()
    row = _space(actor, space_id)
    form = ReserveForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            reserving.reserve(
                space_id=row.id,
                plate=form.cleaned_data["plate"],
                colour=form.cleaned_data["colour"],
                span=form.span(),
                actor=actor,
                at=at,
            )
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            return redirect("access:parking_space", space_id=row.id)
    title = _("Reserve space %(code)s") % {"code": row.code}
    back = reverse("access:parking_space", args=[row.id])
    return _form_page(request, form, title, back)


def cars(request: HttpRequest) -> HttpResponse:
    """Every car inside, with its space."""
    actor, at = _reader(request), timezone.now()
    rows = queries.who_is_where(site_id=actor.site_id or 0, at=at)
    return table_page(
        request,
        CarTable,
        [_line(car) for car in rows],
        title=_("Cars inside"),
        empty=Empty(
            _("No car is inside"),
            _("Cars appear here when a lane lets them in."),
            reverse("access:parking"),
            _("Car parks"),
            "parking",
        ),
    )


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """What somebody should look at."""
    actor, at = _reader(request), timezone.now()
    found = watch.board(site_id=actor.site_id or 0, at=at)
    context = {
        "overstays": [_line(car) for car in found.overstays],
        "abandoned": [_line(car) for car in found.abandoned],
        "bays": found.bays,
    }
    return render_page(request, "access/parking/watch.html", context)


@require_GET
def occupancy(request: HttpRequest) -> HttpResponse:
    """How full the car parks were through a day."""
    actor = _reader(request)
    on = _day(request.GET.get("day", ""))
    days = hours.day(actor, on)
    clocks = [f"{hour:02}:00" for hour in hours.HOURS]
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {},
        "xAxis": {"type": "category", "data": clocks},
        "yAxis": {"type": "value", "minInterval": 1, "name": _("cars")},
        "series": [{"type": "bar", "name": row.zone, "data": list(row.cars)} for row in days],
    }
    lines = [[clock, *(row.cars[hour] for row in days)] for hour, clock in enumerate(clocks)]
    table = ChartTable([_("time"), *(row.zone for row in days)], lines)
    context = {
        "option": option,
        "table": table,
        "days": days,
        "on": on,
        "before": on - timedelta(days=1),
        "after": on + timedelta(days=1) if on < timezone.localdate() else None,
        "is_empty": not any(any(cars is not None for cars in row.cars) for row in days),
    }
    return render_page(request, "access/parking/hours.html", context)


def spaces(request: HttpRequest) -> HttpResponse:
    """Every space as it is set up."""
    actor = _reader(request)
    rows = Space.objects.visible_to(actor).select_related("zone", "person", "unit")
    links = []
    if _may_edit(actor):
        links = [
            Action(_("Import from Excel"), reverse("access:parking_import"), "table-import"),
            Action(_("Set up a space"), reverse("access:parking_space_new"), "plus", "primary"),
        ]
    return table_page(
        request,
        SpaceTable,
        rows,
        title=_("Parking spaces"),
        actions=links,
        exclude=[] if _may_edit(actor) else ["person"],
        empty=Empty(
            _("No space is set up"),
            _("Bring the list of spaces as an Excel sheet, or set them up one by one."),
            reverse("access:parking_import"),
            _("Import from Excel"),
            "parking",
        ),
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, space_id: int | None = None) -> HttpResponse:
    """Set up a space, or change one."""
    actor, at = _editor(request), timezone.now()
    row = _space(actor, space_id) if space_id else None
    initial = SpaceForm.initial_of(row) if row else None
    form = SpaceForm(request.POST or None, initial=initial, site_id=actor.site_id or 0)
    if form.is_bound and form.is_valid():
        try:
            actions.put_space(entry=form.entry(), space_id=space_id, actor=actor, at=at)
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            return redirect("access:parking_spaces")
    title = _("Space %(code)s") % {"code": row.code} if row else _("Set up a space")
    return _form_page(request, form, title, reverse("access:parking_spaces"))


@require_http_methods(["GET", "POST"])
def import_sheet(request: HttpRequest) -> HttpResponse:
    """Take in a sheet of spaces."""
    actor, at = _editor(request), timezone.now()
    return import_page(
        request,
        sheet.SHEET,
        apply=lambda row: sheet.put(row.values, actor=actor, at=at),
        done_url=reverse("access:parking_spaces"),
        refusals=EXPECTED,
        say=say,
    )


def _form_page(request: HttpRequest, form: Any, title: str, back: str) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "heading": title, "back": back}
    return render_page(request, FORM, context, status=status)


def _line(car: CarWhere) -> CarLine:
    values = {each.name: getattr(car, each.name) for each in fields(CarWhere)}
    whose = car.label or (str(Holder(car.holder).label) if car.holder else _("not known"))
    return CarLine(**values, holder_label=whose, how_label=str(HOW[car.how]))


def _unit_name(row: Space) -> str:
    return row.unit.name if row.unit else ""


def _day(text: str) -> date:
    """Of the day asked for, at the latest today; what nobody could mean is today."""
    today = timezone.localdate()
    try:
        return min(max(date.fromisoformat(text), EARLIEST), today)
    except ValueError:
        return today


def _space(actor: Actor, space_id: int) -> Space:
    rows = Space.objects.visible_to(actor).select_related("zone", "person", "unit")
    row: Space | None = rows.filter(id=space_id).first()
    if row is None:
        raise Http404
    return row


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    queries.require_reading(actor)
    return actor


def _editor(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    actor.require(AccessPermission.PARKING_EDIT)
    return actor


def _may_edit(actor: Actor) -> bool:
    return actor.may(AccessPermission.PARKING_EDIT)
