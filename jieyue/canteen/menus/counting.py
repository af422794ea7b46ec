"""What was counted of the dishes of one meal."""

from dataclasses import dataclass
from datetime import date

from jieyue.canteen.menus.models import MenuDish, ServedCount


@dataclass(frozen=True, kw_only=True)
class DishOfMeal:
    """A dish on the menu, or counted without standing on it; None where nothing was counted."""

    dish_id: int
    dish: str
    diners: int | None = None
    taken: int | None = None
    sold_out: bool = False


def dishes_of_meal(*, canteen_id: int, day: date, meal: str) -> list[DishOfMeal]:
    """The dishes of one meal in the order of its menu. Two queries."""
    rows = MenuDish.objects.filter(menu__canteen_id=canteen_id, menu__day=day, menu__meal=meal)
    names = dict(rows.order_by("position", "id").values_list("dish_id", "dish__name"))
    counted = {
        row.dish_id: row
        for row in ServedCount.objects.filter(
            canteen_id=canteen_id, day=day, meal=meal
        ).select_related("dish")
    }
    names |= {i: row.dish.name for i, row in counted.items() if i not in names}
    return [
        DishOfMeal(
            dish_id=dish_id,
            dish=name,
            diners=counted[dish_id].diners if dish_id in counted else None,
            taken=counted[dish_id].taken if dish_id in counted else None,
            sold_out=dish_id in counted and counted[dish_id].sold_out,
        )
        for dish_id, name in names.items()
    ]
