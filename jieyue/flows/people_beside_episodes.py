"""夜间用能与在楼人数: what a meter shows is told beside how many people were there.

    energy.watch        finds load after hours, a leak or a spike      EpisodeOpened
    access.presence     knows how many were inside, in figures that may be shown
    energy.watch        keeps them with the episode: light for nobody, or for people at work

Where the meter stands in no building, or no gate counts for it, the episode says nothing of people.
"""

from datetime import datetime, time, timedelta

from django.utils import timezone

from jieyue.access.entries.rules import possible
from jieyue.access.presence import days, queries, released
from jieyue.energy.meters.models import Placement
from jieyue.energy.watch import episodes
from jieyue.energy.watch.episodes import Inside
from jieyue.energy.watch.facts import EpisodeOpened
from jieyue.energy.watch.models import Episode, EpisodeKind
from jieyue.estate.buildings.models import Building
from jieyue.kit import parameters
from jieyue.kit.actor import system

NAME = "flows.people_beside_episodes"
AT_NIGHT = time(23)  # within the hours that load after hours is measured in
BEGAN = (EpisodeKind.LEAK, EpisodeKind.SPIKE)
QUARTER = timedelta(minutes=15)


def note_people(fact: EpisodeOpened, *, site_id: int, at: datetime) -> None:  # noqa: ARG001
    """How many were in the meter's building then, as they may be shown."""
    episode = Episode.objects.get(id=fact.episode_id)
    moment, building = _moment(episode), _building(episode)
    if moment is None or building is None:
        return
    inside = _inside(building, moment, site_id=site_id)
    if inside is not None:
        episodes.note_inside(inside, episode_id=episode.id)


def _moment(episode: Episode) -> datetime | None:
    """The quarter of an hour to look at; None where people explain nothing."""
    local = timezone.localtime(episode.started_at)
    if episode.kind == EpisodeKind.AFTER_HOURS:
        return timezone.make_aware(datetime.combine(local.date(), AT_NIGHT))
    if episode.kind in BEGAN:
        return local.replace(minute=local.minute // 15 * 15, second=0, microsecond=0)
    return None


def _building(episode: Episode) -> Building | None:
    day = timezone.localdate(episode.started_at)
    rows = Placement.objects.filter(meter_id=episode.meter_id, since_on__lte=day)
    placed = rows.exclude(until_on__lte=day).select_related("building").first()
    return placed.building if placed else None


def _inside(building: Building, moment: datetime, *, site_id: int) -> Inside | None:
    values = parameters.read(site_id=site_id, on=timezone.localdate(moment))
    span = days.span_at(moment, values=values)
    actor = system(NAME, site_id=site_id)
    shown = released.moment(actor, day=span.day, quarter=timezone.localtime(moment).time())
    zones = shown.zones if shown else []
    figures = [row.inside for row in zones if row.building == building.name]
    if not figures:
        return None
    heard = queries.anybody_in(
        site_id=site_id, building_id=building.id, since=moment, until=moment + QUARTER
    )
    people = possible((each.number for each in figures), smallest=figures[0].under)
    return Inside(
        at=moment.isoformat(),
        building=building.name,
        least=people.least,
        most=None if heard.value is None else people.most,
        heard=round(heard.coverage, 2),
    )
