"""Plan a round, start it, say what could not be read, finish it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from jieyue.energy.meters.models import Meter, MeterKind, MeterStatus
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.rounds import facts, photos, progress, refusals
from jieyue.energy.rounds.models import Every, Round, RoundPlan, RoundStop, UnreadMeter
from jieyue.energy.rounds.rules import Rhythm, answered
from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.kit.files.storing import store
from jieyue.kit.formats import moment

MOST_DUE = {Every.WEEK: 7, Every.MONTH: 28}
NAMED = 8


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A round as it is planned; numbers: of its meters, in walking order."""

    name: str
    every: str
    due_day: int
    numbers: Sequence[str]
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class Hindered:
    """A meter that could not be read; photo: name and bytes."""

    meter_number: str
    reason: str
    note: str = ""
    photo: tuple[str, bytes] | None = None


@transaction.atomic
def plan(*, planned: Planned, plan_id: int | None = None, actor: Actor, at: datetime) -> RoundPlan:
    """Set up a round, or change the one of plan_id; rounds that were walked stay.

    Raises NotAllowed, PlanTaken, DueDayUnlike, NoMeters, NoSuchMeter, MeterNamedTwice,
    RoundPlan.DoesNotExist.
    """
    actor.require(EnergyPermission.METERS_EDIT)
    most = MOST_DUE[Every(planned.every)]
    if not 1 <= planned.due_day <= most:
        raise refusals.DueDayUnlike(due_day=planned.due_day, most=most)
    rows = RoundPlan.objects.filter(site_id=actor.site_id)
    if rows.filter(name=planned.name).exclude(id=plan_id).exists():
        raise refusals.PlanTaken(title=planned.name)
    meters = _meters(planned.numbers, actor)
    row = RoundPlan(site_id=actor.site_id)
    if plan_id is not None:
        row = rows.select_for_update().get(id=plan_id)
    row.name, row.every, row.due_day = planned.name, planned.every, planned.due_day
    row.is_active = planned.is_active
    row.save()
    row.stops.all().delete()
    RoundStop.objects.bulk_create(
        RoundStop(site_id=row.site_id, plan=row, meter=meter, position=n)
        for n, meter in enumerate(meters, 1)
    )
    fact = facts.RoundPlanned(
        plan_id=row.id,
        title=row.name,
        every=row.every,
        due_day=row.due_day,
        is_active=row.is_active,
        numbers=[meter.number for meter in meters],
    )
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def start(*, plan_id: int, actor: Actor, at: datetime) -> Round:
    """Begin to walk; who comes second walks the same round.

    Raises NotAllowed, RoundPlan.DoesNotExist.
    """
    actor.require(EnergyPermission.READINGS_RECORD)
    rows = RoundPlan.objects.filter(site_id=actor.site_id, is_active=True)
    row: RoundPlan = rows.select_for_update().get(id=plan_id)
    unfinished: Round | None = row.rounds.filter(finished_at=None).first()
    if unfinished is not None:
        return unfinished
    walked = set(row.rounds.values_list("due_on", flat=True))
    due_on = answered(Rhythm(row.every, row.due_day), timezone.localdate(at), walked=walked)
    walk: Round = Round.objects.create(
        site_id=row.site_id, plan=row, due_on=due_on, started_at=at, started_by=actor.name
    )
    fact = facts.RoundStarted(round_id=walk.id, title=row.name, due_on=due_on)
    journal.record(fact, actor=actor, at=at)
    return walk


@transaction.atomic
def finish(*, round_id: int, actor: Actor, at: datetime) -> Round:
    """Every meter was read or excused. Raises NotAllowed, RoundOver, RoundIncomplete."""
    actor.require(EnergyPermission.READINGS_RECORD)
    rows = Round.objects.filter(site_id=actor.site_id).select_related("plan")
    walk: Round = rows.select_for_update(of=("self",)).get(id=round_id)
    if walk.finished_at is not None:
        raise refusals.RoundOver(by=walk.finished_by, said=moment(walk.finished_at))
    states = progress.states([walk], at=at)[walk.id]
    missing = [number for number, state in states.items() if state == ""]
    if missing:
        more = "…" if len(missing) > NAMED else ""
        raise refusals.RoundIncomplete(
            count=len(missing), numbers="、".join(missing[:NAMED]) + more
        )
    walk.finished_at, walk.finished_by = at, actor.name
    walk.save(update_fields=["finished_at", "finished_by"])
    kinds = list(states.values())
    fact = facts.RoundFinished(
        round_id=walk.id,
        title=walk.plan.name,
        due_on=walk.due_on,
        read=kinds.count("read"),
        unread=kinds.count("unread"),
    )
    journal.record(fact, actor=actor, at=at)
    return walk


@transaction.atomic
def leave_unread(
    *, hindered: Hindered, client_id: UUID, happened_at: datetime, actor: Actor, at: datetime
) -> UnreadMeter:
    """Say why a meter could not be read; sent twice it is kept once.

    Raises NotAllowed, Meter.DoesNotExist, FileRefused.
    """
    actor.require(EnergyPermission.READINGS_RECORD)
    known = UnreadMeter.objects.filter(site_id=actor.site_id, client_id=client_id).first()
    if known is not None:
        return known
    meter = Meter.objects.filter(site_id=actor.site_id).get(number=hindered.meter_number)
    photo_id = None
    if hindered.photo is not None:
        upload = SimpleUploadedFile(*hindered.photo, content_type="image/jpeg")
        photo_id = store(upload, purpose=photos.UNREAD, actor=actor, at=at).id
    row, is_new = UnreadMeter.objects.get_or_create(
        site_id=actor.site_id,
        client_id=client_id,
        defaults={
            "meter": meter,
            "happened_at": min(happened_at, at),
            "reason": hindered.reason,
            "note": hindered.note,
            "photo_id": photo_id,
            "recorded_at": at,
            "recorded_by": actor.name,
        },
    )
    if is_new:
        fact = facts.MeterUnread(
            meter_id=meter.id, number=meter.number, reason=hindered.reason, note=hindered.note
        )
        journal.record(fact, actor=actor, at=at)
    return row


def _meters(numbers: Sequence[str], actor: Actor) -> list[Meter]:
    """Raises NoMeters, NoSuchMeter, MeterNamedTwice."""
    wanted = [number.strip() for number in numbers if number.strip()]
    if not wanted:
        raise refusals.NoMeters
    rows = Meter.objects.filter(
        site_id=actor.site_id, number__in=wanted, status=MeterStatus.IN_USE
    ).exclude(kind=MeterKind.VIRTUAL)
    known = {meter.number: meter for meter in rows}
    found: dict[str, Meter] = {}
    for number in wanted:
        if number not in known:
            raise refusals.NoSuchMeter(number=number)
        if number in found:
            raise refusals.MeterNamedTwice(number=number)
        found[number] = known[number]
    return list(found.values())
