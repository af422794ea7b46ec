"""What a person does about an episode. `seen` is the revision that was on the screen.

Whoever comes second is told who was first and when (EpisodeMovedOn).
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.watch import facts, refusals
from jieyue.energy.watch.episodes import of
from jieyue.energy.watch.models import Episode, EpisodeKind, EpisodeStatus, EpisodeStep
from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.people.persons.models import Person

MOST_AT_ONCE = 200


@transaction.atomic
def acknowledge(
    *, number: str, note: str = "", seen: int | None = None, actor: Actor, at: datetime
) -> Episode:
    """Say that one has seen it. Raises NotAllowed, EpisodeMovedOn, Episode.DoesNotExist."""
    episode = _for_writing(number, seen=seen, actor=actor)
    if episode.status != EpisodeStatus.OPEN:
        raise _moved_on(episode)
    episode.status = EpisodeStatus.ACKNOWLEDGED
    _save(episode, note=note, actor=actor, at=at)
    journal.record(facts.EpisodeAcknowledged(**of(episode)), actor=actor, at=at)
    return episode


@transaction.atomic
def take_on(
    *,
    number: str,
    person_id: int | None = None,
    note: str = "",
    seen: int | None = None,
    actor: Actor,
    at: datetime,
) -> Episode:
    """Work on it, or give it to `person_id`.

    Raises NotAllowed, EpisodeMovedOn, NoSuchPerson, Episode.DoesNotExist.
    """
    episode = _for_writing(number, seen=seen, actor=actor)
    if episode.status == EpisodeStatus.RESOLVED:
        raise _moved_on(episode)
    wanted = person_id or actor.person_id or 0
    if episode.status == EpisodeStatus.IN_WORK and episode.owner_id == wanted:
        raise _moved_on(episode)
    owner = Person.objects.filter(site_id=episode.site_id, id=wanted, left_on=None).first()
    if owner is None:
        raise refusals.NoSuchPerson(person_id=wanted)
    episode.owner = owner
    episode.status = EpisodeStatus.IN_WORK
    _save(episode, note=note or owner.name, actor=actor, at=at)
    fact = facts.EpisodeTakenOn(**of(episode), person_id=owner.id)
    journal.record(fact, actor=actor, at=at)
    return episode


@transaction.atomic
def resolve(
    *, number: str, cause: str, seen: int | None = None, actor: Actor, at: datetime
) -> Episode:
    """Close it with its cause; a leak only when it flows no more.

    Raises NotAllowed, EpisodeMovedOn, CauseNeeded, StillThere, Episode.DoesNotExist.
    """
    episode = _for_writing(number, seen=seen, actor=actor)
    if episode.status == EpisodeStatus.RESOLVED:
        raise _moved_on(episode)
    if not cause.strip():
        raise refusals.CauseNeeded
    if episode.kind == EpisodeKind.LEAK and episode.gone_at is None:
        raise refusals.StillThere(number=episode.number, last_seen_at=episode.last_seen_at)
    episode.status = EpisodeStatus.RESOLVED
    episode.resolved_at = at
    episode.cause = cause.strip()[:200]
    _save(episode, note=cause, actor=actor, at=at)
    fact = facts.EpisodeResolved(**of(episode), cause=episode.cause)
    journal.record(fact, actor=actor, at=at)
    return episode


@transaction.atomic
def reopen(
    *, number: str, reason: str, seen: int | None = None, actor: Actor, at: datetime
) -> Episode:
    """It was not over. Raises NotAllowed, EpisodeMovedOn, ReasonNeeded, Episode.DoesNotExist."""
    episode = _for_writing(number, seen=seen, actor=actor)
    if episode.status != EpisodeStatus.RESOLVED:
        raise _moved_on(episode)
    if not reason.strip():
        raise refusals.ReasonNeeded
    episode.status = EpisodeStatus.OPEN
    episode.resolved_at = None
    _save(episode, note=reason, actor=actor, at=at)
    fact = facts.EpisodeReopened(**of(episode), reason=reason.strip()[:400])
    journal.record(fact, actor=actor, at=at)
    return episode


@transaction.atomic
def acknowledge_many(
    *, numbers: Sequence[str], note: str = "", actor: Actor, at: datetime
) -> tuple[int, int]:
    """Acknowledge those still open: (done, decided on by others before).

    Raises NotAllowed, TooManyAtOnce, Episode.DoesNotExist.
    """
    return _many(numbers, lambda n: acknowledge(number=n, note=note, actor=actor, at=at))


@transaction.atomic
def assign_many(
    *, numbers: Sequence[str], person_id: int, actor: Actor, at: datetime
) -> tuple[int, int]:
    """Give several to one person: (done, resolved or his already). Raises as `take_on`, and
    TooManyAtOnce."""
    return _many(numbers, lambda n: take_on(number=n, person_id=person_id, actor=actor, at=at))


def _many(numbers: Sequence[str], act: Callable[[str], Episode]) -> tuple[int, int]:
    if len(numbers) > MOST_AT_ONCE:
        raise refusals.TooManyAtOnce(asked=len(numbers), most=MOST_AT_ONCE)
    done = 0
    for number in sorted(set(numbers)):
        try:
            act(number)
        except refusals.EpisodeMovedOn:
            continue
        done += 1
    return done, len(set(numbers)) - done


def _for_writing(number: str, *, seen: int | None, actor: Actor) -> Episode:
    visible = Episode.objects.visible_to(actor).select_for_update(of=("self",))
    episode: Episode = visible.get(number=number)
    actor.require(EnergyPermission.WATCH_HANDLE, unit_id=episode.unit_id)
    if seen is not None and seen != episode.revision and _somebody_acted(episode, seen):
        raise _moved_on(episode)
    return episode


def _somebody_acted(episode: Episode, seen: int) -> bool:
    """Whether more than the watch's own extending happened since revision `seen`."""
    last = episode.steps.order_by("-id").first()
    return last is not None and last.revision > seen


def _moved_on(episode: Episode) -> refusals.EpisodeMovedOn:
    last = episode.steps.order_by("-id").first()
    return refusals.EpisodeMovedOn(
        number=episode.number,
        status=episode.get_status_display(),
        by=last.made_by if last else "",
        at=last.made_at if last else episode.detected_at,
    )


def _save(episode: Episode, *, note: str, actor: Actor, at: datetime) -> None:
    episode.revision += 1
    episode.save()
    EpisodeStep.objects.create(
        site_id=episode.site_id,
        episode=episode,
        status=episode.status,
        note=note.strip()[:400],
        made_at=at,
        made_by=actor.name,
        revision=episode.revision,
    )
