"""What the gates decided on the last days, by the product's own rule, and on to this minute."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction

from jieyue.access.credentials.models import Credential
from jieyue.access.credentials.passes import token_of
from jieyue.access.decisions import actions as decisions
from jieyue.access.decisions import snapshots
from jieyue.access.decisions.actions import Decided
from jieyue.access.decisions.asking import MOST_AT_ONCE, Asked
from jieyue.access.decisions.inputs import packed
from jieyue.access.decisions.local_time import milliseconds
from jieyue.access.decisions.models import Decision
from jieyue.access.decisions.replaying import DayEvent, replay
from jieyue.access.decisions.rules import Question
from jieyue.access.presence import actions as presence
from jieyue.access.presence.days import span_of
from jieyue.access.statistics import counting as statistics
from jieyue.kit import parameters
from jieyue.kit.periods import SHANGHAI
from simulator.attendance import simulate_day
from simulator.loading.access_visits import arrivals
from simulator.loading.stage import Stage, moment
from simulator.passes import Ask, asks
from simulator.tables import rows

DECIDED_DAYS = 4  # days before today whose decisions are loaded
PRESENCE_DAYS = 1  # of those, whose presence is counted by zone


def load(stage: Stage) -> None:
    """Decisions of the days before today that have none yet, then those of today so far."""
    for back in range(DECIDED_DAYS, -1, -1):
        day = stage.today - timedelta(days=back)
        known = Decision.objects.filter(
            site_id=stage.site_id,
            at__gte=moment(day, time()),
            at__lt=moment(day + timedelta(days=1), time()),
        )
        if back and known.exists():
            continue
        with transaction.atomic():
            decide(stage, day)
            _count(stage, day, with_presence=back <= PRESENCE_DAYS)


def _count(stage: Stage, day: date, *, with_presence: bool) -> None:
    """Presence and the gates' statistics of a day, as the night would have made them."""
    if with_presence:
        span = span_of(day, values=parameters.read(site_id=stage.site_id, on=day))
        presence.keep(site_id=stage.site_id, span=span, actor=stage.actor, at=stage.at)
    if day < stage.today:
        statistics.keep_day(site_id=stage.site_id, day=day, actor=stage.actor, at=stage.at)


def decide(stage: Stage, day: date) -> None:
    """One day's questions, as far as they have come in."""
    drawn = asks(stage.world, simulate_day(stage.world, day))
    asked = [ask for ask in [*drawn, *passes_shown(stage, day)] if ask.received_at <= stage.at]
    unique = {(ask.device, ask.event_id): ask for ask in asked}
    gates = {row["devices"]: row["code"] for row in rows("access_gates")}
    events = [_event(ask, gates) for ask in unique.values()]
    snapshot = snapshots.of(site_id=stage.site_id, at=stage.at)
    told = [
        Decided(
            asked=_asked(unique[event.device, event.event_id]),
            device=event.device,
            outcome=verdict.outcome,
            reason=verdict.reason.value,
            inputs=packed(event.question, known),
            rules_number=snapshot.number,
            warnings=verdict.warnings,
        )
        for event, known, verdict in replay(snapshot, events).outcomes
    ]
    _keep(stage, told)


def _keep(stage: Stage, told: Sequence[Decided]) -> None:
    for start in range(0, len(told), MOST_AT_ONCE):
        decisions.take_decided(
            told[start : start + MOST_AT_ONCE], actor=stage.actor, at=stage.at, decided_by="server"
        )


def rows_between(stage: Stage, after: datetime, until: datetime) -> list[dict[str, object]]:
    """The devices' questions of (after, until], each as its device sends it."""
    days = {after.astimezone(SHANGHAI).date(), until.astimezone(SHANGHAI).date()}
    drawn = [
        ask
        for day in sorted(days)
        for ask in (
            *asks(stage.world, simulate_day(stage.world, day)),
            *passes_shown(stage, day),
        )
    ]
    return [_row(stage, ask) for ask in drawn if after < ask.received_at <= until]


def _row(stage: Stage, ask: Ask) -> dict[str, object]:
    row: dict[str, object] = {
        "device": ask.device,
        "event_id": ask.event_id,
        "at": ask.at.isoformat(),
        "direction": ask.direction,
        ask.kind: _token(stage, ask) if ask.kind == "qr" else ask.subject,
    }
    optional = {"colour": ask.colour, "confidence": ask.confidence}
    return row | {name: value for name, value in optional.items() if value}


def _token(stage: Stage, ask: Ask) -> str:
    """The pass as the visitor's phone shows it at that moment."""
    held = Credential.objects.get(site_id=stage.site_id, kind="qr", subject=ask.subject)
    return token_of(held, at=ask.at)


def passes_shown(stage: Stage, day: date) -> Iterator[Ask]:
    """Today's visitors at the door of the building they call at, by the pass they were given.

    The simulator knows what a pass stands for and shows that, not the rotating picture.
    """
    if day != stage.today:
        return
    subjects = dict(
        Credential.objects.filter(site_id=stage.site_id, kind="qr", holder="visitor")
        .exclude(status="ended")
        .values_list("holder_key", "subject")
    )
    doors = {unit.code: f"G{unit.building}01" for unit in stage.world.population.units}
    for visit, call in arrivals(stage, day):
        if call.arrives is None:
            continue
        for guest in visit.guests.all():
            if subject := subjects.get(guest.holder_key):
                door = doors[call.unit_code]
                yield _shown(day, door, subject, "in", call.arrives + 3)
                yield _shown(day, door, subject, "out", max(call.leaves, call.arrives + 12) - 2)


def _shown(day: date, door: str, subject: str, direction: str, minute: int) -> Ask:
    at = moment(day, time()) + timedelta(minutes=minute, seconds=20)
    return Ask(f"{subject}-{direction}", door, at, at, direction, "qr", subject)


def _event(ask: Ask, gates: dict[str, str]) -> DayEvent:
    question = Question(
        at_ms=milliseconds(ask.at),
        direction=ask.direction,
        kind=ask.kind,
        subject=ask.subject,
        colour=ask.colour,
        confidence=ask.confidence,
    )
    return DayEvent(ask.device, ask.event_id, gates[ask.device], question)


def _asked(ask: Ask) -> Asked:
    return Asked(
        event_id=ask.event_id,
        at=ask.at,
        direction=ask.direction,
        kind=ask.kind,
        subject=ask.subject,
        colour=ask.colour,
        confidence=ask.confidence,
    )
