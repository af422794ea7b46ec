"""能耗总览: the complex, a building, a unit or a meter over a period of one's choice."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from jieyue.energy.overview import breakdown, export, figures, page, places
from jieyue.energy.overview.places import Place, PlaceKind
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The complex; whoever reads one unit only is led to its monthly sheet."""
    actor = actor_of(request)
    places.require_reading(actor)
    if not places.sees_all(actor):
        return redirect("energy:my_unit")
    return _page(request, actor, places.complex_of(actor))


@login_required
@require_GET
def building(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    return _page(request, actor, places.building(actor, code))


@login_required
@require_GET
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    actor = actor_of(request)
    return _page(request, actor, places.unit(actor, unit_id))


@login_required
@require_GET
def meter(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    return _page(request, actor, places.meter(actor, number, on=timezone.localdate()))


def _page(request: HttpRequest, actor: Actor, place: Place) -> HttpResponse:
    today = timezone.localdate()
    wanted = page.asked_span(request.GET, today=today)
    span = wanted.span
    shown = span.elapsed(today)
    worth = figures.worth(site_id=place.site_id, on=shown.last)
    uses = breakdown.uses_of(place, shown)
    media = breakdown.by_medium(uses, worth=worth)
    medium = _medium(request.GET.get("medium", ""), place, list(media))
    parts = breakdown.of_medium(uses, medium, worth=worth) if medium else []
    if request.GET.get("export") == "xlsx":
        return export.place_file(place, shown, media, parts)
    context: dict[str, Any] = {
        "place": place,
        "span": span,
        "shown": shown,
        "picker": page.picker(place.url, wanted, today=today, medium=medium),
        "media": media,
        "medium": medium,
        "chosen": media.get(medium),
        "parts": parts,
        "movers": parts[-1].movers if len(parts) > 1 else [],
        "kgce": figures.kgce_of_all({key: each.figure for key, each in media.items()}),
        "yuan": figures.yuan_of_all({key: each.figure for key, each in media.items()}),
        "episodes": page.episodes(actor, place),
        "charts": page.charts(place, shown, medium) if medium else [],
        "is_complex": place.kind is PlaceKind.COMPLEX,
        "is_meter": place.kind is PlaceKind.METER,
        "is_unit": place.kind is PlaceKind.UNIT,
    }
    return render_page(request, "energy/overview/place.html", context, status=wanted.status)


def _medium(wanted: str, place: Place, media: list[str]) -> str:
    if place.medium:
        return place.medium
    if wanted in media:
        return wanted
    return media[0] if media else ""
