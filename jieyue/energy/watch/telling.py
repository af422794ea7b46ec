"""Who is told of episodes: at once, once a day, or when nobody acknowledges them in time."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.watch import episodes, facts, wording
from jieyue.energy.watch import parameters as of_watch
from jieyue.energy.watch.models import Episode, EpisodeKind, EpisodeStatus, Subscription
from jieyue.energy.watch.rules import wishes
from jieyue.energy.watch.rules.wishes import Wish
from jieyue.kit import parameters
from jieyue.kit.actor import Actor, system
from jieyue.people.messages.actions import NobodyToTell, Recipients, Text, tell, tell_holders
from jieyue.people.messages.models import Notice
from jieyue.people.roles.queries import persons_with

NAME = "energy.watch"


def tell_of_opening(fact: facts.EpisodeOpened, *, site_id: int, at: datetime) -> None:
    """At once, to whoever wants it so; beyond the hourly limit it waits for the digest.

    What is resolved already is told to nobody.
    """
    episode = Episode.objects.select_related("meter").get(id=fact.episode_id)
    if episode.status == EpisodeStatus.RESOLVED:
        return
    ways = _ways([episode], site_id=site_id, at=at)
    wanted = [person for person, how in ways[episode.id].items() if how == wishes.AT_ONCE]
    persons = _within_limit(wanted, site_id=site_id, at=at)
    if not persons:
        return
    values = {"meter": episode.meter.name, "number": episode.number}
    text = Text(title=wording.OPENED[EpisodeKind(episode.kind)], link=_page(episode), values=values)
    _tell(text, persons, site_id=site_id, at=at)


def send_digest(*, site_id: int, at: datetime) -> None:
    """Once a day: to whoever chose it, and to whom the hourly limit kept something back."""
    since = at - timedelta(days=1)
    rows = Episode.objects.filter(site_id=site_id)
    new = list(rows.filter(detected_at__gt=since))
    ways = _ways(new, site_id=site_id, at=at)
    counts = Counter(
        person
        for episode in new
        for person, how in ways[episode.id].items()
        if how in (wishes.DIGEST, wishes.AT_ONCE)
    )
    digest = {
        person
        for episode in new
        for person, how in ways[episode.id].items()
        if how == wishes.DIGEST
    }
    told = _told_since(counts, site_id=site_id, since=since)
    digest |= {person for person, count in counts.items() if count > told[person]}
    waiting = rows.filter(status=EpisodeStatus.OPEN).count()
    by_count: dict[int, list[int]] = defaultdict(list)
    for person in sorted(digest):
        by_count[counts[person]].append(person)
    for count, persons in sorted(by_count.items()):
        values = {"new": str(count), "open": str(waiting)}
        text = Text(title=wording.DIGEST, link=reverse("energy:watch"), values=values)
        _tell(text, persons, site_id=site_id, at=at)


def escalate(*, site_id: int, at: datetime) -> None:
    """Tell whoever sets up the watch of what nobody acknowledged in time; each once."""
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    hours = {int(key): float(value) for key, value in values.json(of_watch.ESCALATE_HOURS).items()}
    due = [
        episode_id
        for severity, limit in hours.items()
        if limit > 0
        for episode_id in Episode.objects.filter(
            site_id=site_id,
            status=EpisodeStatus.OPEN,
            severity=severity,
            escalated_at=None,
            detected_at__lte=at - timedelta(hours=limit),
        ).values_list("id", flat=True)
    ]
    if due:
        _escalate(due, site_id=site_id, at=at)


@transaction.atomic
def _escalate(due: Collection[int], *, site_id: int, at: datetime) -> None:
    rows = Episode.objects.select_for_update().filter(id__in=due, status=EpisodeStatus.OPEN)
    actor = _watch(site_id)
    late = list(rows.order_by("id"))
    for episode in late:
        episode.escalated_at = at
        episode.save(update_fields=["escalated_at"])
        episodes.note_step(episode, facts.EpisodeEscalated, at=at)
    if not late:
        return
    link = _page(late[0]) if len(late) == 1 else reverse("energy:watch") + "?state=open"
    text = Text(title=wording.ESCALATED, link=link, values={"count": str(len(late))})
    tell_holders(text, permission=EnergyPermission.WATCH_CONFIGURE, actor=actor, at=at)


def _ways(found: Iterable[Episode], *, site_id: int, at: datetime) -> dict[int, dict[int, str]]:
    """By episode, by person: how that person hears of it."""
    wanted: dict[int, dict[str, Wish]] = defaultdict(dict)
    for row in Subscription.objects.filter(site_id=site_id, person__left_on=None):
        wanted[row.person_id][row.kind] = Wish(row.least, row.how)
    handlers = persons_with(EnergyPermission.WATCH_HANDLE, site_id=site_id, unit_id=None, at=at)
    readers: dict[int | None, set[int]] = {
        None: persons_with(EnergyPermission.WATCH_READ, site_id=site_id, unit_id=None, at=at)
    }
    ways: dict[int, dict[int, str]] = {}
    for episode in found:
        if episode.unit_id not in readers:
            readers[episode.unit_id] = persons_with(
                EnergyPermission.WATCH_READ, site_id=site_id, unit_id=episode.unit_id, at=at
            )
        own = readers[episode.unit_id] - readers[None]
        ways[episode.id] = {
            person: wishes.heard(
                episode.kind,
                episode.severity,
                wanted.get(person, {}),
                is_concerned=person in handlers or person in own,
                is_owner=person == episode.owner_id,
            )
            for person in readers[episode.unit_id]
        }
    return ways


def _within_limit(persons: Collection[int], *, site_id: int, at: datetime) -> list[int]:
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    most = values.integer(of_watch.MESSAGES_PER_HOUR)
    told = _told_since(persons, site_id=site_id, since=at - timedelta(hours=1))
    return [person for person in persons if told[person] < most]


def _told_since(persons: Iterable[int], *, site_id: int, since: datetime) -> Counter[int]:
    notices = Notice.objects.filter(
        site_id=site_id,
        person_id__in=list(persons),
        message__sender=NAME,
        message__sent_at__gt=since,
    )
    return Counter(notices.values_list(F("person_id"), flat=True))


def _tell(text: Text, persons: Collection[int], *, site_id: int, at: datetime) -> None:
    """Nobody may be left: then there is nobody to tell."""
    try:
        tell(text, to=Recipients(person_ids=persons), actor=_watch(site_id), at=at)
    except NobodyToTell:
        return


def _page(episode: Episode) -> str:
    return reverse("energy:episode", args=[episode.number])


def _watch(site_id: int) -> Actor:
    return system(NAME, site_id=site_id)
