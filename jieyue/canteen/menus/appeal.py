"""The appeal of the menus of a canteen, past and to come."""

from collections import defaultdict
from datetime import date

from jieyue.canteen.menus.models import Course, Dish, MenuDish, ServedCount
from jieyue.canteen.menus.rules.appeal import DishServed, appeals

MAIN_COURSES = (Course.MAIN, Course.HALF)


def menu_appeal(*, canteen_id: int, first: date, last: date) -> dict[tuple[str, date], float]:
    """The appeal by meal and day of [first, last], from portions counted well before each day.

    Meals without a menu, or without main dishes on it, are left out. Three queries.
    """
    offered = MenuDish.objects.filter(
        menu__canteen_id=canteen_id,
        menu__day__range=(first, last),
        dish__course__in=MAIN_COURSES,
    ).values_list("menu__meal", "menu__day", "dish_id")
    menus: dict[str, dict[date, list[int]]] = defaultdict(lambda: defaultdict(list))
    for meal, day, dish_id in offered.order_by():
        menus[meal][day].append(dish_id)
    counted = ServedCount.objects.filter(
        canteen_id=canteen_id, day__lt=last, dish__course__in=MAIN_COURSES
    ).values_list("meal", "day", "dish_id", "diners", "taken", "sold_out")
    served: dict[str, list[DishServed]] = defaultdict(list)
    for meal, day, dish_id, diners, taken, sold_out in counted.order_by():
        served[meal].append(
            DishServed(day=day, dish_id=dish_id, diners=diners, taken=taken, sold_out=sold_out)
        )
    dish_ids = {dish_id for days in menus.values() for ids in days.values() for dish_id in ids}
    guesses = {
        dish_id: float(guess)
        for dish_id, guess in Dish.objects.filter(id__in=dish_ids).values_list(
            "id", "prior_take_rate"
        )
    }
    return {
        (meal, day): appeal
        for meal, days in menus.items()
        for day, appeal in appeals(days, served[meal], guesses).items()
    }
