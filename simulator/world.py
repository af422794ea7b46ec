"""Everything a simulated day depends on, gathered once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from simulator.days import Absence, Calendar, Mishap, absences, mishaps
from simulator.estate import units
from simulator.food import Dish, dishes
from simulator.menu_cycle import Cycle, menu_cycle
from simulator.population import Population, population
from simulator.randomness import stream


class OutsideWorld(Exception):
    """A day was asked for in a year the world was not made for."""

    def __init__(self, *, day: date, years: range) -> None:
        super().__init__(day, years)
        self.day, self.years = day, years


@dataclass(frozen=True)
class World:
    """The complex with a seed. `appeal` is each dish's hidden liking, 0 for what one expects.

    Any day of `years` may be drawn, and is the same whichever other years there are.
    """

    seed: int
    calendar: Calendar
    years: range
    population: Population
    dishes: Mapping[str, Dish]
    cycle: Cycle
    appeal: Mapping[str, float]
    absences: Mapping[date, tuple[Absence, ...]]
    mishaps: Mapping[date, Mishap]


def make_world(*, seed: int, calendar: Calendar, first_day: date, last_day: date) -> World:
    """The demo complex, for all days of the years from that of `first_day` to that of `last_day`.

    What is on in a year depends on the calendar of the whole year: amend that, and the units
    train on other days.
    """
    people = population(units(), seed=seed)
    offered = dishes()
    liking = stream(seed, "appeal").normal(0, 0.22, len(offered)).clip(-0.45, 0.45)
    years = range(first_day.year, last_day.year + 1)
    away = [a for year in years for a in absences(people.units, year, seed=seed, calendar=calendar)]
    odd = [m for year in years for m in mishaps(year, seed=seed, calendar=calendar)]
    return World(
        seed=seed,
        calendar=calendar,
        years=years,
        population=people,
        dishes={dish.code: dish for dish in offered},
        cycle=menu_cycle(offered, seed=seed),
        appeal={dish.code: float(value) for dish, value in zip(offered, liking, strict=True)},
        absences=_by_day(away),
        mishaps={mishap.day: mishap for mishap in odd},
    )


def _by_day(away: list[Absence]) -> dict[date, tuple[Absence, ...]]:
    found: dict[date, tuple[Absence, ...]] = {}
    for absence in away:
        for forward in range((absence.last_day - absence.first_day).days + 1):
            day = absence.first_day + timedelta(days=forward)
            found[day] = (*found.get(day, ()), absence)
    return found
