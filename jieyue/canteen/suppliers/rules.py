"""Which papers of a supplier are missing, when they are warned of, and how long they are kept."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from statistics import median

PRICE_STEP = Decimal("0.0001")


class PaperCode(StrEnum):
    """What is wrong with a compulsory paper on a day."""

    MISSING = "missing"
    EXPIRED = "expired"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One certificate, valid in [valid_from, valid_to]; without `valid_to` it does not end."""

    kind: str
    number: str
    valid_from: date
    valid_to: date | None
    is_verified: bool

    def has_ended(self, on: date) -> bool:
        return self.valid_to is not None and self.valid_to < on


@dataclass(frozen=True, kw_only=True)
class PaperProblem:
    """A compulsory paper that does not stand. `number` is empty and `valid_to` None if missing."""

    kind: str
    number: str
    valid_to: date | None
    code: PaperCode


def paper_problems(
    papers: Iterable[Paper], *, compulsory: Sequence[Sequence[str]], on: date
) -> list[PaperProblem]:
    """What keeps a supplier from delivering on a day; empty when every paper stands.

    compulsory: of each inner list of kinds one paper is enough (licence of a shop or a maker).
    A paper that begins later is not there yet; one not verified does not count.
    """
    begun = [paper for paper in papers if paper.valid_from <= on]
    found = (_problem_of(kinds, begun, on) for kinds in compulsory)
    return [problem for problem in found if problem is not None]


def _problem_of(kinds: Sequence[str], begun: Sequence[Paper], on: date) -> PaperProblem | None:
    papers = [paper for paper in begun if paper.kind in kinds]
    standing = [paper for paper in papers if not paper.has_ended(on)]
    if any(paper.is_verified for paper in standing):
        return None
    if standing:
        return _problem(max(standing, key=_end), PaperCode.UNVERIFIED)
    if papers:
        return _problem(max(papers, key=_end), PaperCode.EXPIRED)
    return PaperProblem(kind=kinds[0], number="", valid_to=None, code=PaperCode.MISSING)


def _problem(paper: Paper, code: PaperCode) -> PaperProblem:
    return PaperProblem(kind=paper.kind, number=paper.number, valid_to=paper.valid_to, code=code)


def _end(paper: Paper) -> date:
    return paper.valid_to or date.max


class Warned(StrEnum):
    """How far a certificate's end is."""

    SOON = "soon"
    ENDED = "ended"


def warning_due(*, valid_to: date | None, on: date, days_ahead: int) -> Warned | None:
    """Soon from `days_ahead` days before the last day on, ended from the day after it."""
    if valid_to is None:
        return None
    if valid_to < on:
        return Warned.ENDED
    return Warned.SOON if valid_to <= on + timedelta(days=days_ahead) else None


def keep_until(
    *, recorded_on: date, ends_on: date | None, months_after_end: int, years: int
) -> date:
    """The first day on which a record may be deleted.

    max(end + 6 months, 2 years from the record) by 食品安全法 Art. 50, 53 and STANDARDS 2.2.
    ends_on: end of the shelf life, or of the paper's validity; None where none is stated.
    """
    least = after_months(recorded_on, 12 * years)
    if ends_on is None:
        return least
    return max(least, after_months(ends_on, months_after_end))


def after_months(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where it has no such day."""
    years, before = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, before + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def median_price(prices: Sequence[Decimal]) -> Decimal:
    """The middle price of several markets, to a hundredth of a fen. There is at least one."""
    return Decimal(median(prices)).quantize(PRICE_STEP, rounding=ROUND_HALF_UP)
