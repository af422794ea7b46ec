import csv
import gzip
import os
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from jieyue.energy.water.night_rules import (
    AlarmRule,
    alarms,
    creep_per_year,
    leak_m3_per_day,
    level_steps,
    minimum,
    night_share,
)

D = Decimal
CHECKOUT = Path(__file__).resolve().parents[3]
REAL = (
    Path(os.environ.get("JIEYUE_REAL_DATA", CHECKOUT.parent / "shared" / "data"))
    / "energy"
    / "water_districts"
)

QUIET = [D("0.5"), D("0.52"), D("0.48")] * 5


def test_the_standards_example():
    assert leak_m3_per_day(D("0.62"), D("0.20")) == D("10.08")
    assert leak_m3_per_day(D("0.15"), D("0.20")) == 0
    assert leak_m3_per_day(D("0.62"), D("0.20"), D("0.5")) == D("5.04")


def test_a_night_with_an_unknown_hour_is_unknown():
    assert minimum([D("0.3"), D("0.2")]) == D("0.2")
    assert minimum([D("0.3"), None]) is None
    assert minimum([]) is None


def test_night_flow_over_mean_flow():
    assert night_share(D("0.6"), D("1.5")) == D("0.4")
    assert night_share(D(0), D(0)) is None


@pytest.mark.parametrize(
    ("later", "told"),
    [
        ([D("0.61")] * 3, 17),  # 0.5 + max(20 %, 0.1) = 0.60
        ([D("0.60")] * 9, None),  # the limit itself is no alarm
        ([D("0.61")] * 2 + [D("0.5")] + [D("0.61")] * 2, None),  # not one after the other
        ([D("0.61"), None, D("0.61"), None, D("0.61")], 19),  # unknown nights do not break a row
    ],
)
def test_three_valid_nights_above_the_baseline(later, told):
    found = alarms([*QUIET, *later], AlarmRule())
    assert [alarm.told for alarm in found] == ([] if told is None else [told])


def test_a_large_baseline_asks_for_its_share():
    nights = [D(4)] * 15
    assert alarms([*nights, *[D("4.8")] * 5], AlarmRule()) == []
    (alarm,) = alarms([*nights, *[D("4.9")] * 5], AlarmRule())
    assert (alarm.baseline, alarm.excess, alarm.gone) == (4, D("0.9"), None)


def test_registered_nights_are_left_out():
    nights = [*QUIET, *[D("0.9")] * 3]
    assert alarms(nights, AlarmRule(), frozenset({16})) == []


def test_an_alarm_ends_with_the_flow_and_does_not_become_the_baseline():
    nights = [*QUIET, *[D("0.9")] * 40, D("0.5"), *[D("0.9")] * 3]
    first, second = alarms(nights, AlarmRule())
    assert (first.first, first.told, first.last, first.gone) == (15, 17, 54, 55)
    assert (second.first, second.gone) == (56, None)
    assert second.baseline == D("0.5")


def test_a_lasting_change_of_level_is_found_where_it_is():
    chance = np.random.default_rng(3)
    flows = np.where(np.arange(120) < 60, 3.3, 2.2) + chance.normal(0, 0.05, 120)
    flows[20:23] = np.nan
    flows[90] = 9.0
    (step,) = level_steps(flows)
    assert abs(step.at - 60) <= 1
    assert (round(step.before, 1), round(step.after, 1)) == (3.3, 2.2)
    assert level_steps(chance.normal(3, 0.1, 120)) == []


def test_a_creeping_night_flow():
    flows = 12 + np.arange(365) * 6 / 365
    assert creep_per_year(flows) == pytest.approx(6, abs=0.01)
    assert creep_per_year(flows[:50]) is None


@pytest.fixture(scope="module")
def district_nights():
    """The least hour from 02:00 to 04:00 of each recorded day and area, l/s."""
    path = REAL / "inflow_hourly.csv.gz"
    if not path.exists():
        absent = f"recorded districts are absent: set JIEYUE_REAL_DATA (looked in {REAL})"
        pytest.skip(absent)
    flows = defaultdict(lambda: defaultdict(list))
    with gzip.open(path, "rt") as file:
        for row in csv.DictReader(file):
            if row["local_time"][11:13] in ("02", "03"):
                for area in range(1, 11):
                    value = row[f"dma{area}_l_per_s"]
                    day = row["local_time"][:10]
                    flows[area][day].append(float(value) if value else np.nan)
    return {
        area: {day: min(each) if len(each) >= 2 else np.nan for day, each in days.items()}
        for area, days in flows.items()
    }


def test_a_recorded_drop_and_a_recorded_creep_are_told_from_steady_areas(district_nights):
    days = list(district_nights[3])
    nights = {area: list(of.values()) for area, of in district_nights.items()}
    drops = [s for s in level_steps(nights[3]) if "2021-09" <= days[s.at] < "2021-11"]
    assert [step.after < 0.75 * step.before for step in drops] == [True]
    steps = {area: len(level_steps(each)) for area, each in nights.items()}
    assert sum(steps.values()) <= 0.5 * len(nights) * 1.5  # one in two areas' years
    assert creep_per_year(nights[7]) > 0.2 * np.nanmedian(nights[7])
    assert abs(creep_per_year(nights[5])) < 0.02 * np.nanmedian(nights[5])
