"""Figures with what they are worth: change, cost, standard coal, coverage, estimated share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise

from jieyue.energy.consumption.dimensions import Total
from jieyue.energy.factors import parameters as factors
from jieyue.energy.factors import queries
from jieyue.energy.factors.rules import NOT_ADDED, CoefficientSet
from jieyue.energy.meters.models import Medium
from jieyue.energy.meters.rules import UNIT_OF
from jieyue.energy.overview import parameters as own
from jieyue.energy.overview import rules
from jieyue.energy.overview.rules import Trust
from jieyue.kit import money, parameters
from jieyue.kit.parameters import Values
from jieyue.kit.quantities import Unit
from jieyue.kit.unit_labels import label_of

HUNDRED = Decimal(100)
ICONS = {
    "electricity": "bolt",
    "water": "droplet",
    "gas": "flame",
    "heat": "temperature-plus",
    "coal": "mountain",
    "gasoline": "gas-station",
    "diesel": "gas-station",
    "lpg": "cylinder",
    "other": "atom",
}


def unit_of(medium: str) -> "str | Promise":
    """How the medium's unit is written."""
    return label_of(Unit(UNIT_OF[medium]))


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What was used. use None: nothing is known. Shares and coverage are 0 to 1."""

    use: Decimal | None
    estimated_share: Decimal | None
    coverage: Decimal
    trust: Trust
    year_ago: Decimal | None = None
    change_pct: Decimal | None = None
    week_change_pct: Decimal | None = None
    yuan: Decimal | None = None
    kgce: Decimal | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it may stand without a warning word."""
        return self.trust in (Trust.WHOLE, Trust.PART)

    @property
    def shows_coverage(self) -> bool:
        return self.use is not None and (self.coverage < 1 or bool(self.estimated_share))

    @property
    def coverage_pct(self) -> Decimal:
        return self.coverage * HUNDRED

    @property
    def estimated_pct(self) -> Decimal | None:
        return None if self.estimated_share is None else self.estimated_share * HUNDRED


@dataclass(frozen=True)
class Worth:
    """What turns a use into money, coal and trust, on a day."""

    values: Values
    coefficients: CoefficientSet | None
    figure_coverage: Decimal
    ranking_coverage: Decimal

    def trust(self, coverage: Decimal) -> Trust:
        return rules.trust(coverage, figure=self.figure_coverage, ranking=self.ranking_coverage)

    def yuan(self, medium: str, use: Decimal | None) -> Decimal | None:
        price = factors.PRICE.get(medium)
        if use is None or price is None:
            return None
        return money.yuan(use * self.values.decimal(price))

    def kgce(self, medium: str, use: Decimal | None) -> Decimal | None:
        if use is None or self.coefficients is None or medium in NOT_ADDED:
            return None
        per_unit = self.coefficients.kgce_per_unit.get(medium)
        return None if per_unit is None else use * per_unit

    def figure(
        self,
        medium: str,
        now: Total | None,
        *,
        year_ago: Total | None = None,
        week_ago: Total | None = None,
    ) -> Figure:
        """`now` None: nothing is known. A change is shown only between two covered figures."""
        coverage = now.coverage if now else Decimal(0)
        use = now.use if now and now.coverage > 0 else None
        trust = self.trust(coverage)
        return Figure(
            use=use,
            estimated_share=_share(now.estimated, use) if now else None,
            coverage=coverage,
            trust=trust,
            year_ago=self._comparable(year_ago),
            change_pct=self._change(use, coverage, year_ago),
            week_change_pct=self._change(use, coverage, week_ago),
            yuan=self.yuan(medium, use),
            kgce=self.kgce(medium, use),
        )

    def _comparable(self, then: Total | None) -> Decimal | None:
        return then.use if then and then.coverage >= self.figure_coverage else None

    def _change(self, use: Decimal | None, coverage: Decimal, then: Total | None) -> Decimal | None:
        if coverage < self.figure_coverage:
            return None
        return rules.change_pct(use, self._comparable(then))


def worth(*, site_id: int, on: date, set_code: str = "calorific") -> Worth:
    """Prices, coefficients and bounds in force on a day."""
    values = parameters.read(site_id=site_id, on=on)
    return Worth(
        values=values,
        coefficients=queries.coefficient_set(site_id=site_id, code=set_code, on=on),
        figure_coverage=values.decimal(own.FIGURE_COVERAGE_PCT) / HUNDRED,
        ranking_coverage=values.decimal(own.RANKING_COVERAGE_PCT) / HUNDRED,
    )


def media_in_order(found: Iterable[str]) -> list[str]:
    """Electricity, water, gas and so on, as the forms have them."""
    present = set(found)
    return [medium for medium in Medium.values if medium in present]


def kgce_of_all(figures: Mapping[str, Figure]) -> Decimal | None:
    """Standard coal of all media together; None when nothing that counts is known."""
    known = [each.kgce for each in figures.values() if each.kgce is not None]
    return sum(known, Decimal(0)) if known else None


def yuan_of_all(figures: Mapping[str, Figure]) -> Decimal | None:
    known = [each.yuan for each in figures.values() if each.yuan is not None]
    return sum(known, Decimal(0)) if known else None


def _share(part: Decimal, whole: Decimal | None) -> Decimal | None:
    return part / whole if whole and part else None
