"""The estimate against a truth that is known: seeded days whose readers miss people."""

from random import Random
from statistics import mean
from typing import NamedTuple

import pytest

from jieyue.access.presence.rules import counting, habits
from jieyue.access.presence.rules.habits import QUARTERS, First, Habits, Tally
from jieyue.access.presence.rules.whereabouts import OUTSIDE, Journey, Passage, journeys

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


def stays(random: Random) -> list[tuple[int, int]]:
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


def day(random: Random) -> Day:
    truth: list[dict[tuple[int, int], int]] = [{} for _ in range(QUARTERS)]
    seen = []
    for number in range(PEOPLE):
        unit, zone = number % 8 + 1, ZONES[number % 3]
        for comes, leaves in stays(random):
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


@pytest.fixture(scope="module")
def learnt() -> Habits:
    random = Random(20261123)
    past: list[dict[int | None, Tally]] = []
    for _ in range(10):
        one = day(random)
        past.append(habits.tallies(one.passages, of_day(one)))
    return habits.learn(past, first=FIRST)


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


def score(days: list[Day], learnt: Habits, *, quarters: range, live: bool) -> Score:
    """Totals of the complex; live: seen from the quarter itself, else from the day's end."""
    badges, errors, held = [], [], []
    for one in days:
        for quarter in quarters:
            moment = quarter * 900
            seen = [p for p in one.passages if p.at_s <= moment] if live else one.passages
            until = moment if live else QUARTERS * 900
            found = journeys(seen, around={})
            cell = counting.totals(found, [moment], until_s=until, habits=learnt, people=STRENGTHS)[
                moment
            ]
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


def test_order_and_doubles_change_nothing(days, learnt):
    one = days[0]
    shuffled = one.passages + one.passages[:200]
    Random(7).shuffle(shuffled)
    moments = [quarter * 900 for quarter in range(QUARTERS)]
    of = {"until_s": QUARTERS * 900, "habits": learnt, "people": STRENGTHS}

    again = counting.cells(journeys(shuffled, around={}), moments, **of)
    assert again == counting.cells(of_day(one), moments, **of)
