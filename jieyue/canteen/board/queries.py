"""The batches of a meal as the kitchen board shows them below the number."""

from dataclasses import dataclass
from datetime import date

from jieyue.canteen.planning.models import PlanDish, PlanStatus
from jieyue.kit.actor import Actor


@dataclass(frozen=True)
class BatchRow:
    """One dish: portions of the first batch, of the second, and how many of it were released."""

    dish: str
    first: int
    second: int
    released: int | None


def batches(actor: Actor, *, canteen_id: int, day: date, meal: str) -> list[BatchRow]:
    """From the plan in force; empty without one, and for who may not see plans. One query."""
    rows = PlanDish.objects.visible_to(actor).filter(
        plan_meal__plan__canteen_id=canteen_id,
        plan_meal__plan__day=day,
        plan_meal__plan__status=PlanStatus.CONFIRMED,
        plan_meal__meal=meal,
    )
    found = rows.order_by("position").values_list("dish__name", "first", "second", "released")
    return [BatchRow(*row) for row in found]
