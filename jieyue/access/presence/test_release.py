"""Attacks on what is shown: small counts must not come out by putting figures together."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.access.entries.rules import possible
from jieyue.access.presence.rules.release import CHANCES, release

SMALLEST = 5
DRAWS = [CHANCES.index(turns) for turns in sorted(set(CHANCES))]


def shown_of(units, zones, chance):
    by_unit, by_zone = dict(enumerate(units)), dict(enumerate(zones))
    return release(by_unit, by_zone, smallest=SMALLEST, chance=chance)


def everything_shown(units, zones, chance):
    found = release(
        dict(enumerate(units)), dict(enumerate(zones)), smallest=SMALLEST, chance=chance
    )
    return (tuple(found.units.values()), tuple(found.zones.values()), found.total, found.zone_step)


def alike(units, zones, most):
    """Every complex of this size, put together by what is shown of it."""
    found = defaultdict(set)
    for by_unit in product(range(most), repeat=units):
        total = sum(by_unit)
        for rest in product(range(total + 1), repeat=zones - 1):
            if sum(rest) <= total:
                by_zone = (*rest, total - sum(rest))
                for chance in DRAWS:
                    found[everything_shown(by_unit, by_zone, chance)].add((by_unit, by_zone))
    return found


@pytest.mark.parametrize(
    ("units", "zones", "most"), [(2, 2, 13), (2, 1, 13), (1, 3, 13), (3, 2, 8)]
)
def test_who_knows_the_rules_and_sees_everything_learns_nothing_of_a_band(units, zones, most):
    """Among all that look the same, a unit's band holds every count that a band can hold, and a
    zone's at least as many different ones."""
    bands = 0
    for (by_unit, by_zone, *_rest), states in alike(units, zones, most).items():
        if any(possible([figure], smallest=SMALLEST).most >= most for figure in by_unit):
            continue  # counts beyond those tried would look the same
        for division, figures in enumerate((by_unit, by_zone)):
            for place in (place for place, figure in enumerate(figures) if figure is None):
                bands += 1
                held = {state[division][place] for state in states}
                assert len(held) >= SMALLEST, (by_unit, by_zone)
                assert division or held == set(range(SMALLEST)), (by_unit, by_zone)
    assert bands


counts = st.integers(0, 80)


@given(st.lists(counts, min_size=1, max_size=33), st.data())
def test_no_sum_of_shown_figures_narrows_a_band(units, data):
    """Less knowledge, larger complexes: all that follows from the two divisions and the total."""
    left, zones = sum(units), []
    for _ in range(data.draw(st.integers(1, 8))):
        zones.append(data.draw(st.integers(0, left)))
        left -= zones[-1]
    zones.append(left)
    chance = data.draw(st.integers(0, 255))
    found = release(
        dict(enumerate(units)), dict(enumerate(zones)), smallest=SMALLEST, chance=chance
    )
    for figures, step in ((found.units, found.smallest), (found.zones, found.zone_step)):
        least, most = possible(figures.values(), smallest=step)
        if None in figures.values():
            assert least + SMALLEST - 1 <= found.total.most
            assert found.total.least <= most - SMALLEST + 1
    assert found.total.least <= sum(units) <= found.total.most


@given(st.lists(counts, min_size=1, max_size=10), st.integers(0, 255))
def test_asking_again_gives_the_same(units, chance):
    zones = [sum(units)]

    assert everything_shown(units, zones, chance) == everything_shown(units, zones, chance)
