"""What the health pages show: the order, its figures, and what waits at the desk."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.access.credentials.models import Holder
from jieyue.access.health import rules, tallies
from jieyue.access.health.models import (
    Declaration,
    HealthOrder,
    Isolation,
    Question,
    Switch,
    Temperature,
)
from jieyue.access.health.recording import in_force
from jieyue.access.health.refusals import NoOrder
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Actor
from jieyue.people.units.models import Unit

ROWS_SHOWN = 50
ASKS: dict[str, Promise] = {
    Switch.DECLARATIONS: _("Each answers the questions on the phone before coming in."),
    Switch.TEMPERATURE: _("Each is measured once a day at a gate; twice when above the limit."),
    Switch.CONTRACTORS: _("Each is asked for fitness once a day before work."),
    Switch.DINING: _("Units eat in their own time; nothing of persons is recorded."),
    Switch.MEETINGS: _("Meetings stay below the limit; nothing of persons is recorded."),
    Switch.TRACING: _(
        "Gate records may be searched for contacts, each time for a written purpose."
    ),
}
KEEPS: dict[str, Promise] = {
    Switch.DECLARATIONS: _("yes or no to each question"),
    Switch.TEMPERATURE: _("temperature, thermometer and time"),
    Switch.CONTRACTORS: _("fit or not"),
    Switch.DINING: _("nothing"),
    Switch.MEETINGS: _("nothing"),
    Switch.TRACING: _("who searched and why"),
}


@dataclass(frozen=True)
class AskedRow:
    """What one measure asks from whom, and what is kept of it."""

    measure: str
    whom: str
    asks: "str | Promise"
    keeps: "str | Promise"


@dataclass(frozen=True)
class OrderView:
    """One order as its page shows it. state: "in force", "ended", "erased"."""

    id: int
    number: str
    disease: str
    basis: str
    basis_file_id: int
    reason: str
    since: datetime
    until: datetime
    ordered_by: str
    ended_at: datetime | None
    ended_by: str
    end_reason: str
    erases_on: datetime | None
    erased_at: datetime | None
    erased: dict[str, int]
    follows: str
    fever_c: Decimal
    meeting_limit: int | None
    asked: list[AskedRow]
    slots: list[tuple[str, str]]
    is_in_force: bool


@dataclass(frozen=True)
class DayTally:
    """Counts of one day by kind."""

    day: date
    numbers: list[int]


def current(actor: Actor, *, at: datetime) -> HealthOrder | None:
    """The order in force at `at`, for whoever it concerns; None while the module is dormant."""
    try:
        return in_force(site_id=actor.site_id, at=at)
    except NoOrder:
        return None


def orders(actor: Actor) -> list[HealthOrder]:
    """Every order there was, newest first. One query. Raises NotAllowed."""
    actor.require(AccessPermission.HEALTH_READ)
    return list(HealthOrder.objects.visible_to(actor)[:ROWS_SHOWN])


def view(actor: Actor, order_id: int, *, at: datetime) -> OrderView:
    """One order. Three queries. Raises NotAllowed, HealthOrder.DoesNotExist."""
    actor.require(AccessPermission.HEALTH_READ)
    rows = HealthOrder.objects.visible_to(actor).select_related("follows")
    row: HealthOrder = rows.get(id=order_id)
    ends = row.ended_at
    return OrderView(
        id=row.id,
        number=row.number,
        disease=row.disease,
        basis=row.basis,
        basis_file_id=row.basis_file_id,
        reason=row.reason,
        since=row.since,
        until=row.until,
        ordered_by=row.ordered_by,
        ended_at=ends,
        ended_by=row.ended_by,
        end_reason=row.end_reason,
        erases_on=None if ends is None else ends + timedelta(days=row.keep_days),
        erased_at=row.erased_at,
        erased=row.erased,
        follows=row.follows.number if row.follows else "",
        fever_c=row.fever_c,
        meeting_limit=row.meeting_limit,
        asked=_asked(row),
        slots=_slots(row),
        is_in_force=ends is None and row.since <= at < row.until,
    )


def day_tallies(actor: Actor, order_id: int) -> list[DayTally]:
    """Counts by local day and kind (in the order of tallies.KINDS), newest first; of an erased
    order what was kept. Raises NotAllowed."""
    actor.require(AccessPermission.HEALTH_READ)
    row = HealthOrder.objects.visible_to(actor).get(id=order_id)
    if row.erased_at is not None:
        kept = row.tallies.values_list("day", "kind", "number")
        counts = {(day, kind): number for day, kind, number in kept}
    else:
        counts = dict(tallies.counted(row))
    days = sorted({day for day, _kind in counts}, reverse=True)
    return [DayTally(day, [counts.get((day, kind), 0) for kind in tallies.KINDS]) for day in days]


@dataclass(frozen=True)
class Desk:
    """What the guard sees: who rests before a second measurement, who is isolated, today's list."""

    order: HealthOrder
    waiting: list[tuple[Temperature, datetime]]
    isolated: list[Isolation]
    latest: list[Temperature]


def desk(actor: Actor, *, at: datetime) -> Desk:
    """Raises NotAllowed, NoOrder."""
    actor.require(AccessPermission.HEALTH_RECORD)
    order = in_force(site_id=actor.site_id, at=at)
    rows: QuerySet[Temperature] = Temperature.objects.visible_to(actor).filter(order=order)
    rest = timedelta(minutes=order.again_min)
    again = rows.filter(verdict=rules.Verdict.AGAIN, second=None).order_by("at")
    return Desk(
        order=order,
        waiting=[(row, row.at + rest) for row in again[:ROWS_SHOWN]],
        isolated=list(Isolation.objects.visible_to(actor).filter(order=order, until=None)),
        latest=list(rows[:10]),
    )


def own_declaration(actor: Actor, order: HealthOrder) -> Declaration | None:
    """One's own latest."""
    rows = Declaration.objects.filter(order=order, person_id=actor.person_id)
    row: Declaration | None = rows.first()
    return row


@dataclass(frozen=True)
class Asked:
    """One question of a declaration as somebody reads it."""

    code: str
    text: str


@dataclass(frozen=True)
class OwnState:
    """What the order asks of oneself. state: "dormant", "due" or "declared"."""

    state: str
    order: str = ""
    disease: str = ""
    asked_until: datetime | None = None
    questions: tuple[Asked, ...] = ()
    latest: Declaration | None = None


def own_state(actor: Actor, *, at: datetime) -> OwnState:
    """Of oneself only. Raises NotAllowed."""
    actor.require(AccessPermission.HEALTH_DECLARE, person_id=actor.person_id)
    order = current(actor, at=at)
    if order is None or Switch.DECLARATIONS not in order.switches:
        return OwnState("dormant")
    latest = own_declaration(actor, order)
    holds = latest is not None and at < latest.until
    return OwnState(
        state="declared" if holds else "due",
        order=order.number,
        disease=order.disease,
        asked_until=order.until,
        questions=tuple(Asked(code, str(text)) for code, text in questions_of(order)),
        latest=latest,
    )


def own_slot(actor: Actor, *, at: datetime) -> str:
    """When one's unit eats under the order in force; empty without."""
    order = current(actor, at=at)
    if order is None or actor.unit_id is None:
        return ""
    slots = order.slots.filter(unit_id=actor.unit_id).values_list("starts", "ends")
    return "".join(f"{starts:%H:%M}–{ends:%H:%M}" for starts, ends in slots[:1])


def questions_of(order: HealthOrder) -> list[tuple[str, Any]]:
    return [(question, Question(question).label) for question in order.questions]


def _asked(row: HealthOrder) -> list[AskedRow]:
    return [
        AskedRow(
            measure=str(Switch(asked.switch).label),
            whom="、".join(str(Holder(holder).label) for holder in asked.holders),
            asks=ASKS[asked.switch],
            keeps=KEEPS[asked.switch],
        )
        for asked in rules.asked(row.switches, holders=row.holders)
    ]


def _slots(row: HealthOrder) -> list[tuple[str, str]]:
    slots = list(row.slots.values_list("unit_id", "starts", "ends"))
    units = Unit.objects.filter(id__in=[unit for unit, _starts, _ends in slots])
    names = dict(units.values_list("id", "name"))
    return [(names.get(unit, ""), f"{starts:%H:%M}–{ends:%H:%M}") for unit, starts, ends in slots]
