"""Zones, what may run at night, and nights with a known cause."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.water import actions
from jieyue.energy.water.desk_pages import reading
from jieyue.energy.water.forms import EventForm, NightUseForm, ZoneForm, numbers
from jieyue.energy.water.messages import EXPECTED
from jieyue.energy.water.models import Direction, NightEvent, NightUse, Zone
from jieyue.kit import formats
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.people.steps import press, status_of, submit

MOST_ROWS = 100


def editing(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    actor.require(EnergyPermission.WATER_EDIT)
    return actor


def zone_choices(actor: Actor) -> list[tuple[int, str]]:
    return [(zone.id, f"{zone.code} {zone.name}") for zone in Zone.objects.visible_to(actor)]


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Zones with their borders, night uses and events."""
    actor = reading(request)
    zones = Zone.objects.visible_to(actor).prefetch_related("borders__meter")
    uses = NightUse.objects.visible_to(actor).select_related("zone", "meter")
    events = NightEvent.objects.visible_to(actor).select_related("zone")
    context = {
        "zones": [
            {
                "id": zone.id,
                "code": zone.code,
                "name": zone.name,
                "into": _named(zone, Direction.IN),
                "out": _named(zone, Direction.OUT),
            }
            for zone in zones
        ],
        "uses": [
            {
                "id": use.id,
                "of": use.zone.name if use.zone else use.meter.number if use.meter else "",
                "kind": use.get_kind_display(),
                "m3_per_h": use.m3_per_h,
                "since_on": use.since_on,
                "until_on": use.until_on,
                "reason": use.reason,
                "by": formats.who(use.recorded_by),
            }
            for use in uses[:MOST_ROWS]
        ],
        "events": [
            {
                "of": event.zone.name if event.zone else _("everywhere"),
                "first_on": event.first_on,
                "last_on": event.last_on,
                "reason": event.reason,
                "by": formats.who(event.recorded_by),
            }
            for event in events[:MOST_ROWS]
        ],
        "may_edit": actor.may(EnergyPermission.WATER_EDIT),
    }
    return render_page(request, "energy/water/zones.html", context)


def _named(zone: Zone, way: Direction) -> str:
    borders = [b for b in zone.borders.all() if b.until_on is None and b.direction == way]
    return " ".join(sorted(border.meter.number for border in borders))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, zone_id: int | None = None) -> HttpResponse:
    """Set a zone's name and border."""
    actor = editing(request)
    initial: dict[str, Any] = {"since_on": timezone.localdate().replace(day=1)}
    if zone_id is not None:
        rows = Zone.objects.visible_to(actor).prefetch_related("borders__meter")
        zone = rows.filter(id=zone_id).first()
        if zone is None:
            raise Http404
        initial |= {
            "code": zone.code,
            "name": zone.name,
            "meters_in": _named(zone, Direction.IN),
            "meters_out": _named(zone, Direction.OUT),
            "since_on": timezone.localdate(),
        }
    form = ZoneForm(request.POST or None, initial=initial)

    def keep() -> None:
        given = form.cleaned_data
        actions.keep_zone(
            zone_id=zone_id,
            code=given["code"],
            name=given["name"],
            meters_in=numbers(given["meters_in"]),
            meters_out=numbers(given["meters_out"]),
            since_on=given["since_on"],
            actor=actor,
            at=timezone.now(),
        )

    return _form_page(request, form, keep, title=_("Water zone"), said=_("The zone is set."))


@require_http_methods(["GET", "POST"])
def new_night_use(request: HttpRequest) -> HttpResponse:
    actor = editing(request)
    initial = {"since_on": timezone.localdate(), "zone": request.GET.get("zone", "")}
    form = NightUseForm(zone_choices(actor), request.POST or None, initial=initial)

    def keep() -> None:
        given = dict(form.cleaned_data)
        actions.record_night_use(
            zone_id=given.pop("zone"),
            meter_number=given.pop("meter"),
            **given,
            actor=actor,
            at=timezone.now(),
        )

    return _form_page(
        request, form, keep, title=_("What may run at night"), said=_("The night use is recorded.")
    )


@require_POST
def end_night_use(request: HttpRequest, night_use_id: int) -> HttpResponse:
    """From today on it is no longer legitimate."""
    actor = editing(request)
    if not NightUse.objects.visible_to(actor).filter(id=night_use_id).exists():
        raise Http404
    return press(
        request,
        lambda: actions.end_night_use(
            night_use_id=night_use_id,
            until_on=timezone.localdate(),
            actor=actor,
            at=timezone.now(),
        ),
        refusals=EXPECTED,
        done_url=reverse("energy:water_zones"),
        said=_("It ends today."),
    )


@require_http_methods(["GET", "POST"])
def new_event(request: HttpRequest) -> HttpResponse:
    actor = editing(request)
    today = timezone.localdate()
    form = EventForm(
        zone_choices(actor), request.POST or None, initial={"first_on": today, "last_on": today}
    )

    def keep() -> None:
        given = dict(form.cleaned_data)
        actions.register_event(zone_id=given.pop("zone"), **given, actor=actor, at=timezone.now())

    return _form_page(
        request,
        form,
        keep,
        title=_("Nights with a known cause"),
        said=_("The event is registered."),
    )


def _form_page(request: HttpRequest, form: Any, act: Any, *, title: str, said: str) -> HttpResponse:
    back_url = reverse("energy:water_zones")
    reply = submit(request, form, act, refusals=EXPECTED, done_url=back_url, said=said)
    context = {"title": title, "form": form, "back_url": back_url}
    return reply or render_page(request, "energy/water/form.html", context, status=status_of(form))
