"""The water desk, the list of leaks, and one leak."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.watch.models import Episode, EpisodeKind
from jieyue.energy.water import charts, desk_queries, flows, nights
from jieyue.energy.water import parameters as defined
from jieyue.energy.water.models import Zone
from jieyue.estate.weather import queries as weather
from jieyue.kit import parameters, workdays
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page

NIGHTS_SHOWN = 90
AROUND = timedelta(days=4)
MOST_SHOWN = timedelta(days=21)


def reading(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    actor.require(EnergyPermission.WATER_READ)
    return actor


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Intake, leaks, night flow, zone balance and the last balance test on one page."""
    actor = reading(request)
    assert actor.site_id is not None
    today = timezone.localdate()
    zones = list(Zone.objects.visible_to(actor))
    wanted = request.GET.get("zone", "")
    zone = next((each for each in zones if each.code == wanted), zones[0] if zones else None)
    leaks = desk_queries.open_leaks(actor)
    context: dict[str, Any] = {
        "today": flows.site_volume(site_id=actor.site_id, first=today, last=today),
        "month": flows.site_volume(site_id=actor.site_id, first=today.replace(day=1), last=today),
        "leaks": leaks,
        "lost": desk_queries.lost(leaks, parents=desk_queries.parents_of(actor, on=today)),
        "zones": [{"code": each.code, "name": each.name} for each in zones],
        "balance": desk_queries.zone_rows(actor, zones, today=today),
        "last_test": desk_queries.last_test(actor),
        "may_edit": actor.may(EnergyPermission.WATER_EDIT),
    }
    if context["last_test"]:
        context["sankey"] = charts.balance_flow(context["last_test"])
    if zone is not None:
        context |= _night_context(actor.site_id, zone, today)
    return render_page(request, "energy/water/desk.html", context)


def _night_context(site_id: int, zone: Zone, today: Any) -> dict[str, Any]:
    values = parameters.read(site_id=site_id, on=today)
    found = nights.standing(zone, on=today, values=values, count=NIGHTS_SHOWN)
    first = found.nights[0].on
    calendar = workdays.days(first, today + timedelta(days=1), site_id=site_id)
    working = {day: each.is_working for day, each in calendar.items()}
    felt = weather.between(site_id=site_id, first=first, last=today)
    return {
        "zone": {"code": zone.code, "name": zone.name},
        "standing": found,
        "night_chart": charts.night_flow(found, working=working, weather=felt),
        "night_from": values.integer(defined.NIGHT_FROM),
        "night_until": values.integer(defined.NIGHT_UNTIL),
    }


@require_GET
def leaks(request: HttpRequest) -> HttpResponse:
    """Every leak, the open ones first."""
    actor = reading(request)
    return render_page(request, "energy/water/leaks.html", {"rows": desk_queries.all_leaks(actor)})


@require_GET
def leak(request: HttpRequest, number: str) -> HttpResponse:
    """One leak: since when, how much, what it costs, and the flow around it."""
    actor = reading(request)
    rows = Episode.objects.filter(site_id=actor.site_id, kind=EpisodeKind.LEAK, number=number)
    episode = rows.select_related("meter").first()
    if episode is None:
        raise Http404
    first = timezone.localdate(episode.started_at - AROUND)
    last = min(
        timezone.localdate(), timezone.localdate((episode.gone_at or episode.last_seen_at) + AROUND)
    )
    first = max(first, last - MOST_SHOWN)
    context = {
        "leak": desk_queries.leak_row(episode),
        "chart": charts.leak_flow(episode, first=first, last=last),
        "may_handle": actor.may(EnergyPermission.WATCH_HANDLE),
    }
    return render_page(request, "energy/water/leak.html", context)
