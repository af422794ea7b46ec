"""What the watch itself writes: an episode opens, lasts, is gone, and closes by itself."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jieyue.energy.consumption.models import NoteKind, StepNote
from jieyue.energy.meters.models import Placement
from jieyue.energy.watch import facts, storms
from jieyue.energy.watch.models import (
    Duty,
    Episode,
    EpisodeKind,
    EpisodeStatus,
    EpisodeStep,
    Severity,
)
from jieyue.kit import journal, numbers
from jieyue.kit.actor import system
from jieyue.kit.sites.models import Site

SERIES = "EP"
INSIDE = "inside"  # in an episode's detail: who was in its building, written by `note_inside`
COMES_BACK = frozenset({EpisodeKind.LEAK})  # seen after it was resolved, it opens again


@transaction.atomic
def open_or_extend(
    *,
    site_id: int,
    kind: str,
    meter_id: int,
    started_at: datetime,
    seen_at: datetime,
    severity: int,
    size_per_hour: Decimal | None = None,
    yuan_per_day: Decimal | None = None,
    detail: Mapping[str, Any],
    source: str,
    parameters_used: Mapping[str, int],
    at: datetime,
) -> Episode:
    """The episode of `source`, opened if new, else seen until `seen_at`; in a storm the one it
    joins.

    A resolved one stays resolved, except a leak that flows again. A severity only rises.
    """
    size = {"size_per_hour": size_per_hour, "yuan_per_day": yuan_per_day}
    seen: dict[str, Any] = {
        "seen_at": seen_at,
        "severity": severity,
        "detail": dict(detail),
        "size": size,
    }
    found = _of_source(source, site_id=site_id)
    if found is not None:
        return _extend(found, **seen, at=at)
    Site.objects.select_for_update(no_key=True).get(id=site_id)  # two may have just found it
    found = _of_source(source, site_id=site_id)
    if found is not None:
        return _extend(found, **seen, at=at)
    carrier = storms.joined(site_id=site_id, source=source) or storms.carrier(
        site_id=site_id, kind=kind, meter_id=meter_id, at=at
    )
    if carrier is not None:
        storms.join(
            carrier, meter_id=meter_id, source=source, started_at=started_at, seen_at=seen_at
        )
        return carrier
    unit_id = _unit_of(meter_id, started_at)
    episode: Episode = Episode.objects.create(
        site_id=site_id,
        number=numbers.take(SERIES, site_id=site_id, at=at),
        kind=kind,
        meter_id=meter_id,
        unit_id=unit_id,
        severity=severity,
        started_at=started_at,
        detected_at=at,
        last_seen_at=seen_at,
        detail=dict(detail),
        source=source,
        parameters_used=dict(parameters_used),
        owner_id=owner_of(site_id=site_id, kind=kind, unit_id=unit_id),
        **size,
    )
    note_step(episode, facts.EpisodeOpened, at=at)
    return episode


@dataclass(frozen=True)
class Inside:
    """How many people were in a building at `at`, ISO with offset: from least to most.

    most is None when nobody knows. heard: the share of their usual passages that readers told.
    """

    at: str
    building: str
    least: int
    most: int | None
    heard: float


@transaction.atomic
def note_inside(inside: Inside, *, episode_id: int) -> None:
    """Keep who was inside beside what the readings show, however the episode goes on."""
    episode = Episode.objects.select_for_update().get(id=episode_id)
    episode.detail = episode.detail | {INSIDE: asdict(inside)}
    episode.save(update_fields=["detail"])


def _of_source(source: str, *, site_id: int) -> Episode | None:
    rows = Episode.objects.select_for_update().filter(site_id=site_id, source=source)
    found: Episode | None = rows.first()
    return found


@transaction.atomic
def mark_gone(
    *, source: str, gone_at: datetime, at: datetime, site_id: int | None = None
) -> Episode | None:
    """The readings show it no more since `gone_at`; None when no unresolved episode has it.

    Said twice, the first stands until the sign comes back.
    """
    rows = Episode.objects.select_for_update().filter(source=source)
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    episode: Episode | None = rows.exclude(status=EpisodeStatus.RESOLVED).first()
    if episode is None or episode.gone_at is not None:
        return episode
    episode.gone_at = gone_at
    episode.revision += 1
    episode.save(update_fields=["gone_at", "revision"])
    actor = system("energy.watch", site_id=episode.site_id)
    journal.record(facts.EpisodeGone(**of(episode)), actor=actor, at=at)
    return episode


def close_gone(*, site_id: int, days: int, at: datetime) -> int:
    """Resolve what has been gone for `days`. How many. Leaks wait for a person's word, and a step
    backwards for the exchange that explains it, after which it is noted no more.
    """
    rows = Episode.objects.filter(site_id=site_id, gone_at__lte=at - timedelta(days=days))
    rows = rows.exclude(status=EpisodeStatus.RESOLVED).exclude(kind=EpisodeKind.LEAK)
    waiting = _unexplained(site_id)
    ids = [pk for pk, source in rows.values_list("id", "source") if source not in waiting]
    for episode_id in ids:
        _close(episode_id, at=at)
    return len(ids)


def _unexplained(site_id: int) -> set[str]:
    """Sources of steps backwards that no exchange explains."""
    notes = StepNote.objects.filter(site_id=site_id, kind=NoteKind.BACKWARDS)
    found = notes.values_list("kind", "meter_id", "from_s")
    return {f"{kind}:{meter_id}:{from_s}" for kind, meter_id, from_s in found}


def owner_of(*, site_id: int, kind: str, unit_id: int | None) -> int | None:
    """The person whose duty it is: the rule that names most wins."""
    rules = Duty.objects.filter(site_id=site_id, kind__in=("", kind), person__left_on=None)
    rules = rules.filter(Q(unit=None) | Q(unit_id=unit_id))
    best = max(rules, key=lambda rule: (bool(rule.kind), rule.unit_id is not None), default=None)
    return None if best is None else best.person_id


def of(episode: Episode) -> dict[str, Any]:
    """What every fact says of an episode."""
    return {
        "episode_id": episode.id,
        "number": episode.number,
        "kind": episode.kind,
        "meter_id": episode.meter_id,
        "severity": episode.severity,
    }


def note_step(
    episode: Episode, fact: type[facts.EpisodeMoved], *, at: datetime, **more: Any
) -> None:
    """The watch's own step in the episode's history and in the journal."""
    actor = system("energy.watch", site_id=episode.site_id)
    EpisodeStep.objects.create(
        site_id=episode.site_id,
        episode=episode,
        status=episode.status,
        made_at=at,
        made_by=actor.name,
        revision=episode.revision,
    )
    journal.record(fact(**of(episode), **more), actor=actor, at=at)


@transaction.atomic
def _close(episode_id: int, *, at: datetime) -> None:
    episode = Episode.objects.select_for_update().get(id=episode_id)
    if episode.status == EpisodeStatus.RESOLVED or episode.gone_at is None:
        return
    episode.status = EpisodeStatus.RESOLVED
    episode.resolved_at = at
    episode.revision += 1
    episode.save(update_fields=["status", "resolved_at", "revision"])
    note_step(episode, facts.EpisodeResolved, at=at, cause=episode.cause)


def _extend(
    episode: Episode,
    *,
    seen_at: datetime,
    severity: int,
    detail: dict[str, Any],
    size: Mapping[str, Decimal | None],
    at: datetime,
) -> Episode:
    was_resolved = episode.status == EpisodeStatus.RESOLVED
    is_back = was_resolved and episode.kind in COMES_BACK
    if is_back and episode.gone_at is not None:
        is_back = seen_at > episode.gone_at
    if was_resolved and not is_back:
        return episode
    if seen_at <= episode.last_seen_at and episode.gone_at is not None:
        return episode
    episode.last_seen_at = max(episode.last_seen_at, seen_at)
    episode.severity = Severity(max(episode.severity, severity))
    kept = {INSIDE: episode.detail[INSIDE]} if INSIDE in episode.detail else {}
    episode.detail = detail | kept
    episode.size_per_hour = size["size_per_hour"]
    episode.yuan_per_day = size["yuan_per_day"]
    episode.gone_at = None
    episode.revision += 1
    if is_back:
        episode.status = EpisodeStatus.OPEN
        episode.resolved_at = None
    episode.save()
    if is_back:
        note_step(episode, facts.EpisodeReopened, at=at, reason="")
    return episode


def _unit_of(meter_id: int, started_at: datetime) -> int | None:
    """Whom the meter serves alone on the day the sign began."""
    day = timezone.localdate(started_at)
    placed = Placement.objects.filter(meter_id=meter_id, since_on__lte=day)
    placed = placed.filter(Q(until_on=None) | Q(until_on__gt=day))
    unit_id: int | None = placed.values_list("unit_id", flat=True).first()
    return unit_id
