from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.estate.buildings.models import Building
from jieyue.estate.permissions import EstatePermission
from jieyue.estate.rooms import actions, queries, rules
from jieyue.estate.rooms.forms import RoomForm
from jieyue.estate.rooms.sheet import SPEC, row_of
from jieyue.estate.rooms.tables import RoomFilter, RoomTable
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.problems import say
from jieyue.kit.sheet_pages import import_page
from jieyue.kit.sheets import SheetRow
from jieyue.kit.tables import Action, Empty, table_page
from jieyue.people.steps import status_of, submit

PLAN = "estate/rooms/plan.html"
FORM = "people/form_page.html"


def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(EstatePermission.ROOMS_READ)
    may_edit = actor.may(EstatePermission.ROOMS_EDIT)
    new = reverse("estate:room_new")
    buttons = [
        Action(_("Import"), reverse("estate:rooms_import"), "upload"),
        Action(_("Add a room"), new, "plus", "primary"),
    ]
    return table_page(
        request,
        RoomTable,
        queries.rows(actor, on=timezone.localdate()),
        title=_("Rooms"),
        filterset=RoomFilter,
        actions=buttons if may_edit else [],
        empty=Empty(
            _("No rooms yet"),
            _("Add rooms one by one, or import a sheet; floors are made on the way."),
            new if may_edit else "",
            _("Add a room"),
            "door",
        ),
    )


def plan(request: HttpRequest) -> HttpResponse:
    """Who is where, floor by floor, on any day."""
    actor = actor_of(request)
    actor.require(EstatePermission.ROOMS_READ)
    on = _day(request)
    context = {"plan": queries.plan(actor, on=on, code=request.GET.get("building", "")), "on": on}
    return render_page(request, PLAN, context, part="estate/rooms/_plan.html")


def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(EstatePermission.ROOMS_EDIT)
    form = RoomForm(request.POST or None, buildings=_buildings(actor))
    reply = submit(
        request,
        form,
        lambda: actions.save([form.values], actor=actor, at=timezone.now()),
        refusals=rules.Refusal,
        done_url=reverse("estate:rooms"),
        said=_("The room has been saved."),
    )
    shown = {"title": _("Add a room"), "form": form, "back_url": reverse("estate:rooms")}
    return reply or render_page(request, FORM, shown, status=status_of(form))


def take_in(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(EstatePermission.ROOMS_EDIT)

    def apply(row: SheetRow) -> str:
        return actions.save([row_of(row)], actor=actor, at=timezone.now()).outcome

    return import_page(
        request,
        SPEC,
        apply=apply,
        done_url=reverse("estate:rooms"),
        refusals=(rules.Refusal,),
        say=say,
    )


def _buildings(actor: Actor) -> list[tuple[str, str]]:
    return list(Building.objects.visible_to(actor).values_list("code", "name"))


def _day(request: HttpRequest) -> date:
    """The day asked for; today when none or nonsense was."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return timezone.localdate()
