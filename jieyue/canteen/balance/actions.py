"""Checks of gaps in the mass balance: opened once for a group and day, closed by explaining."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.balance.facts import BalanceCheckExplained, BalanceCheckOpened
from jieyue.canteen.balance.models import BalanceCheck, Cause, CheckStatus
from jieyue.canteen.balance.parameters import DAYS_LOOKED_BACK
from jieyue.canteen.balance.queries import GRAM, DayBalance, GroupDay, reckon
from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.diners.queries import canteens_of
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor, system


class ExplanationMissing(Exception):
    """A check closes only with words that say what was found."""


class AlreadyExplained(Exception):
    """Somebody has explained this check."""

    def __init__(self, *, explained_by: str, explained_at: datetime) -> None:
        super().__init__(explained_by, explained_at)
        self.explained_by, self.explained_at = explained_by, explained_at
        self.said_at = f"{timezone.localtime(explained_at):%Y-%m-%d %H:%M}"


def nightly(*, site_id: int, at: datetime) -> None:
    """Balance the last days of every canteen once more, for what was entered late."""
    actor = system("canteen.balance.nightly", site_id=site_id)
    today = timezone.localdate(at)
    back = parameters.read(site_id=site_id, on=today).integer(DAYS_LOOKED_BACK)
    for canteen in canteens_of(site_id=site_id):
        for days_ago in range(back):
            day = today - timedelta(days=days_ago)
            open_checks(canteen_id=canteen.id, day=day, actor=actor, at=at)


@transaction.atomic
def open_checks(*, canteen_id: int, day: date, actor: Actor, at: datetime) -> int:
    """Open a check for each group whose gap is too large, and bring open ones up to date.

    A check whose gap has gone, since records came late, is closed by that. Each group has one
    check a day, whatever was explained. Returns how many were opened. Raises NotAllowed,
    Canteen.DoesNotExist.
    """
    actor.require(CanteenPermission.BALANCE_READ)
    canteen = Canteen.objects.visible_to(actor).select_for_update(no_key=True).get(id=canteen_id)
    found = reckon(canteen_id=canteen.id, site_id=canteen.site_id, day=day)
    groups = {row.balance.group: row for row in found.groups}
    known = set()
    for check in BalanceCheck.objects.filter(canteen=canteen, day=day).order_by("id"):
        known.add(check.group)
        if check.status == CheckStatus.OPEN:
            _renew(check, groups.get(check.group), actor=actor, at=at)
    off = [row for row in found.groups if row.must_be_checked and row.balance.group not in known]
    for row in off:
        _open(canteen, found, row, actor=actor, at=at)
    return len(off)


@transaction.atomic
def explain(*, check_id: int, cause: str, explanation: str, actor: Actor, at: datetime) -> None:
    """Close a check with what was found. Raises NotAllowed, BalanceCheck.DoesNotExist,
    ExplanationMissing, AlreadyExplained."""
    actor.require(CanteenPermission.BALANCE_EXPLAIN)
    check = BalanceCheck.objects.visible_to(actor).select_for_update().get(id=check_id)
    if check.explained_at is not None:
        raise AlreadyExplained(explained_by=check.explained_by, explained_at=check.explained_at)
    if not explanation.strip() or cause not in Cause.values:
        raise ExplanationMissing
    _close(check, cause=cause, explanation=explanation.strip(), actor=actor, at=at)


def _open(
    canteen: Canteen, found: DayBalance, row: GroupDay, *, actor: Actor, at: datetime
) -> None:
    check = BalanceCheck(
        site_id=canteen.site_id,
        canteen=canteen,
        day=found.day,
        group=row.balance.group,
        parameters_used=dict(found.parameters_used),
        opened_at=at,
    )
    _set(check, row)
    check.save()
    fact = BalanceCheckOpened(
        check_id=check.id,
        canteen_id=canteen.id,
        day=found.day,
        group=check.group,
        unexplained_kg=check.unexplained_kg,
        sigma_kg=check.sigma_kg,
    )
    journal.record(fact, actor=actor, at=at)


def _renew(check: BalanceCheck, row: GroupDay | None, *, actor: Actor, at: datetime) -> None:
    if row is None or not row.must_be_checked:
        _close(check, cause=Cause.NOT_RECORDED, explanation="", actor=actor, at=at)
        return
    _set(check, row)
    check.save()


def _set(check: BalanceCheck, row: GroupDay) -> None:
    check.unexplained_kg = row.balance.unexplained_kg.quantize(GRAM)
    check.sigma_kg = row.balance.sigma_kg.quantize(GRAM)
    check.unexplained_yuan = row.unexplained_yuan
    check.terms = {
        name: str(value.quantize(GRAM)) for name, value in vars(row.balance.terms).items()
    }


def _close(
    check: BalanceCheck, *, cause: str, explanation: str, actor: Actor, at: datetime
) -> None:
    check.status, check.cause, check.explanation = CheckStatus.EXPLAINED, cause, explanation
    check.explained_by, check.explained_at = actor.name, at
    check.save()
    fact = BalanceCheckExplained(
        check_id=check.id,
        canteen_id=check.canteen_id,
        day=check.day,
        group=check.group,
        cause=cause,
        explanation=explanation,
    )
    journal.record(fact, actor=actor, at=at)
