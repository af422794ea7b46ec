"""How much more, or less, people like what a menu offers than was guessed.

The appeal of a meal is the mean, over its main dishes, of the take rate learnt so far over the
first guess: 1 for a menu of dishes nobody has counted yet, 1.2 for one whose dishes are taken a
fifth more often than guessed. What was served in the last `LAG_DAYS` days before a day is left
out of that day's appeal, so it was known at every horizon a forecast has.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from jieyue.canteen.menus.rules.take_rates import DAY_CORRELATION, PRIOR_STRENGTH

LAG_DAYS = 14  # the longest horizon of a forecast


@dataclass(frozen=True, kw_only=True)
class DishServed:
    """Portions of one dish taken at a meal, of the diners who came."""

    day: date
    dish_id: int
    diners: int
    taken: int
    sold_out: bool = False


@dataclass
class _Liking:
    """The beta distribution of one dish's take rate, without decay: likings change slowly."""

    guess: float
    taking: float
    passing: float

    @property
    def share(self) -> float:
        return self.taking / (self.taking + self.passing)

    def learn(self, served: DishServed) -> None:
        share = served.taken / served.diners
        if served.sold_out:
            share = max(share, self.share)
        weight = served.diners / (1 + (served.diners - 1) * DAY_CORRELATION)
        self.taking += share * weight
        self.passing += (1 - share) * weight


def appeals(
    menus: Mapping[date, Iterable[int]],
    served: Iterable[DishServed],
    guesses: Mapping[int, float],
    *,
    lag_days: int = LAG_DAYS,
) -> dict[date, float]:
    """The appeal of one meal's menu on each day that has main dishes.

    menus: the ids of the main dishes by day. guesses: first guesses of their take rates; a dish
    guessed to be taken by nobody says nothing.
    """
    likings = {
        dish_id: _Liking(guess, guess * PRIOR_STRENGTH, (1 - guess) * PRIOR_STRENGTH)
        for dish_id, guess in guesses.items()
        if guess > 0
    }
    waiting: dict[date, list[DishServed]] = defaultdict(list)
    for row in served:
        if row.diners > 0 and row.dish_id in likings:
            waiting[row.day].append(row)
    coming = sorted(waiting, reverse=True)
    found = {}
    for day in sorted(menus):
        while coming and coming[-1] < day - timedelta(days=lag_days):
            for row in waiting[coming.pop()]:
                likings[row.dish_id].learn(row)
        known = [likings[dish_id] for dish_id in menus[day] if dish_id in likings]
        if known:
            found[day] = sum(liking.share / liking.guess for liking in known) / len(known)
    return found
