"""The wall screen of the complex, and the parts other pages ask for by address."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from jieyue.energy.overview import charts, figures, page, places, tiles
from jieyue.energy.overview.standing import Standing, standing
from jieyue.kit.actor import NotAllowed
from jieyue.kit.pages import actor_of, render_page

WALL = "energy/overview/wall.html"
WALL_PART = "energy/overview/_wall.html"


@login_required
@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """大屏: dark, without the shell, fresh every minute; says how old its figures are."""
    actor, at = actor_of(request), timezone.now()
    place = places.complex_of(actor)
    worth = figures.worth(site_id=place.site_id, on=timezone.localdate(at))
    found = standing(place, at=at, worth=worth)
    context: dict[str, Any] = {
        "theme": "dark",
        "place": place,
        "at": at,
        "found": found,
        "episodes": page.episodes(actor, place),
        "drawings": [
            (each, *charts.today_chart(each.load, unit=each.unit)) for each in _drawn(found)
        ],
    }
    return render_page(request, WALL, context, part=WALL_PART)


@login_required
@require_GET
def standing_part(request: HttpRequest) -> HttpResponse:
    """Today, this month and this year by medium: asked for by the page of the complex."""
    actor, at = actor_of(request), timezone.now()
    place = places.complex_of(actor)
    worth = figures.worth(site_id=place.site_id, on=timezone.localdate(at))
    context = {"found": standing(place, at=at, worth=worth)}
    return render_page(request, "energy/overview/_standing.html", context)


@login_required
@require_GET
def tiles_part(request: HttpRequest) -> HttpResponse:
    """Energy on the first page."""
    actor = actor_of(request)
    if not tiles.has_tiles(actor):
        raise NotAllowed(places.READ)
    context = {"tiles": tiles.tiles(actor, at=timezone.now())}
    return render_page(request, "energy/overview/_tiles.html", context)


def _drawn(found: list[Standing]) -> list[Any]:
    return [each for each in found if each.load is not None and each.today is not None][:4]
