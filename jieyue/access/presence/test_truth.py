"""The estimate against a truth that is known: seeded days whose readers miss people."""

from collections.abc import Callable
from random import Random
from statistics import mean
from typing import NamedTuple

import pytest

from jieyue.access.presence.rules import counting, habits
from jieyue.access.presence.rules.counting import Cell
from jieyue.access.presence.rules.habits import First, Habits, Tally
from jieyue.access.presence.rules.whereabouts import (
    DAY_S,
    OUTSIDE,
    QUARTER_S,
    QUARTERS,
    Journey,
    Passage,
    journeys,
)

RESET_H = 3
ZONES = (1, 2, 3)
PEOPLE = 600
STRENGTHS = dict.fromkeys(range(1, 9), PEOPLE // 8)
MISSED_OUT, MISSED_IN = 0.08, 0.03
EVENING = 18 * 4 - RESET_H * 4  # the quarter that begins at 18:00
NIGHT = 23 * 4 - RESET_H * 4
FIRST = First(
    leaving=(0.3,) * 6 + (0.05,) * 5 + (0.2, 0.4, 0.1) + (0.05,) * 3 + (0.6,) * 7,
    arriving=(0.1,) * 6 + (2, 10, 40, 12, 4, 3, 2, 12, 8) + (1,) * 9,
    missed_in=0.05,
    missed_out=0.05,
    rates_weight=300,
    days_weight=2,
    unit_weight=40,
    reset_quarter=RESET_H * 4,
)


class Day(NamedTuple):
    """What really was, by quarter and (zone, unit), and what the readers saw of it."""

    truth: list[dict[tuple[int, int], int]]
    passages: list[Passage]


def seconds(hour: float) -> int:
    return int((hour - RESET_H) * 3600)


def office_hours(random: Random) -> list[tuple[int, int]]:
    """When somebody is really inside on one day."""
    if random.random() < 0.12:
        return []
    comes = seconds(random.gauss(8.0, 0.3))
    leaves = seconds(random.gauss(17.8, 0.5))
    if random.random() < 0.1:
        leaves = seconds(random.uniform(19.5, 21.5))
    if random.random() < 0.4:
        out, back = seconds(random.uniform(11.8, 12.3)), seconds(random.uniform(13.2, 14.0))
        return [(comes, out), (back, max(leaves, back + 600))]
    return [(comes, max(leaves, comes + 600))]


def day(random: Random, *, stays: Callable[[], list[tuple[int, int]]] | None = None) -> Day:
    """stays: when one person is inside; without it that of an office with lunch."""
    drawn = stays or (lambda: office_hours(random))
    truth: list[dict[tuple[int, int], int]] = [{} for _ in range(QUARTERS)]
    seen = []
    for number in range(PEOPLE):
        unit, zone = number % 8 + 1, ZONES[number % 3]
        for comes, leaves in drawn():
            for quarter in range(-(-comes // 900), -(-leaves // 900)):
                truth[quarter][zone, unit] = truth[quarter].get((zone, unit), 0) + 1
            if random.random() >= MISSED_IN:
                seen.append(Passage(f"p{number}", unit, comes, OUTSIDE, zone))
            if random.random() >= MISSED_OUT:
                seen.append(Passage(f"p{number}", unit, leaves, zone, OUTSIDE))
    delivered = seen + random.sample(seen, len(seen) // 10)
    random.shuffle(delivered)
    return Day(truth, delivered)


def of_day(given: Day) -> list[Journey]:
    return journeys(given.passages, around={})


def learn_from(
    random: Random, *, days: int, stays: Callable[[], list[tuple[int, int]]] | None = None
) -> Habits:
    past: list[dict[int | None, Tally]] = []
    for _ in range(days):
        one = day(random, stays=stays)
        past.append(habits.tallies(one.passages, of_day(one)))
    return habits.learn(past, first=FIRST)


@pytest.fixture(scope="module")
def learnt() -> Habits:
    return learn_from(Random(20261123), days=10)


@pytest.fixture(scope="module")
def days() -> list[Day]:
    random = Random(42)
    return [day(random) for _ in range(8)]


class Score(NamedTuple):
    """Mean error of the badges alone and of the estimate, and how often the interval held."""

    badges: float
    estimate: float
    bias: float
    held: float


def live_total(one: Day, learnt: Habits, quarter: int) -> Cell:
    """What is known of a quarter when it begins."""
    moment = quarter * QUARTER_S
    return total(journeys([p for p in one.passages if p.at_s <= moment], around={}), learnt, moment)


def total_later(one: Day, learnt: Habits, quarter: int) -> Cell:
    """What is known of it when the day is over."""
    return total(of_day(one), learnt, quarter * QUARTER_S, until=DAY_S)


def total(found: list[Journey], learnt: Habits, moment: int, *, until: int | None = None) -> Cell:
    cells = counting.totals(
        found, [moment], until_s=until or moment, habits=learnt, people=STRENGTHS
    )
    return cells[moment]


def score(days: list[Day], learnt: Habits, *, quarters: range, live: bool) -> Score:
    """Totals of the complex; live: seen from the quarter itself, else from the day's end."""
    badges, errors, held = [], [], []
    for one in days:
        for quarter in quarters:
            cell = live_total(one, learnt, quarter) if live else total_later(one, learnt, quarter)
            real = sum(one.truth[quarter].values())
            badges.append(abs(cell.counted - real))
            errors.append(cell.estimate - real)
            held.append(cell.low <= real <= cell.high)
    return Score(mean(badges), mean(map(abs, errors)), mean(errors), mean(held))


def test_the_shares_of_unseen_passages_are_learnt(learnt):
    assert learnt.missed_out == pytest.approx(MISSED_OUT, abs=0.02)
    assert learnt.missed_in == pytest.approx(MISSED_IN, abs=0.015)


@pytest.mark.parametrize("live", [True, False])
def test_the_estimate_is_nearer_than_the_badges_alone_by_day(days, learnt, live):
    by_day = score(days, learnt, quarters=range(18, 58, 2), live=live)

    assert by_day.estimate < by_day.badges
    assert by_day.estimate < 0.02 * PEOPLE
    assert by_day.held >= 0.85


@pytest.mark.parametrize("live", [True, False])
def test_missed_badge_outs_do_not_fill_the_night(days, learnt, live):
    night = score(days, learnt, quarters=range(EVENING + 8, NIGHT, 2), live=live)

    assert night.badges > 25, "the badges alone leave many inside"
    assert night.estimate < 0.4 * night.badges
    assert night.held >= 0.75


def test_the_interval_holds_small_cells(days, learnt):
    held = []
    for one in days:
        found = of_day(one)
        for quarter in (28, 36, 46, 60, 68):
            moment = quarter * 900
            cells = counting.cells(
                found, [moment], until_s=QUARTERS * 900, habits=learnt, people=STRENGTHS
            )
            for (_, zone, unit), cell in cells.items():
                held.append(cell.low <= one.truth[quarter].get((zone, unit or 0), 0) <= cell.high)

    assert mean(held) >= 0.85


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_interval_holds_at_every_hour(seed, live):
    random = Random(seed)
    given = learn_from(random, days=10)
    later = [day(random) for _ in range(4)]
    starts = {hour: 4 * (hour - RESET_H) for hour in range(8, 24)}
    hours = {
        hour: score(later, given, quarters=range(start, start + 1), live=live)
        for hour, start in starts.items()
    }

    assert mean(each.held for each in hours.values()) >= 0.9
    assert min(each.held for each in hours.values()) >= 0.5, hours


def test_who_is_out_for_lunch_is_not_counted_inside_nor_gone_for_the_day(days, learnt):
    at_lunch = score(days, learnt, quarters=range(38, 40), live=True)
    back = score(days, learnt, quarters=range(46, 50), live=True)

    assert abs(at_lunch.bias) < 0.01 * PEOPLE < at_lunch.badges
    assert abs(back.bias) < 0.01 * PEOPLE


@pytest.mark.parametrize("seed", range(4))
def test_a_complex_that_empties_is_empty(seed):
    """All go about 18:06 and by 18:40, unseen ones too: at 19:00 nobody need be there."""
    random = Random(seed)

    def leaves_early() -> list[tuple[int, int]]:
        return [(seconds(random.gauss(8.0, 0.3)), seconds(min(random.gauss(18.1, 0.2), 18.65)))]

    given = learn_from(random, days=10, stays=leaves_early)
    one = day(random, stays=leaves_early)
    seven = 19 - RESET_H
    cell = live_total(one, given, 4 * seven)

    assert cell.counted > 0.06 * PEOPLE
    assert cell.low == 0
    assert cell.estimate < 0.015 * cell.counted
    assert cell.high <= 3


def test_order_and_doubles_change_nothing(days, learnt):
    one = days[0]
    shuffled = one.passages + one.passages[:200]
    Random(7).shuffle(shuffled)
    moments = [quarter * 900 for quarter in range(QUARTERS)]
    of = {"until_s": QUARTERS * 900, "habits": learnt, "people": STRENGTHS}

    again = counting.cells(journeys(shuffled, around={}), moments, **of)
    assert again == counting.cells(of_day(one), moments, **of)
