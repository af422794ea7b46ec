"""A card's evidence from live data, and its total from its lines."""

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from jieyue.scorecards import evidence
from jieyue.scorecards.cards.models import Card, CardLine
from jieyue.scorecards.evidence import Evidence, Span, Subject
from jieyue.scorecards.standards.rules import points as rules
from jieyue.scorecards.standards.rules.content import Content, Criterion, Kind

GATHERED = (
    "value", "unit_name", "text", "values", "url", "coverage", "parameters", "points_proposed",
    "veto_proposed",
)  # fmt: skip
FOUR_PLACES = Decimal("0.0001")


def new_lines(card: Card, content: Content) -> list[CardLine]:
    """A line for each criterion, without evidence yet."""
    return [
        CardLine(
            site_id=card.site_id,
            card=card,
            position=position,
            criterion=criterion.code,
            is_veto=criterion.kind is Kind.VETO,
            is_manual=not criterion.evidence,
            most=criterion.points,
        )
        for position, (_, criterion) in enumerate(content.criteria(), 1)
    ]


def gather(card: Card, lines: Iterable[CardLine], content: Content, *, at: datetime) -> list[str]:
    """Ask every source anew, up to the day of `at`; returns the criteria whose proposal moved.

    A source that several criteria name is asked once. Nothing is saved.
    """
    subject = Subject(card.site_id, card.subject_kind, card.subject_id, card.subject_label)
    span = Span(card.first_on, card.last_on).until(timezone.localdate(at))
    criteria = {criterion.code: criterion for _, criterion in content.criteria()}
    codes = {criterion.evidence for criterion in criteria.values() if criterion.evidence}
    found = {code: evidence.gather(code, subject, span) for code in sorted(codes)}
    moved = []
    for line in lines:
        criterion = criteria[line.criterion]
        if not criterion.evidence:
            continue
        before = (line.points_proposed, line.veto_proposed)
        _fill(line, criterion, found[criterion.evidence])
        if (line.points_proposed, line.veto_proposed) != before:
            moved.append(line.criterion)
    return moved


def _fill(line: CardLine, criterion: Criterion, cell: Evidence) -> None:
    value = cell.value
    line.value = None if value is None else value.quantize(FOUR_PLACES, rounding=ROUND_HALF_UP)
    line.unit_name, line.text, line.values = cell.unit, cell.text, dict(cell.values)
    line.url, line.parameters = cell.url, dict(cell.parameters)
    covered = cell.coverage
    line.coverage = None if covered is None else covered.quantize(FOUR_PLACES)
    line.points_proposed = line.veto_proposed = None
    if line.value is None:
        return
    if line.is_veto:
        line.veto_proposed = rules.is_vetoed(line.value)
    else:
        line.points_proposed = rules.proposed(criterion, line.value)


def total(card: Card, lines: Iterable[CardLine], content: Content) -> None:
    """Put total, grade and veto on the card; without every line scored there is no grade.

    A starred criterion without a point counts as a veto.
    """
    kept = list(lines)
    starred = {each.code for _, each in content.criteria() if each.starred}
    empty = [line.points == 0 for line in kept if line.criterion in starred and line.is_scored]
    outcome = rules.outcome(
        [line.points or Decimal(0) for line in kept if not line.is_veto],
        [bool(line.veto) for line in kept if line.is_veto] + empty,
        most=content.most,
        grades=content.grades,
    )
    card.total, card.vetoed = outcome.total, outcome.vetoed
    card.unscored = sum(not line.is_scored for line in kept)
    titles = {grade.code: grade.title for grade in content.grades}
    card.grade = "" if card.unscored else outcome.grade
    card.grade_title = "" if card.unscored else titles[outcome.grade]
