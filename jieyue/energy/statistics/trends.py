"""Indicators over years, and one period against the year before: for pages and papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import dropwhile

from jieyue.energy.factors.rules import Carbon, FactorRefusal
from jieyue.energy.meters.models import Medium
from jieyue.energy.meters.rules import UNIT_OF
from jieyue.energy.statistics import parameters as defined
from jieyue.energy.statistics import queries
from jieyue.energy.statistics.indicators import Indicators, reduction
from jieyue.energy.statistics.spans import Span
from jieyue.energy.statistics.uses import Offer, offers
from jieyue.energy.statistics.wording import SOURCE_NAMES
from jieyue.kit import parameters
from jieyue.kit.unit_labels import label_of

HUNDRED = Decimal(100)
INDICATORS = (
    "per_m2", "per_person", "water_per_person", "electricity_per_m2", "non_heating_per_m2",
    "conventional_electricity_per_m2",
)  # fmt: skip


@dataclass(frozen=True)
class Year:
    """The indicators of one year, or of the twelve months that ended last."""

    name: str
    first: date
    last: date
    found: Indicators
    carbon: Carbon | None


@dataclass(frozen=True)
class Trend:
    """Years, oldest first. mixed: their carbon is by factors of different years or grids."""

    years: tuple[Year, ...]
    mixed: bool
    least_coverage: Decimal = Decimal(0)

    @property
    def latest(self) -> Year:
        return self.years[-1]

    def reductions(self) -> dict[str, Decimal | None]:
        """Of the latest against the first, by indicator."""
        first, last = self.years[0].found, self.years[-1].found
        return reductions(first, last, least=self.least_coverage)


@dataclass(frozen=True, kw_only=True)
class MediumLine:
    """One medium in a period and a year before. amount_yuan: by whole bills; None: not known."""

    medium: str
    label: str
    unit: str
    use: Decimal | None
    before: Decimal | None
    coverage: Decimal | None
    source: str
    amount_yuan: Decimal | None
    is_comparable: bool = True

    @property
    def change(self) -> Decimal | None:
        """Percent; None where one of both periods was not measured whole."""
        if self.use is None or not self.before or not self.is_comparable:
            return None
        return (self.use - self.before) / self.before * 100


def trend(
    *,
    site_id: int,
    unit_id: int | None,
    set_code: str,
    today: date,
    years: int = 3,
    own_factors: bool = False,
) -> Trend:
    """Whole years and then the twelve months that ended last. Raises UnknownSet.

    One grid factor serves all years, so that carbon shows use and not the grid; with
    `own_factors` each has that of its year, and the trend is marked as mixed where they differ.
    """
    end = today.replace(day=1) - timedelta(days=1)
    spans = [
        (str(year), date(year, 1, 1), date(year, 12, 31))
        for year in range(today.year - years, today.year)
    ]
    if end.month != 12:
        first = date(end.year - 1, end.month + 1, 1)
        spans.append((f"{first:%Y-%m} – {end:%Y-%m}", first, end))
    found = [
        Year(
            name,
            first,
            last,
            indicated := queries.indicators(
                site_id=site_id, unit_id=unit_id, first=first, last=last, set_code=set_code
            ),
            _carbon(indicated, site_id, on=last if own_factors else today),
        )
        for name, first, last in spans
    ]
    known = list(dropwhile(lambda year: not year.found.uses, found)) or found[-1:]
    return Trend(tuple(known), _is_mixed(known), least_coverage(site_id=site_id, on=today))


def reductions(before: Indicators, now: Indicators, *, least: Decimal) -> dict[str, Decimal | None]:
    """By indicator; None where readings cover less than `least` of one of both."""
    whole = all(each.coverage is None or each.coverage >= least for each in (before, now))
    return {
        name: reduction(getattr(before, name), getattr(now, name)) if whole else None
        for name in INDICATORS
    }


def least_coverage(*, site_id: int, on: date) -> Decimal:
    """Share of a period that readings must cover for it to stand beside another."""
    return parameters.read(site_id=site_id, on=on).decimal(defined.LEAST_COVERAGE_PCT) / HUNDRED


def media(*, site_id: int, unit_id: int | None, span: Span) -> list[MediumLine]:
    """Each medium that is known in the period or the year before."""
    now = offers(site_id=site_id, unit_id=unit_id, first=span.first, last=span.last)
    past = span.a_year_before()
    then = offers(site_id=site_id, unit_id=unit_id, first=past.first, last=past.last)
    least = least_coverage(site_id=site_id, on=span.last)
    lines: list[MediumLine] = []
    for medium in Medium:
        best, before = now.best(medium), then.best(medium)
        if best is None and before is None:
            continue
        bill = now.bill.get(medium)
        lines.append(
            MediumLine(
                medium=medium,
                label=str(medium.label),
                unit=label_of(UNIT_OF[medium]),
                use=best[1].use if best else None,
                before=before[1].use if before else None,
                coverage=best[1].coverage if best else None,
                source=str(SOURCE_NAMES[best[0]]) if best else "",
                amount_yuan=bill.amount_yuan if bill and bill.complete else None,
                is_comparable=all(_is_whole(each, least) for each in (best, before)),
            )
        )
    return lines


def _is_whole(best: tuple[str, Offer] | None, least: Decimal) -> bool:
    """Whether readings cover enough of a period for it to stand beside another."""
    return best is not None and (best[1].coverage is None or best[1].coverage >= least)


def _carbon(found: Indicators, site_id: int, *, on: date) -> Carbon | None:
    """None when no factor is known, or nothing is."""
    if not found.uses:
        return None
    try:
        return queries.carbon_of(found, site_id=site_id, on=on)
    except FactorRefusal:
        return None


def _is_mixed(years: Sequence[Year]) -> bool:
    known = [year.carbon for year in years if year.carbon is not None]
    return any(not known[0].is_comparable_to(each) for each in known[1:])
