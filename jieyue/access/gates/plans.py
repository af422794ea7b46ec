"""开放时间表: sets up opening plans, and reads their slots as the rule wants them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from jieyue.access.gates import actions, facts, refusals, rules, versions
from jieyue.access.gates.models import DayClass, Mode, OpeningPlan, PlanSlot
from jieyue.kit import journal
from jieyue.kit.actor import Actor


@dataclass(frozen=True, kw_only=True)
class SlotWanted:
    """[since, until) of the days of a class; until 00:00 ends the day, before since the next."""

    day_class: str
    since: time
    until: time
    mode: str = "controlled"


@transaction.atomic
def put_plan(
    *,
    code: str,
    name: str,
    slots: Sequence[SlotWanted],
    plan_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> OpeningPlan:
    """Set up a plan, or change that of plan_id; the same again changes nothing.

    Raises NotAllowed, CodeTaken, PlanEmpty, SlotEmpty, SlotsOverlap, OpeningPlan.DoesNotExist.
    """
    row = actions.found(OpeningPlan, plan_id, actor)
    actions.check_code(OpeningPlan, code, row)
    _check(name, slots)
    ordered = sorted(slots, key=lambda each: (each.day_class, each.since))
    before = [wanted_of(each) for each in row.slots.all()] if row.id else []
    if row.id and (row.code, row.name, before) == (code, name, ordered):
        return row
    row.code, row.name = code, name
    row.save()
    row.slots.all().delete()
    PlanSlot.objects.bulk_create(
        PlanSlot(
            site_id=row.site_id,
            plan=row,
            day_class=each.day_class,
            since=each.since,
            until=each.until,
            mode=each.mode,
        )
        for each in ordered
    )
    versions.rise(site_id=row.site_id)
    fact = facts.PlanSet(
        plan_id=row.id,
        code=code,
        title=name,
        slots=[code_of(each) for each in ordered],
        old_slots=[code_of(each) for each in before],
    )
    journal.record(fact, actor=actor, at=at)
    return row


def slots_of(*, plan_ids: Collection[int]) -> dict[int, tuple[rules.Slot, ...]]:
    """The slots of plans as the rule wants them, by plan. One query."""
    rows = PlanSlot.objects.filter(plan_id__in=plan_ids).order_by("day_class", "since", "id")
    found: dict[int, list[rules.Slot]] = defaultdict(list)
    for row in rows:
        found[row.plan_id].append(rules.slot(row.day_class, row.since, row.until, row.mode))
    return {plan_id: tuple(found[plan_id]) for plan_id in plan_ids}


def code_of(each: SlotWanted) -> str:
    """For the journal, in no language: work 07:30-22:00 controlled."""
    return f"{each.day_class} {each.since:%H:%M}-{each.until:%H:%M} {each.mode}"


def text_of(each: SlotWanted) -> str:
    """As people read it: workdays 07:30–22:00, controlled."""
    return _("%(days)s %(since)s–%(until)s, %(mode)s") % {
        "days": DayClass(each.day_class).label,
        "since": f"{each.since:%H:%M}",
        "until": "24:00" if each.until == time(0) else f"{each.until:%H:%M}",
        "mode": Mode(each.mode).label,
    }


def _check(name: str, slots: Sequence[SlotWanted]) -> None:
    if not slots:
        raise refusals.PlanEmpty(title=name)
    pure = []
    for each in slots:
        try:
            pure.append(rules.slot(each.day_class, each.since, each.until, each.mode))
        except rules.BadSlot:
            raise refusals.SlotEmpty(slot=text_of(each)) from None
    pair = rules.overlap(pure)
    if pair is not None:
        first, second = (text_of(slots[pure.index(each)]) for each in pair)
        raise refusals.SlotsOverlap(first=first, second=second)


def wanted_of(row: PlanSlot) -> SlotWanted:
    return SlotWanted(day_class=row.day_class, since=row.since, until=row.until, mode=row.mode)
