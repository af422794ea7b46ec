"""Drafting, scoring and confirming a card, and making it final."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jieyue.kit import journal, numbers, workdays
from jieyue.kit.actor import Actor
from jieyue.kit.periods import SHANGHAI
from jieyue.scorecards.cards import refusals
from jieyue.scorecards.cards.facts import CardConfirmed, CardDrafted, CardFinal, LineSet
from jieyue.scorecards.cards.gathering import GATHERED, gather, new_lines, total
from jieyue.scorecards.cards.models import Card, CardLine, CardStatus, Contest, ContestStatus
from jieyue.scorecards.evidence import SubjectChoice, subject_kind
from jieyue.scorecards.permissions import ScorecardsPermission
from jieyue.scorecards.standards.models import Standard
from jieyue.scorecards.standards.queries import in_force
from jieyue.scorecards.standards.rules.content import Content
from jieyue.scorecards.standards.rules.periods import period_of

OUTCOME = ("total", "grade", "grade_title", "vetoed", "unscored", "revision")


@transaction.atomic
def draft(*, standard_code: str, subject_id: int, day: date, actor: Actor, at: datetime) -> Card:
    """The subject's card for the period that `day` lies in: the one there is, or a new draft.

    It is scored by the version in force on the period's last day, or today while that is to come.
    Raises NotAllowed, NoStandard, NoSuchSubject, PeriodNotBegun.
    """
    actor.require(ScorecardsPermission.CARDS_EDIT)
    assert actor.site_id is not None
    today = timezone.localdate(at)
    newest = in_force(site_id=actor.site_id, code=standard_code, on=today)
    if newest is None:
        raise refusals.NoStandard(standard_code, on=today)
    Standard.objects.select_for_update().get(id=newest.id)  # two at once draft one after the other
    first, last = period_of(day, newest.read.period)
    if first > today:
        raise refusals.PeriodNotBegun(first)
    standard = in_force(site_id=actor.site_id, code=standard_code, on=min(last, today)) or newest
    content = standard.read
    subject = _subject(content.subject_kind, subject_id, site_id=actor.site_id)
    known: Card | None = Card.objects.filter(
        site_id=actor.site_id,
        standard_code=standard_code,
        subject_kind=content.subject_kind,
        subject_id=subject_id,
        first_on=first,
    ).first()
    return known or _new(standard, subject, (first, last), actor=actor, at=at)


def _new(
    standard: Standard,
    subject: SubjectChoice,
    days: tuple[date, date],
    *,
    actor: Actor,
    at: datetime,
) -> Card:
    content = standard.read
    card: Card = Card.objects.create(
        site_id=standard.site_id,
        number=numbers.take("KH", site_id=standard.site_id, at=at),
        standard=standard,
        standard_code=standard.code,
        subject_kind=content.subject_kind,
        subject_id=subject.id,
        subject_label=subject.label,
        unit_id=subject.unit_id if content.contestable else None,
        first_on=days[0],
        last_on=days[1],
        drafted_at=at,
        drafted_by=actor.name,
        refreshed_at=at,
    )
    lines = new_lines(card, content)
    gather(card, lines, content, at=at)
    CardLine.objects.bulk_create(lines)
    total(card, lines, content)
    card.save(update_fields=OUTCOME)
    _record_draft(card, standard.version, actor=actor, at=at)
    return card


def _record_draft(card: Card, version: int, *, actor: Actor, at: datetime) -> None:
    fact = CardDrafted(
        card_id=card.id,
        number=card.number,
        standard=card.standard_code,
        version=version,
        subject_kind=card.subject_kind,
        subject_id=card.subject_id,
        first=card.first_on,
        last=card.last_on,
    )
    journal.record(fact, actor=actor, at=at)


def _subject(kind: str, subject_id: int, *, site_id: int) -> SubjectChoice:
    known = subject_kind(kind)
    choices = known.choices(site_id) if known else ()
    for choice in choices:
        if choice.id == subject_id:
            return choice
    raise refusals.NoSuchSubject(kind, subject_id)


@transaction.atomic
def refresh(*, number: str, actor: Actor, at: datetime) -> list[str]:
    """Ask live data anew for a draft; returns the criteria whose proposed points moved.

    What a person set stays. Raises NotAllowed, Card.DoesNotExist, CardAlreadyConfirmed.
    """
    actor.require(ScorecardsPermission.CARDS_EDIT)
    card, lines, content = _draft(number, actor)
    moved = gather(card, lines, content, at=at)
    CardLine.objects.bulk_update(lines, GATHERED)
    card.refreshed_at = at
    if moved:
        _total(card, lines, content)
    card.save(update_fields=["refreshed_at"])
    return moved


@transaction.atomic
def set_line(
    *,
    line_id: int,
    points: Decimal | None,
    veto: bool | None,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Set a draft's points, or for a veto whether it struck; None goes back to live data.

    Raises NotAllowed, CardLine.DoesNotExist, CardAlreadyConfirmed, PointsOutOfRange,
    ReasonMissing.
    """
    actor.require(ScorecardsPermission.CARDS_EDIT)
    number = CardLine.objects.visible_to(actor).values_list("card__number", flat=True)
    card, lines, content = _draft(number.get(id=line_id), actor)
    line = next(each for each in lines if each.id == line_id)
    old = told(line)
    put(line, points=points, veto=veto)
    is_back = line.points_set is None and line.veto_set is None
    if not is_back and not reason.strip():
        raise refusals.ReasonMissing
    line.set_reason = "" if is_back else reason.strip()[:400]
    line.set_by, line.set_at = ("", None) if is_back else (actor.name, at)
    line.save(update_fields=["points_set", "veto_set", "set_reason", "set_by", "set_at"])
    _total(card, lines, content)
    new = None if is_back else told(line)
    fact = LineSet(
        number=card.number, criterion=line.criterion, old=old, new=new, reason=line.set_reason
    )
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def confirm(*, number: str, seen_revision: int, actor: Actor, at: datetime) -> None:
    """Freeze a card as it was seen. Of two people, the second is told who was first.

    Raises NotAllowed, Card.DoesNotExist, CardAlreadyConfirmed, CardChanged, PeriodNotOver,
    LinesUnscored, and EvidenceMoved when live data proposes other points by now.
    """
    actor.require(ScorecardsPermission.CARDS_CONFIRM)
    card, lines, content = _draft(number, actor)
    if card.revision != seen_revision:
        raise refusals.CardChanged(number=number)
    if timezone.localdate(at) <= card.last_on:
        raise refusals.PeriodNotOver(card.last_on)
    if card.unscored:
        raise refusals.LinesUnscored(count=card.unscored)
    moved = gather(card, lines, content, at=at)
    if moved:
        raise refusals.EvidenceMoved(number=number, criteria=moved)
    CardLine.objects.bulk_update(lines, GATHERED)
    card.status, card.refreshed_at = CardStatus.CONFIRMED, at
    card.confirmed_at, card.confirmed_by = at, actor.name
    if card.unit_id is not None:
        card.contest_until = _after_workdays(content.contest_days, card.site_id, at)
    card.save()
    fact = CardConfirmed(
        card_id=card.id,
        number=number,
        subject_kind=card.subject_kind,
        subject_id=card.subject_id,
        unit_id=card.unit_id,
        points=card.total,
        grade=card.grade,
        vetoed=card.vetoed,
    )
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def finalise(*, number: str, actor: Actor, at: datetime) -> None:
    """Make a confirmed card final once nobody can or does contest it any more.

    Raises NotAllowed, Card.DoesNotExist, CardAlreadyFinal, NotConfirmed, ContestsOpen,
    ContestDaysRunning.
    """
    actor.require(ScorecardsPermission.CARDS_CONFIRM)
    card = locked(number, actor)
    if card.status == CardStatus.FINAL and card.finalised_at is not None:
        raise refusals.CardAlreadyFinal(
            number=number, finalised_by=card.finalised_by, finalised_at=card.finalised_at
        )
    if card.status == CardStatus.DRAFT:
        raise refusals.NotConfirmed(number=number)
    waiting = Contest.objects.filter(line__card=card, status=ContestStatus.OPEN).count()
    if waiting:
        raise refusals.ContestsOpen(count=waiting)
    if card.contest_until is not None and at < card.contest_until:
        raise refusals.ContestDaysRunning(until=card.contest_until)
    card.status = CardStatus.FINAL
    card.finalised_at, card.finalised_by = at, actor.name
    card.save(update_fields=["status", "finalised_at", "finalised_by"])
    fact = CardFinal(
        card_id=card.id,
        number=number,
        standard=card.standard_code,
        version=card.standard.version,
        subject_kind=card.subject_kind,
        subject_id=card.subject_id,
        subject=card.subject_label,
        unit_id=card.unit_id,
        first=card.first_on,
        last=card.last_on,
        points=card.total,
        grade=card.grade,
        vetoed=card.vetoed,
    )
    journal.record(fact, actor=actor, at=at)


def put(line: CardLine, *, points: Decimal | None, veto: bool | None) -> None:
    """Set a line's own figure on the row, unsaved. Raises PointsOutOfRange."""
    if line.is_veto:
        line.veto_set = veto
        return
    if points is not None and not 0 <= points <= line.most:
        raise refusals.PointsOutOfRange(points, most=line.most)
    line.points_set = points


def told(line: CardLine) -> Decimal | None:
    """What counts on a line, for the journal: points, or for a veto 1 and 0."""
    if not line.is_veto:
        return line.points
    return None if line.veto is None else Decimal(int(line.veto))


def locked(number: str, actor: Actor) -> Card:
    """The card's row, held until the transaction ends. Raises Card.DoesNotExist."""
    rows = Card.objects.visible_to(actor).select_for_update(of=("self",))
    card: Card = rows.select_related("standard").get(number=number)
    return card


def _draft(number: str, actor: Actor) -> tuple[Card, list[CardLine], Content]:
    card = locked(number, actor)
    if card.status != CardStatus.DRAFT:
        assert card.confirmed_at is not None  # every status after draft was confirmed once
        raise refusals.CardAlreadyConfirmed(
            number=number, confirmed_by=card.confirmed_by, confirmed_at=card.confirmed_at
        )
    return card, list(card.lines.order_by("position")), card.standard.read


def _total(card: Card, lines: list[CardLine], content: Content) -> None:
    total(card, lines, content)
    card.revision += 1
    card.save(update_fields=OUTCOME)


def retotal(card: Card) -> None:
    """The total of a confirmed card after a contest changed a line."""
    _total(card, list(card.lines.order_by("position")), card.standard.read)


def _after_workdays(count: int, site_id: int, at: datetime) -> datetime:
    """The end of the `count`-th workday after the day of `at`."""
    day = timezone.localdate(at)
    for _ in range(count):
        day = workdays.next_workday(day, site_id=site_id).day
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=SHANGHAI)
