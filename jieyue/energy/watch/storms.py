"""How many episodes may open: beyond it, a sign joins an episode instead of becoming one."""

from datetime import datetime, timedelta

from django.utils import timezone

from jieyue.energy.watch import parameters as of_watch
from jieyue.energy.watch.models import Episode, EpisodeKind, EpisodeStatus, MergedSign
from jieyue.kit import parameters
from jieyue.kit.sites.models import SiteQuerySet

NEVER_JOINED = frozenset({EpisodeKind.LEAK})  # each is found, weighed and repaired by itself


def carrier(*, site_id: int, kind: str, meter_id: int, at: datetime) -> Episode | None:
    """The episode that a new sign joins; None when it may become one itself."""
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    day = Episode.objects.filter(
        site_id=site_id, meter_id=meter_id, detected_at__gt=at - timedelta(days=1)
    )
    if day.count() >= values.integer(of_watch.NEW_PER_METER_DAY):
        found = _newest(day, kind=kind)
        if found is not None:
            return found
    if kind in NEVER_JOINED:
        return None
    hour = Episode.objects.filter(site_id=site_id, detected_at__gt=at - timedelta(hours=1))
    if hour.count() >= values.integer(of_watch.NEW_PER_SITE_HOUR):
        return _newest(hour, kind=kind)
    return None


def join(
    episode: Episode, *, meter_id: int, source: str, started_at: datetime, seen_at: datetime
) -> None:
    """Count a sign with `episode`; one that joined before only becomes fresher."""
    _sign, is_new = MergedSign.objects.update_or_create(
        site_id=episode.site_id,
        source=source,
        defaults={"episode": episode, "last_seen_at": seen_at},
        create_defaults={
            "episode": episode,
            "meter_id": meter_id,
            "started_at": started_at,
            "last_seen_at": seen_at,
        },
    )
    if is_new:
        episode.merged += 1
        episode.revision += 1
        episode.save(update_fields=["merged", "revision"])


def joined(*, site_id: int, source: str) -> Episode | None:
    """The unresolved episode that this sign joined."""
    sign = (
        MergedSign.objects.filter(site_id=site_id, source=source).select_related("episode").first()
    )
    if sign is None:
        return None
    if sign.episode.status == EpisodeStatus.RESOLVED:
        sign.delete()
        return None
    return Episode.objects.select_for_update().get(id=sign.episode_id)


def _newest(rows: SiteQuerySet, *, kind: str) -> Episode | None:
    unresolved = rows.exclude(status=EpisodeStatus.RESOLVED).filter(kind=kind)
    return unresolved.select_for_update().order_by("-detected_at", "-id").first()
