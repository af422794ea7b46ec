"""The scored unit contests lines of a confirmed card; somebody else decides each."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.scorecards.cards import refusals
from jieyue.scorecards.cards.actions import locked, put, retotal, told
from jieyue.scorecards.cards.facts import ContestDecided, LineContested
from jieyue.scorecards.cards.models import CardLine, CardStatus, Contest, ContestStatus
from jieyue.scorecards.permissions import ScorecardsPermission


@transaction.atomic
def contest(*, line_id: int, reason: str, actor: Actor, at: datetime) -> Contest:
    """Contest one line, once. Raises NotAllowed, CardLine.DoesNotExist, NotContestable,
    NotScoredSide, ContestOver, AlreadyContested, ReasonMissing.
    """
    line = CardLine.objects.visible_to(actor).select_related("card").get(id=line_id)
    actor.require(ScorecardsPermission.CARDS_CONTEST, unit_id=line.card.unit_id)
    card = locked(line.card.number, actor)
    if card.unit is None or card.status not in (CardStatus.CONFIRMED, CardStatus.CONTESTED):
        raise refusals.NotContestable(number=card.number)
    if actor.unit_id != card.unit_id:
        raise refusals.NotScoredSide(unit=card.unit.name)
    if card.contest_until is not None and at >= card.contest_until:
        raise refusals.ContestOver(until=card.contest_until)
    former = Contest.objects.filter(line=line).first()
    if former is not None:
        raise refusals.AlreadyContested(
            contested_by=former.contested_by, contested_at=former.contested_at
        )
    if not reason.strip():
        raise refusals.ReasonMissing
    made: Contest = Contest.objects.create(
        site_id=card.site_id,
        line=line,
        reason=reason.strip()[:400],
        contested_by=actor.name,
        contested_at=at,
        points_before=line.points,
    )
    card.status = CardStatus.CONTESTED
    card.save(update_fields=["status"])
    fact = LineContested(
        number=card.number, criterion=line.criterion, contest_id=made.id, reason=made.reason
    )
    journal.record(fact, actor=actor, at=at)
    return made


@transaction.atomic
def decide(
    *,
    contest_id: int,
    upheld: bool,
    points: Decimal | None,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Uphold a contest with other points (a veto is lifted), or reject it.

    Raises NotAllowed, Contest.DoesNotExist, OwnContest, ContestAlreadyDecided, ReasonMissing,
    PointsOutOfRange.
    """
    actor.require(ScorecardsPermission.CARDS_CONFIRM)
    rows = Contest.objects.visible_to(actor)
    card = locked(rows.values_list("line__card__number", flat=True).get(id=contest_id), actor)
    found = rows.select_for_update(of=("self",)).select_related("line").get(id=contest_id)
    if actor.unit_id is not None and actor.unit_id == card.unit_id:
        raise refusals.OwnContest
    if found.decided_at is not None:
        raise refusals.ContestAlreadyDecided(
            decided_by=found.decided_by, decided_at=found.decided_at
        )
    if not reason.strip():
        raise refusals.ReasonMissing
    line = found.line
    old = told(line)
    if upheld:
        _change(line, points, reason=reason.strip()[:400], actor=actor, at=at)
    found.status = ContestStatus.UPHELD if upheld else ContestStatus.REJECTED
    found.points_after, found.veto_after = line.points, line.veto
    found.decision, found.decided_by, found.decided_at = reason.strip()[:400], actor.name, at
    found.save()
    if upheld:
        retotal(card)
    fact = ContestDecided(
        number=card.number,
        criterion=line.criterion,
        contest_id=found.id,
        upheld=upheld,
        old=old,
        new=told(line),
        reason=found.decision,
    )
    journal.record(fact, actor=actor, at=at)


def _change(
    line: CardLine, points: Decimal | None, *, reason: str, actor: Actor, at: datetime
) -> None:
    if points is None and not line.is_veto:
        raise refusals.PointsOutOfRange(points, most=line.most)
    put(line, points=points, veto=False if line.is_veto else None)
    line.set_reason, line.set_by, line.set_at = reason, actor.name, at
    line.save(update_fields=["points_set", "veto_set", "set_reason", "set_by", "set_at"])
