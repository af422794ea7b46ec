"""Orders health measures, ends them, and forgets what was recorded under them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from jieyue.access.credentials import measures
from jieyue.access.credentials.models import Holder
from jieyue.access.decisions import forgotten
from jieyue.access.decisions.rules import Reason
from jieyue.access.health import facts, refusals, tallies
from jieyue.access.health import parameters as figures
from jieyue.access.health.documents import BASIS
from jieyue.access.health.models import DiningSlot, HealthOrder, Question, Switch
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal, numbers, parameters
from jieyue.kit.actor import Actor, system
from jieyue.kit.files.storing import store
from jieyue.kit.formats import moment
from jieyue.people.messages.actions import NobodyToTell, Recipients, Text, tell, tell_holders

DECLARE_TITLE = gettext_noop("Health measures: please declare before you come in")
DECLARE_TEXT = gettext_noop("%(disease)s, order %(number)s, until %(until)s. It takes a minute.")
DESK_TITLE = gettext_noop("Health measures at the gates begin")
DESK_TEXT = gettext_noop("%(disease)s, order %(number)s. The desk shows what to write down.")
OVER_TITLE = gettext_noop("The health measures are over")
OVER_TEXT = gettext_noop("Order %(number)s has ended. Nothing is asked of you at the gates.")
SUNSET = gettext_noop("its last day is over")
FOLLOWED = gettext_noop("followed by a new order")
GATE_NAMES = {
    Switch.DECLARATIONS: gettext_noop("health declaration"),
    Switch.TEMPERATURE: gettext_noop("temperature check"),
    Switch.CONTRACTORS: gettext_noop("contractor's health check"),
}


@dataclass(frozen=True, kw_only=True)
class Slot:
    """When people of a unit eat."""

    unit_id: int
    starts: time
    ends: time


@dataclass(frozen=True, kw_only=True)
class Ordered:
    """An order as a leader gives it; what is None takes the parameter's figure."""

    disease: str
    basis: str
    reason: str
    until: datetime
    switches: Sequence[str]
    questions: Sequence[str] = tuple(Question)
    holders: Sequence[str] = (Holder.VISITOR, Holder.CONTRACTOR)
    fever_c: Decimal | None = None
    again_min: int | None = None
    declared_h: int | None = None
    meeting_limit: int | None = None
    keep_days: int | None = None
    slots: Sequence[Slot] = field(default_factory=tuple)


@transaction.atomic
def order(
    *,
    ordered: Ordered,
    basis_file: UploadedFile | None,
    follows_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> HealthOrder:
    """Order measures from now until their sunset; an order they follow ends in the same moment.

    Raises NotAllowed, NoBasis, NoMeasures, NoQuestions, NoSlots, NoLimit, SlotUnlike,
    SunsetTooSoon, SunsetTooFar, OrderInForce, OrderOver, FileRefused, HealthOrder.DoesNotExist.
    """
    actor.require(AccessPermission.HEALTH_ORDER)
    site_id = actor.site_id or 0
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    _check(ordered, longest_days=values.integer(figures.LONGEST), at=at)
    if basis_file is None:
        raise refusals.NoBasis
    # The number's row is locked until the end, so that two leaders order one after the other.
    number = numbers.take("HO", site_id=site_id, at=at)
    _make_room(follows_id, actor=actor, at=at)
    row: HealthOrder = HealthOrder.objects.create(
        site_id=site_id,
        number=number,
        disease=ordered.disease,
        basis=ordered.basis,
        basis_file_id=store(basis_file, purpose=BASIS, actor=actor, at=at).id,
        reason=ordered.reason,
        since=at,
        until=ordered.until,
        switches=[switch.value for switch in Switch if switch in ordered.switches],
        questions=[each.value for each in Question if each in ordered.questions],
        holders=sorted(set(ordered.holders)),
        fever_c=ordered.fever_c or values.decimal(figures.FEVER_FROM),
        again_min=ordered.again_min or values.integer(figures.AGAIN_AFTER),
        declared_h=ordered.declared_h or values.integer(figures.DECLARED_FOR),
        meeting_limit=ordered.meeting_limit if Switch.MEETINGS in ordered.switches else None,
        keep_days=_or(ordered.keep_days, values.integer(figures.KEPT_AFTER)),
        follows_id=follows_id,
        ordered_by=actor.name,
        ordered_at=at,
        parameters_used=values.used,
    )
    slots = ordered.slots if Switch.DINING in row.switches else ()
    DiningSlot.objects.bulk_create(
        DiningSlot(
            site_id=site_id, order=row, unit_id=slot.unit_id, starts=slot.starts, ends=slot.ends
        )
        for slot in slots
    )
    _ask_at_gates(row, actor=actor, at=at)
    _record_order(row, slots, actor=actor, at=at)
    _tell_everybody(row, actor=actor, at=at)
    return row


@transaction.atomic
def end(*, order_id: int, reason: str, actor: Actor, at: datetime) -> HealthOrder:
    """End an order before its sunset. Raises NotAllowed, OrderOver, HealthOrder.DoesNotExist."""
    actor.require(AccessPermission.HEALTH_ORDER)
    row = _locked(order_id, site_id=actor.site_id)
    _close(row, reason=reason, actor=actor, at=at)
    return row


def close_due(*, site_id: int, at: datetime) -> None:
    """Timed: end what has reached its sunset, delete what has been kept long enough."""
    actor = system("access.health", site_id=site_id)
    orders = HealthOrder.objects.filter(site_id=site_id)
    for order_id in orders.filter(ended_at=None, until__lte=at).values_list("id", flat=True):
        with transaction.atomic():
            row = _locked(order_id, site_id=site_id)
            _close(row, reason=SUNSET, actor=actor, at=row.until, recorded_at=at)
    for row in orders.filter(erased_at=None).exclude(ended_at=None):
        if row.ended_at is not None and row.ended_at + timedelta(days=row.keep_days) <= at:
            erase(order_id=row.id, actor=actor, at=at)


@transaction.atomic
def erase(*, order_id: int, actor: Actor, at: datetime) -> dict[str, int]:
    """Delete every personal row of an ended order; counts by day stay. Returns how many went.

    Raises NotAllowed, NoOrder while it is in force.
    """
    actor.require(AccessPermission.HEALTH_ORDER)
    row: HealthOrder = HealthOrder.objects.select_for_update().get(
        id=order_id, site_id=actor.site_id
    )
    if row.ended_at is None:
        raise refusals.NoOrder
    if row.erased_at is not None:
        return dict(row.erased)
    tallies.keep(row)
    erased = tallies.delete_persons(row)
    forgotten.days(site_id=row.site_id, since=row.since, until=row.ended_at, reason=Reason.MEASURE)
    row.erased_at, row.erased = at, erased
    row.save(update_fields=["erased_at", "erased"])
    fact = facts.HealthDataErased(order_id=row.id, number=row.number, erased=erased)
    journal.record(fact, actor=actor, at=at)
    return erased


def gate_code(row: HealthOrder, switch: str) -> str:
    """The code under which the gates know a measure of an order."""
    return f"health-{row.id}-{switch}"


def _or(given: int | None, otherwise: int) -> int:
    return otherwise if given is None else given


def _check(ordered: Ordered, *, longest_days: int, at: datetime) -> None:
    switches = set(ordered.switches) & set(Switch)
    if not switches:
        raise refusals.NoMeasures
    if Switch.DECLARATIONS in switches and not set(ordered.questions) & set(Question):
        raise refusals.NoQuestions
    if Switch.DINING in switches and not ordered.slots:
        raise refusals.NoSlots
    if Switch.MEETINGS in switches and not ordered.meeting_limit:
        raise refusals.NoLimit
    for slot in ordered.slots:
        if slot.ends <= slot.starts:
            raise refusals.SlotUnlike(slot=f"{slot.starts:%H:%M}–{slot.ends:%H:%M}")
    if ordered.until <= at:
        raise refusals.SunsetTooSoon
    last = at + timedelta(days=longest_days)
    if ordered.until > last:
        raise refusals.SunsetTooFar(most=longest_days, last=moment(last))


def _make_room(follows_id: int | None, *, actor: Actor, at: datetime) -> None:
    """End the order that is followed, and one that is past its sunset; refuse beside another."""
    if follows_id is not None:
        row = _locked(follows_id, site_id=actor.site_id)
        _close(row, reason=FOLLOWED, actor=actor, at=at)
    living = HealthOrder.objects.select_for_update().filter(site_id=actor.site_id, ended_at=None)
    for other in living:
        if other.until > at:
            raise refusals.OrderInForce(
                number=other.number, by=other.ordered_by, said=moment(other.ordered_at)
            )
        _close(other, reason=SUNSET, actor=actor, at=other.until, recorded_at=at)


def _locked(order_id: int, *, site_id: int | None) -> HealthOrder:
    row: HealthOrder = HealthOrder.objects.select_for_update().get(id=order_id, site_id=site_id)
    return row


def _close(
    row: HealthOrder,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    recorded_at: datetime | None = None,
) -> None:
    """Raises OrderOver."""
    if row.ended_at is not None:
        raise refusals.OrderOver(number=row.number, by=row.ended_by, said=moment(row.ended_at))
    recorded_at = recorded_at or at
    row.ended_at, row.ended_by, row.end_reason = at, actor.name, reason
    row.save(update_fields=["ended_at", "ended_by", "end_reason"])
    for switch in GATE_NAMES:
        measures.withdraw(code=gate_code(row, switch), actor=actor, at=recorded_at)
    fact = facts.HealthOrderEnded(
        order_id=row.id, number=row.number, reason=reason, switches=row.switches
    )
    journal.record(fact, actor=actor, at=recorded_at)
    if Switch.DINING in row.switches:
        free = facts.StaggeredDiningEnded(order_id=row.id)
        journal.record(free, actor=actor, at=recorded_at)
    if reason != FOLLOWED and Switch.DECLARATIONS in row.switches:
        text = Text(title=OVER_TITLE, text=OVER_TEXT, values={"number": row.number})
        _tell(text, actor=actor, at=recorded_at)


def _ask_at_gates(row: HealthOrder, *, actor: Actor, at: datetime) -> None:
    asked = {
        Switch.DECLARATIONS: [Holder.PERSON],
        Switch.TEMPERATURE: row.holders,
        Switch.CONTRACTORS: [Holder.CONTRACTOR],
    }
    with translation.override(settings.LANGUAGE_CODE):
        for switch, name in GATE_NAMES.items():
            if switch in row.switches and asked[switch]:
                measures.put(
                    code=gate_code(row, switch),
                    name=translation.gettext(name),
                    holders=asked[switch],
                    since=row.since,
                    until=row.until,
                    actor=actor,
                    at=at,
                )


def _record_order(row: HealthOrder, slots: Sequence[Slot], *, actor: Actor, at: datetime) -> None:
    times: Mapping[str, list[str]] = {
        str(slot.unit_id): [f"{slot.starts:%H:%M}", f"{slot.ends:%H:%M}"] for slot in slots
    }
    fact = facts.HealthOrdered(
        order_id=row.id,
        number=row.number,
        disease=row.disease,
        switches=row.switches,
        since=row.since,
        until=row.until,
        follows=row.follows_id,
        meeting_limit=row.meeting_limit,
        slots=dict(times),
    )
    journal.record(fact, actor=actor, at=at)
    if times:
        dining = facts.StaggeredDiningOrdered(order_id=row.id, slots=dict(times), until=row.until)
        journal.record(dining, actor=actor, at=at)


def _tell_everybody(row: HealthOrder, *, actor: Actor, at: datetime) -> None:
    """Who declares, and who records at the gates."""
    recorded = {Switch.TEMPERATURE, Switch.CONTRACTORS} & set(row.switches)
    if recorded:
        desk = Text(
            title=DESK_TITLE,
            text=DESK_TEXT,
            link="/access/health/desk/",
            values={"disease": row.disease, "number": row.number},
        )
        tell_holders(desk, permission=AccessPermission.HEALTH_RECORD, actor=actor, at=at)
    if Switch.DECLARATIONS not in row.switches:
        return
    values = {"disease": row.disease, "number": row.number, "until": moment(row.until)}
    text = Text(
        title=DECLARE_TITLE, text=DECLARE_TEXT, link="/access/health/declare/", values=values
    )
    _tell(text, actor=actor, at=at)


def _tell(text: Text, *, actor: Actor, at: datetime) -> None:
    try:
        tell(text, to=Recipients(everybody=True), actor=actor, at=at)
    except NobodyToTell:
        return
