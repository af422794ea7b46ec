"""Who works with food, how they are, and whether they may."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max, Q, QuerySet

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.staff_health import rules
from jieyue.canteen.staff_health.models import (
    Clearance,
    Duty,
    FoodHandler,
    HealthCertificate,
    MorningCheck,
)
from jieyue.canteen.staff_health.rules import Checked, Conclusion, Verdict
from jieyue.kit import formats
from jieyue.kit.actor import Actor


@dataclass(frozen=True, kw_only=True)
class HandlerRow:
    """One food handler on a day. check_id is the day's latest check, None before it.

    suspension_id: an earlier check that still keeps the person off food.
    """

    id: int
    person_id: int
    name: str
    post: str
    valid_to: date | None
    check_id: int | None
    conclusion: str
    symptoms: tuple[str, ...]
    faults: tuple[str, ...]
    temperature_c: Decimal | None
    checked_at: datetime | None
    checked_by: str
    suspension_id: int | None
    is_on_duty: bool
    verdict: Verdict


def handlers_on(day: date) -> "QuerySet[FoodHandler]":
    """Those whose time on the list holds the day."""
    return FoodHandler.objects.filter(Q(until_on=None) | Q(until_on__gt=day), since_on__lte=day)


def may_work(*, person_id: int, on: date, canteen_id: int | None = None) -> Verdict:
    """Whether a person may work with food on a day, in any canteen when none is named."""
    handlers = handlers_on(on).filter(person_id=person_id)
    if canteen_id is not None:
        handlers = handlers.filter(canteen_id=canteen_id)
    found = _health([person_id], on)
    return found.verdict(person_id, is_registered=handlers.exists())


def staff(actor: Actor, *, canteen_id: int, day: date) -> list[HandlerRow]:
    """The food handlers of a day, those who need looking at first. A fixed number of queries.

    Raises NotAllowed.
    """
    actor.require(CanteenPermission.FOOD_SAFETY_READ)
    rows = handlers_on(day).filter(site_id=actor.site_id, canteen_id=canteen_id)
    handlers = list(rows.select_related("person").order_by("post", "person__name", "id"))
    found = _health([handler.person_id for handler in handlers], day)
    on_duty = set(
        Duty.objects.filter(canteen_id=canteen_id, day=day).values_list("person_id", flat=True)
    )
    listed = [_row(handler, found, is_on_duty=handler.person_id in on_duty) for handler in handlers]
    return sorted(listed, key=lambda row: row.verdict.may)


def share_checked(*, canteen_id: int, first: date, last: date) -> tuple[int, int]:
    """(duties with a fit check that day, duties marked) on [first, last]."""
    duties = set(
        Duty.objects.filter(canteen_id=canteen_id, day__range=(first, last)).values_list(
            "person_id", "day"
        )
    )
    fit = set(
        MorningCheck.objects.filter(
            canteen_id=canteen_id, day__range=(first, last), conclusion=Conclusion.FIT
        ).values_list("person_id", "day")
    )
    return len(duties & fit), len(duties)


@dataclass(frozen=True)
class _Health:
    """What is known of some persons on a day, each by person: checks, suspensions, ends."""

    on: date
    checks: Mapping[int, MorningCheck]
    suspensions: Mapping[int, MorningCheck]
    ends: Mapping[int, date]

    def verdict(self, person_id: int, *, is_registered: bool) -> Verdict:
        return rules.verdict(
            on=self.on,
            is_registered=is_registered,
            valid_to=self.ends.get(person_id),
            today=_checked(self.checks.get(person_id)),
            suspended=_suspended(self.suspensions.get(person_id)),
        )


def _health(person_ids: Collection[int], on: date) -> _Health:
    """Three queries, however many persons."""
    return _Health(on, _checks_of(person_ids, on), _suspensions(person_ids, on), _ends(person_ids))


def _row(handler: FoodHandler, found: _Health, *, is_on_duty: bool) -> HandlerRow:
    check = found.checks.get(handler.person_id)
    suspension = found.suspensions.get(handler.person_id)
    return HandlerRow(
        id=handler.id,
        person_id=handler.person_id,
        name=handler.person.name,
        post=handler.post,
        valid_to=found.ends.get(handler.person_id),
        check_id=check.id if check else None,
        conclusion=check.conclusion if check else "",
        symptoms=tuple(check.symptoms) if check else (),
        faults=tuple(check.faults) if check else (),
        temperature_c=check.temperature_c if check else None,
        checked_at=check.checked_at if check else None,
        checked_by=formats.who(check.checked_by) if check else "",
        suspension_id=suspension.id if suspension else None,
        is_on_duty=is_on_duty,
        verdict=found.verdict(handler.person_id, is_registered=True),
    )


def _checked(row: MorningCheck | None) -> Checked | None:
    return None if row is None else Checked(day=row.day, conclusion=Conclusion(row.conclusion))


def _suspended(row: MorningCheck | None) -> Checked | None:
    if row is None:
        return None
    clearance: Clearance | None = getattr(row, "clearance", None)
    cleared_on = clearance.on if clearance else None
    return Checked(day=row.day, conclusion=Conclusion.SUSPENDED, cleared_on=cleared_on)


def _checks_of(person_ids: Collection[int], day: date) -> dict[int, MorningCheck]:
    """The latest check of the day by person."""
    rows = MorningCheck.objects.filter(person_id__in=person_ids, day=day)
    return {row.person_id: row for row in rows.order_by("checked_at", "id")}


def _suspensions(person_ids: Collection[int], day: date) -> dict[int, MorningCheck]:
    """The latest check before the day that sent a person off, by person."""
    rows = MorningCheck.objects.filter(
        person_id__in=person_ids, day__lt=day, conclusion=Conclusion.SUSPENDED
    )
    latest = rows.select_related("clearance").order_by("day", "checked_at", "id")
    return {row.person_id: row for row in latest}


def _ends(person_ids: Collection[int]) -> dict[int, date]:
    rows = HealthCertificate.objects.filter(person_id__in=person_ids).values_list("person_id")
    return dict(rows.annotate(end=Max("valid_to")).order_by())
