"""The menu: four weeks that repeat, one cycle for the warm half-year and one for the cold."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import cycle as endless

from simulator.food import Dish
from simulator.randomness import stream

WEEKS = 4
MEALS = ("breakfast", "lunch", "dinner")
SUMMER_MONTHS = range(5, 11)  # May to October
DAILY = {"breakfast": ("煮鸡蛋", "跳水泡菜"), "lunch": ("米饭",), "dinner": ("米饭",)}
COURSES_PER_MEAL: Mapping[str, Mapping[str, int]] = {
    "breakfast": {"breakfast": 4, "porridge": 2, "noodle": 1, "dairy": 2},
    "lunch": {
        "main": 2,
        "half": 2,
        "vegetable": 2,
        "cold": 1,
        "soup": 1,
        "staple": 1,
        "noodle": 1,
        "fruit": 1,
    },
    "dinner": {"main": 1, "half": 1, "vegetable": 2, "soup": 1, "staple": 1, "noodle": 1},
}
DUTY_COURSES = ("main", "half", "vegetable", "soup")  # a duty day gets one dish of each, and rice


@dataclass(frozen=True, slots=True)
class CycleMeal:
    """One meal of the cycle. `week` counts from 1, `weekday` is ISO; dish codes in course order."""

    season: str
    week: int
    weekday: int
    meal: str
    dish_codes: tuple[str, ...]


Cycle = Mapping[tuple[str, int, int, str], CycleMeal]


def menu_cycle(dishes: Iterable[Dish], *, seed: int) -> Cycle:
    """Both cycles, keyed by season, week, weekday and meal.

    Each course goes round its dishes in a shuffled order, so a dish comes back as late as it can.
    """
    offered = tuple(dishes)
    meals = [meal for season in ("summer", "winter") for meal in _season(offered, season, seed)]
    return {(meal.season, meal.week, meal.weekday, meal.meal): meal for meal in meals}


def season_of(day: date) -> str:
    """Which of the two cycles a day belongs to."""
    return "summer" if day.month in SUMMER_MONTHS else "winter"


def week_of(day: date) -> int:
    """The week of the cycle, 1 to 4; it goes on through the turn of a year."""
    return (day.toordinal() - 1) // 7 % WEEKS + 1


def meal_on(cycle: Cycle, day: date, meal: str) -> CycleMeal:
    """The full meal the cycle has for a day, open or not."""
    return cycle[season_of(day), week_of(day), day.isoweekday(), meal]


def duty_lunch(meal: CycleMeal, courses: Mapping[str, str]) -> tuple[str, ...]:
    """The few dishes of a lunch that are cooked when only duty staff are in.

    `courses` tells the course of each dish code.
    """
    first_of = {courses[code]: code for code in reversed(meal.dish_codes)}
    rice = next(code for code in meal.dish_codes if courses[code] == "staple")
    return (*(first_of[course] for course in DUTY_COURSES), rice)


def _season(dishes: tuple[Dish, ...], season: str, seed: int) -> Iterator[CycleMeal]:
    daily = {dish.name: dish.code for dish in dishes}
    always = {name for names in DAILY.values() for name in names}
    in_season = [dish for dish in dishes if dish.season in ("", season) and dish.name not in always]
    rounds = {
        slot: _round(in_season, slot, seed)
        for slot in {s for c in COURSES_PER_MEAL.values() for s in c}
    }
    for week in range(1, WEEKS + 1):
        for weekday in range(1, 8):
            for meal in MEALS:
                codes = [daily[name] for name in DAILY[meal]]
                for slot, count in COURSES_PER_MEAL[meal].items():
                    codes += [next(rounds[slot]) for _ in range(count)]
                yield CycleMeal(season, week, weekday, meal, tuple(codes))


def _round(dishes: list[Dish], slot: str, seed: int) -> Iterator[str]:
    codes = [dish.code for dish in dishes if _slot_of(dish) == slot]
    stream(seed, f"menu {slot}").shuffle(codes)
    return endless(codes)


def _slot_of(dish: Dish) -> str:
    """Its course, but porridge is served beside the buns and not in their place."""
    return "porridge" if dish.course == "breakfast" and dish.water_g > 0 else dish.course
