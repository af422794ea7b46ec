"""Walks past taps and cisterns: begin, note each point, end."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.water import facts, refusals
from jieyue.energy.water import parameters as defined
from jieyue.energy.water.models import FixtureCheck, FixturePoint, WaterTest
from jieyue.kit import journal, numbers, parameters
from jieyue.kit.actor import Actor

SERIES = "FC"


@transaction.atomic
def begin_check(*, place: str, test_number: str = "", actor: Actor, at: datetime) -> FixtureCheck:
    """Begin a walk, for a balance test or by itself. Raises NotAllowed, WaterTest.DoesNotExist."""
    actor.require(EnergyPermission.WATER_EDIT)
    assert actor.site_id is not None
    tests = WaterTest.objects.visible_to(actor)
    check: FixtureCheck = FixtureCheck.objects.create(
        site_id=actor.site_id,
        number=numbers.take(SERIES, site_id=actor.site_id, at=at),
        test=tests.get(number=test_number) if test_number else None,
        place=place,
        started_at=at,
        started_by=actor.name,
    )
    return check


@transaction.atomic
def note_point(
    *,
    number: str,
    where: str,
    kind: str,
    seen: int,
    leaking: int,
    note: str = "",
    actor: Actor,
    at: datetime,
) -> FixturePoint:
    """Note one point of a walk.

    Raises NotAllowed, AlreadyClosed, MoreLeakThanSeen, FixtureCheck.DoesNotExist.
    """
    check = _for_writing(number, actor)
    if leaking > seen or seen < 1:
        raise refusals.MoreLeakThanSeen(seen=seen, leaking=leaking)
    point: FixturePoint = FixturePoint.objects.create(
        site_id=check.site_id,
        check_ref=check,
        where=where,
        kind=kind,
        seen=seen,
        leaking=leaking,
        note=note,
        noted_at=at,
        noted_by=actor.name,
    )
    return point


@transaction.atomic
def end_check(*, number: str, actor: Actor, at: datetime) -> FixtureCheck:
    """End a walk of enough points; it then stands.

    Raises NotAllowed, AlreadyClosed, TooFewPoints, FixtureCheck.DoesNotExist.
    """
    check = _for_writing(number, actor)
    points = list(check.points.values_list("seen", "leaking"))
    least = parameters.read(site_id=check.site_id, on=timezone.localdate(at)).integer(
        defined.FIXTURE_POINTS
    )
    if len(points) < least:
        raise refusals.TooFewPoints(points=len(points), least=least)
    check.done_at, check.done_by = at, actor.name
    check.save(update_fields=["done_at", "done_by"])
    fact = facts.FixturesChecked(
        check_id=check.id,
        number=check.number,
        seen=sum(seen for seen, _leaking in points),
        leaking=sum(leaking for _seen, leaking in points),
    )
    journal.record(fact, actor=actor, at=at)
    return check


def _for_writing(number: str, actor: Actor) -> FixtureCheck:
    actor.require(EnergyPermission.WATER_EDIT)
    rows = FixtureCheck.objects.visible_to(actor).select_for_update(of=("self",))
    check: FixtureCheck = rows.get(number=number)
    if check.done_at is not None:
        raise refusals.AlreadyClosed(number=check.number, by=check.done_by, at=check.done_at)
    return check
