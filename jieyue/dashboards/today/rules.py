"""What the last meals say of the plan, against the planner's own figure. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PastMeal:
    """One meal that is over: planned by hand, planned by the product, and eaten.

    None is unknown: nobody wrote down a figure of their own, or no plan was in force.
    """

    day: date
    by_hand: int | None
    by_plan: int | None
    eaten: int


@dataclass(frozen=True)
class Saved:
    """Portions too many and too few over `days` meals for which all three figures are known."""

    days: int
    over_by_hand: int
    over_by_plan: int
    short_by_hand: int
    short_by_plan: int

    @property
    def portions(self) -> int:
        """Portions not cooked in vain; below zero when the plan had more of them."""
        return self.over_by_hand - self.over_by_plan


def saved(meals: Sequence[PastMeal]) -> Saved | None:
    """None when no meal was planned both ways: then nothing is claimed."""
    both = [
        (meal.by_hand, meal.by_plan, meal.eaten)
        for meal in meals
        if meal.by_hand is not None and meal.by_plan is not None
    ]
    if not both:
        return None
    return Saved(
        days=len(both),
        over_by_hand=sum(max(hand - eaten, 0) for hand, _, eaten in both),
        over_by_plan=sum(max(plan - eaten, 0) for _, plan, eaten in both),
        short_by_hand=sum(max(eaten - hand, 0) for hand, _, eaten in both),
        short_by_plan=sum(max(eaten - plan, 0) for _, plan, eaten in both),
    )
