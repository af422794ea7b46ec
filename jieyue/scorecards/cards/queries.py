"""Cards for pages: the list, one card with its groups, and what may be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext

from jieyue.kit import formats
from jieyue.kit.actor import Actor
from jieyue.scorecards import evidence
from jieyue.scorecards.cards.models import Card, CardLine, CardStatus, Contest, ContestStatus
from jieyue.scorecards.incidents.models import Incident
from jieyue.scorecards.permissions import ScorecardsPermission
from jieyue.scorecards.standards.queries import named, needed
from jieyue.scorecards.standards.rules.content import Content, Criterion, Group, Kind

STATUS_COLOURS = {
    CardStatus.DRAFT: "yellow",
    CardStatus.CONFIRMED: "blue",
    CardStatus.CONTESTED: "orange",
    CardStatus.FINAL: "green",
}

TABLE_FIELDS = (
    "number", "standard__title", "subject_label", "first_on", "last_on", "status", "total",
    "grade_title", "unscored",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ContestView:
    """What became of a contest of one line."""

    id: int
    reason: str
    contested_by: str
    contested_at: datetime
    status: str
    label: "str | Promise"
    decision: str
    decided_by: str
    decided_at: datetime | None
    points_before: Decimal | None
    points_after: Decimal | None

    @property
    def is_open(self) -> bool:
        return self.status == ContestStatus.OPEN


@dataclass(frozen=True, kw_only=True)
class LineView:
    """One criterion of a card. `evidence` is the sentence of live data in the reader's language."""

    id: int
    code: str
    title: str
    needed: str
    is_manual: bool
    is_veto: bool
    is_bonus: bool
    source: "str | Promise"
    most: Decimal
    evidence: str
    value: Decimal | None
    unit: str
    url: str
    coverage: Decimal | None
    parameters: dict[str, int | str]
    proposed: Decimal | None
    points: Decimal | None
    veto: bool | None
    is_set: bool
    reason: str
    set_by: str
    set_at: datetime | None
    contest: ContestView | None

    @property
    def is_scored(self) -> bool:
        return (self.veto if self.is_veto else self.points) is not None

    @property
    def lost(self) -> Decimal | None:
        """Points below the most; nothing is lost by a bonus not earned."""
        if self.points is None or self.is_bonus:
            return None
        return self.most - self.points


@dataclass(frozen=True, kw_only=True)
class GroupView:
    title: str
    most: Decimal
    points: Decimal
    lines: list[LineView]

    @property
    def is_measured(self) -> bool:
        return any(not line.is_manual for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class IncidentView:
    happened_on: date
    text: str
    code: str


@dataclass(frozen=True, kw_only=True)
class CardView:
    """A card whole."""

    id: int
    number: str
    title: str
    version: int
    standard_id: int
    source: str
    subject: str
    unit: str
    first_on: date
    last_on: date
    status: str
    status_label: "str | Promise"
    colour: str
    revision: int
    total: Decimal
    most: Decimal
    grade: str
    vetoed: bool
    unscored: int
    refreshed_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    contest_until: datetime | None
    finalised_by: str
    finalised_at: datetime | None
    groups: list[GroupView]
    incidents: list[IncidentView]

    @property
    def is_draft(self) -> bool:
        return self.status == CardStatus.DRAFT

    @property
    def is_final(self) -> bool:
        return self.status == CardStatus.FINAL

    @property
    def lines(self) -> list[LineView]:
        return [line for group in self.groups for line in group.lines]

    @property
    def measured(self) -> int:
        """Lines that live data speaks to."""
        return sum(not line.is_manual for line in self.lines)


@dataclass(frozen=True)
class Rights:
    """What this person may do with this card now."""

    edit: bool
    confirm: bool
    finalise: bool
    contest: bool
    decide: bool


def table(actor: Actor) -> "QuerySet[Card, dict[str, object]]":
    """Every card the actor may see, newest first, as rows of a list."""
    rows = Card.objects.visible_to(actor)
    ordered = rows.order_by("-first_on", "standard_code", "subject_label")
    values: QuerySet[Card, dict[str, object]] = ordered.values(*TABLE_FIELDS)
    return values


def card_of(actor: Actor, *, number: str) -> CardView:
    """Five queries. Raises Card.DoesNotExist."""
    rows = Card.objects.visible_to(actor).select_related("standard", "unit")
    card: Card = rows.get(number=number)
    content = card.standard.read
    lines = {line.criterion: line for line in card.lines.all()}
    contests = {
        each.line_id: _contest(each) for each in Contest.objects.filter(line__card_id=card.id)
    }
    grade = next((named(each) for each in content.grades if each.code == card.grade), "")
    return CardView(
        id=card.id,
        number=card.number,
        title=named(content),
        version=card.standard.version,
        standard_id=card.standard_id,
        source=content.source,
        subject=card.subject_label,
        unit=card.unit.name if card.unit else "",
        first_on=card.first_on,
        last_on=card.last_on,
        status=card.status,
        status_label=CardStatus(card.status).label,
        colour=STATUS_COLOURS[CardStatus(card.status)],
        revision=card.revision,
        total=card.total,
        most=content.points,
        grade=grade,
        vetoed=card.vetoed,
        unscored=card.unscored,
        refreshed_at=card.refreshed_at,
        confirmed_by=formats.who(card.confirmed_by),
        confirmed_at=card.confirmed_at,
        contest_until=card.contest_until,
        finalised_by=formats.who(card.finalised_by),
        finalised_at=card.finalised_at,
        groups=_groups(content, lines, contests),
        incidents=_incidents(card),
    )


def rights(actor: Actor, *, number: str, at: datetime) -> Rights:
    """Raises Card.DoesNotExist."""
    card: Card = Card.objects.visible_to(actor).get(number=number)
    is_draft, is_final = card.status == CardStatus.DRAFT, card.status == CardStatus.FINAL
    may_confirm = actor.may(ScorecardsPermission.CARDS_CONFIRM)
    is_over = card.contest_until is None or at >= card.contest_until
    is_side = card.unit_id is not None and actor.unit_id == card.unit_id
    may_contest = actor.may(ScorecardsPermission.CARDS_CONTEST, unit_id=card.unit_id)
    is_open = not is_draft and not is_final
    return Rights(
        edit=is_draft and actor.may(ScorecardsPermission.CARDS_EDIT),
        confirm=is_draft and may_confirm,
        finalise=is_open and may_confirm and is_over,
        contest=is_open and is_side and may_contest and not is_over,
        decide=is_open and may_confirm and not is_side,
    )


def line_of(actor: Actor, *, line_id: int) -> tuple[CardView, LineView]:
    """A line with its card. Raises CardLine.DoesNotExist."""
    numbers = CardLine.objects.visible_to(actor).values_list("card__number", flat=True)
    card = card_of(actor, number=numbers.get(id=line_id))
    return card, next(line for line in card.lines if line.id == line_id)


def contest_of(actor: Actor, *, contest_id: int) -> tuple[CardView, LineView]:
    """A contested line with its card. Raises Contest.DoesNotExist."""
    lines = Contest.objects.visible_to(actor).values_list("line_id", flat=True)
    return line_of(actor, line_id=lines.get(id=contest_id))


def sentence(text: str, values: dict[str, str]) -> str:
    """A stored piece of evidence in the reader's language."""
    return gettext(text) % values if text else ""


def _groups(
    content: Content, lines: dict[str, CardLine], contests: dict[int, ContestView]
) -> list[GroupView]:
    groups = []
    for group in content.groups:
        views = [
            _line(criterion, lines[criterion.code], contests.get(lines[criterion.code].id))
            for criterion in group.criteria
        ]
        groups.append(_group(group, views))
    return groups


def _group(group: Group, lines: Sequence[LineView]) -> GroupView:
    points = sum((line.points or Decimal(0) for line in lines if not line.is_veto), Decimal(0))
    return GroupView(title=named(group), most=group.points, points=points, lines=list(lines))


def _line(criterion: Criterion, line: CardLine, contest: ContestView | None) -> LineView:
    source = evidence.find(criterion.evidence) if criterion.evidence else None
    return LineView(
        id=line.id,
        code=criterion.code,
        title=named(criterion),
        needed=needed(criterion),
        is_manual=line.is_manual,
        is_veto=line.is_veto,
        is_bonus=criterion.kind is Kind.BONUS,
        source=source.label if source else "",
        most=line.most,
        evidence=sentence(line.text, line.values),
        value=line.value,
        unit=line.unit_name,
        url=line.url,
        coverage=line.coverage,
        parameters=line.parameters,
        proposed=line.points_proposed,
        points=line.points,
        veto=line.veto,
        is_set=line.set_at is not None,
        reason=line.set_reason,
        set_by=formats.who(line.set_by),
        set_at=line.set_at,
        contest=contest,
    )


def _contest(contest: Contest) -> ContestView:
    return ContestView(
        id=contest.id,
        reason=contest.reason,
        contested_by=contest.contested_by,
        contested_at=contest.contested_at,
        status=contest.status,
        label=ContestStatus(contest.status).label,
        decision=contest.decision,
        decided_by=contest.decided_by,
        decided_at=contest.decided_at,
        points_before=contest.points_before,
        points_after=contest.points_after,
    )


def _incidents(card: Card) -> list[IncidentView]:
    rows = Incident.objects.filter(
        site_id=card.site_id,
        subject_kind=card.subject_kind,
        subject_id=card.subject_id,
        happened_on__range=(card.first_on, card.last_on),
    ).values_list("happened_on", "text", "code")
    return [IncidentView(happened_on=on, text=text, code=code) for on, text, code in rows]
