from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jieyue.estate.occupancy import actions, queries, rules
from jieyue.estate.occupancy.forms import OccupyForm, VacateForm
from jieyue.estate.occupancy.tables import AreaTable
from jieyue.estate.permissions import EstatePermission
from jieyue.estate.rooms import actions as rooms
from jieyue.estate.rooms import queries as room_queries
from jieyue.estate.rooms.models import Room
from jieyue.estate.rooms.rules import Refusal as RoomRefusal
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Empty, table_page
from jieyue.people.steps import named, press, status_of, submit
from jieyue.people.units import queries as units

PAGE = "estate/occupancy/room.html"


def areas(request: HttpRequest) -> HttpResponse:
    """Usable area by unit, today."""
    actor = actor_of(request)
    actor.require(EstatePermission.ROOMS_READ)
    return table_page(
        request,
        AreaTable,
        queries.areas(actor, on=timezone.localdate()),
        title=_("Area by unit"),
        empty=Empty(_("No rooms yet"), _("Add rooms and hand them to units first."), icon="ruler"),
    )


def room(request: HttpRequest, room_id: int) -> HttpResponse:
    return _page(request, room_id)


@require_POST
def occupy(request: HttpRequest, room_id: int) -> HttpResponse:
    actor = actor_of(request)
    form = OccupyForm(request.POST, units=units.choices(actor))
    return _step(
        request,
        room_id,
        "occupy_form",
        form,
        lambda: actions.occupy(
            room_id=room_id, **form.cleaned_data, actor=actor, at=timezone.now()
        ),
        _("The room has been handed over."),
    )


@require_POST
def vacate(request: HttpRequest, room_id: int) -> HttpResponse:
    actor, form = actor_of(request), VacateForm(request.POST)
    return _step(
        request,
        room_id,
        "vacate_form",
        form,
        lambda: actions.vacate(
            room_id=room_id, **form.cleaned_data, actor=actor, at=timezone.now()
        ),
        _("The room has been taken back."),
    )


@require_POST
def close(request: HttpRequest, room_id: int) -> HttpResponse:
    actor = actor_of(request)
    get_object_or_404(Room.objects.visible_to(actor), id=room_id)
    return press(
        request,
        lambda: rooms.close(room_id=room_id, actor=actor, at=timezone.now()),
        refusals=RoomRefusal,
        done_url=reverse("estate:room", args=[room_id]),
        said=_("The room is out of use."),
    )


def _step(
    request: HttpRequest,
    room_id: int,
    name: str,
    form: Form,
    act: Callable[[], object],
    said: str,
) -> HttpResponse:
    get_object_or_404(Room.objects.visible_to(actor_of(request)), id=room_id)
    done_url = reverse("estate:room", args=[room_id])
    reply = submit(request, form, act, refusals=rules.Refusal, done_url=done_url, said=said)
    return reply or _page(request, room_id, **{name: form})


def _page(request: HttpRequest, room_id: int, **shown: Form) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    get_object_or_404(Room.objects.visible_to(actor), id=room_id)
    forms: dict[str, Form] = {
        "occupy_form": OccupyForm(units=units.choices(actor), initial={"since_on": today}),
        "vacate_form": VacateForm(initial={"until_on": today}),
    } | shown
    context = {
        "room": room_queries.row(actor, room_id=room_id, on=today),
        "history": queries.history(actor, room_id=room_id),
        "may_hand_over": actor.may(EstatePermission.OCCUPANCY_EDIT),
        "may_edit": actor.may(EstatePermission.ROOMS_EDIT),
        **named(**forms),
    }
    return render_page(request, PAGE, context, status=status_of(*forms.values()))
