"""A plan as its page and its print show it: meals, dishes, needs with their arithmetic, orders."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.functional import Promise

from jieyue.canteen.planning.models import PlanStatus

NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class DishLine:
    """One dish of a planned meal."""

    id: int
    name: str
    take_rate: float
    take_rate_sd: float
    expected: int
    first: int
    second: int
    released: int | None
    released_by: str
    cook_minutes: int

    @property
    def total(self) -> int:
        return self.first + self.second


@dataclass(frozen=True, kw_only=True)
class MealBlock:
    """One meal: its forecast, its service level with the two costs, and its dishes."""

    id: int
    meal: str
    label: "str | Promise"
    expected: int
    low: int
    high: int
    sureness: str
    forecast_version: str
    service_level: Decimal
    level_from_costs: Decimal
    level_reason: str
    level_set_by: str
    thrown_away_yuan: Decimal
    missing_yuan: Decimal
    implied_penalty_yuan: Decimal
    dishes: tuple[DishLine, ...]

    @property
    def portions(self) -> int:
        return sum(dish.total for dish in self.dishes)

    @property
    def may_release(self) -> bool:
        return any(dish.second > 0 and dish.released is None for dish in self.dishes)


@dataclass(frozen=True, kw_only=True)
class NeedPart:
    """The arithmetic of one ingredient at one meal."""

    meal: "str | Promise"
    dishes: tuple[tuple[str, int, Decimal], ...]  # name, portions, quantity
    needed: Decimal
    lots: tuple[tuple[str, Decimal, str], ...]  # lot, quantity, expiry as ISO day or ""
    on_order: Decimal
    net: Decimal
    from_earlier_packs: Decimal
    packs: int
    pack_quantity: Decimal | None
    unmet: str


@dataclass(frozen=True, kw_only=True)
class NeedLine:
    """One ingredient over the meals of the day: needed = stock + on order + net."""

    ingredient: str
    unit: str
    needed: Decimal
    from_stock: Decimal
    on_order: Decimal
    net: Decimal
    bought: Decimal
    missing: Decimal
    unmet: str
    parts: tuple[NeedPart, ...]

    @property
    def lots(self) -> tuple[tuple[str, Decimal, str], ...]:
        """What the day takes from each lot, in the order of use."""
        totals: dict[tuple[str, str], Decimal] = defaultdict(lambda: NOTHING)
        for lot, quantity, expiry in (draw for part in self.parts for draw in part.lots):
            totals[lot, expiry] += quantity
        return tuple((lot, quantity, expiry) for (lot, expiry), quantity in totals.items())


@dataclass(frozen=True, kw_only=True)
class ProposalRow:
    """Packs of one ingredient in a proposal."""

    ingredient: str
    unit: str
    packs: int
    pack_name: str
    quantity: Decimal
    amount_yuan: Decimal
    budget_line: str


@dataclass(frozen=True, kw_only=True)
class SupplierProposal:
    """One delivery: this plan's lines, and what the supplier's minimum order still lacks.

    The minimum is held against all drafts of the canteen with that delivery.
    """

    supplier: str
    deliver_on: date
    order_by: date
    rows: tuple[ProposalRow, ...]
    amount_yuan: Decimal
    below_minimum_yuan: Decimal


@dataclass(frozen=True, kw_only=True)
class DueDay:
    """A later day whose draft has ingredients to be ordered soon."""

    day: date
    ingredients: int
    order_by: date


@dataclass(frozen=True, kw_only=True)
class PlanView:
    """A plan with everything on its page."""

    number: str
    canteen_id: int
    canteen: str
    canteen_code: str
    day: date
    status: str
    status_label: str
    revision: int
    made_at: datetime
    made_by: str
    confirmed_at: datetime | None
    confirmed_by: str
    problems: tuple[dict[str, str], ...]
    meals: tuple[MealBlock, ...]
    needs: tuple[NeedLine, ...]
    proposals: tuple[SupplierProposal, ...]
    budget: tuple[tuple[str, Decimal], ...]
    parameters_used: Mapping[str, int]

    @property
    def is_draft(self) -> bool:
        return self.status == PlanStatus.DRAFT

    @property
    def amount_yuan(self) -> Decimal:
        return sum((proposal.amount_yuan for proposal in self.proposals), NOTHING)

    @property
    def unmet(self) -> tuple[NeedLine, ...]:
        return tuple(need for need in self.needs if need.unmet)
