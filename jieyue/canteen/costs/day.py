"""A canteen's day in figures: bought, issued, cooked, served, wasted, unexplained, cost a guest."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from jieyue.canteen.balance.models import BalanceCheck
from jieyue.canteen.balance.queries import DayBalance, day_balance
from jieyue.canteen.costs.dishes import DayCost, MealCost, day_cost
from jieyue.canteen.waste.ledger import weighed_by_stage
from jieyue.canteen.waste.models import WasteStage
from jieyue.kit.actor import Actor

NOTHING = Decimal(0)
GRAM = Decimal("0.001")
FEN = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class DayFigures:
    """What a script or a page reads of one day."""

    canteen: str
    balance: DayBalance
    cost: DayCost
    wasted_kg: dict[str, Decimal]
    checks_opened: int

    @property
    def is_empty(self) -> bool:
        """Nothing at all was recorded."""
        return self.balance.is_empty and not self.cost.meals and not self.wasted_kg


def day_figures(actor: Actor, *, canteen_id: int, code: str, day: date) -> DayFigures:
    """Forty queries at most. Raises NotAllowed, Canteen.DoesNotExist."""
    waste = weighed_by_stage(actor, canteen_id=canteen_id, first=day, last=day)
    return DayFigures(
        canteen=code,
        balance=day_balance(actor, canteen_id=canteen_id, day=day),
        cost=day_cost(actor, canteen_id=canteen_id, day=day),
        wasted_kg=waste.get(day, {}),
        checks_opened=BalanceCheck.objects.visible_to(actor)
        .filter(canteen_id=canteen_id, day=day)
        .count(),
    )


def as_json(figures: DayFigures) -> dict[str, Any]:
    """Decimals as text, kilograms to the gram, money to the fen; unknown is None."""
    balance, cost = figures.balance, figures.cost
    terms, serving = balance.terms, balance.serving
    wasted = {stage: figures.wasted_kg.get(stage, NOTHING) for stage in WasteStage.values}
    total = sum(wasted.values(), NOTHING)
    return {
        "canteen": figures.canteen,
        "day": balance.day.isoformat(),
        "diners": balance.diners,
        "bought": {"kg": _kg(terms.received_kg)},
        "issued": {"kg": _kg(terms.used_kg), "yuan": _yuan(cost.issued_yuan)},
        "cooked": {"raw_kg": _kg(terms.cooked_kg), "kg": _kg(serving.cooked_kg)},
        "served": {"kg": _kg(serving.served_kg), "eaten_kg": _kg(serving.eaten_kg)},
        "wasted": {
            "kg": _kg(total),
            **{f"{stage}_kg": _kg(mass_kg) for stage, mass_kg in wasted.items()},
            "g_per_guest": _per_guest(total * 1000, balance.diners),
            "spoiled_kg": _kg(terms.spoiled_kg),
        },
        "unexplained": {
            "kg": _kg(terms.unexplained_kg),
            "sigma_kg": _kg(balance.sigma_kg),
            "yuan": _yuan(balance.unexplained_yuan),
            "checks": figures.checks_opened,
            "groups": [
                {
                    "group": row.balance.group,
                    "kg": _kg(row.balance.unexplained_kg),
                    "sigma_kg": _kg(row.balance.sigma_kg),
                    "must_be_checked": row.must_be_checked,
                }
                for row in balance.groups
            ],
        },
        "cost_per_guest_yuan": _yuan(cost.per_diner_yuan),
        "planned_yuan": _yuan(cost.planned_yuan),
        "actual_yuan": _yuan(cost.issued_yuan),
        "meals": [_meal(meal) for meal in cost.meals],
    }


def _meal(meal: MealCost) -> dict[str, Any]:
    planned = [row.planned_portions for row in meal.dishes if row.planned_portions is not None]
    cooked = [row.cooked_portions for row in meal.dishes if row.cooked_portions is not None]
    taken = [row.taken for row in meal.dishes if row.taken is not None]
    return {
        "meal": meal.meal,
        "diners": meal.diners,
        "planned_portions": sum(planned) if planned else None,
        "cooked_portions": sum(cooked) if cooked else None,
        "taken_portions": sum(taken) if taken else None,
        "planned_yuan": _yuan(meal.planned_yuan),
        "actual_yuan": _yuan(meal.actual_yuan),
        "cost_per_guest_yuan": _yuan(meal.per_diner_yuan),
    }


def _kg(value: Decimal) -> str:
    return str(value.quantize(GRAM, rounding=ROUND_HALF_UP))


def _yuan(value: Decimal | None) -> str | None:
    return None if value is None else str(value.quantize(FEN, rounding=ROUND_HALF_UP))


def _per_guest(value: Decimal, diners: int | None) -> str | None:
    return (
        str((value / diners).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)) if diners else None
    )
