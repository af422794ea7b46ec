"""Recorded readings taken in and asked for again, against sums made from the files alone."""

import csv
import gzip
import io
import json
import os
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.core.management import call_command

from jieyue.people.factories import make_site

pytestmark = [pytest.mark.django_db, pytest.mark.realdata]
CHECKOUT = Path(__file__).resolve().parents[2]
REAL = Path(os.environ.get("JIEYUE_REAL_DATA", CHECKOUT.parent / "shared" / "data")) / "energy"
HOUR = timedelta(hours=1)
GAS_KWH_PER_M3 = 1.33 * 29.3076 / 3.6  # 1.33 kgce a m3 of 29.3076 MJ each: GB/T 2589-2020


def rows_of(name):
    path = REAL / name
    if not path.exists():
        absent = f"recorded energy use is absent: set JIEYUE_REAL_DATA (looked in {REAL})"
        if os.environ.get("CI"):
            pytest.fail(absent)
        pytest.skip(absent)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def taken_in(path, rows, *arguments):
    make_site()
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]))
        out.writeheader()
        out.writerows(rows)
    told = io.StringIO()
    call_command("readings_import", str(path), *arguments, "--json", stdout=told)
    return json.loads(told.getvalue())


def asked(meter, by, zone):
    out = io.StringIO()
    call_command("consumption", "--meter", meter, "--by", by, "--zone", zone, "--json", stdout=out)
    return json.loads(out.getvalue())


def hours_of(found):
    return {
        datetime.fromisoformat(row["start"]).astimezone(UTC): row["use"] for row in found["rows"]
    }


def summed(hourly, by, zone):
    """Uses by local day or month, from uses by the UTC instant of their hour."""
    sums = defaultdict(float)
    for at, use in hourly.items():
        sums[at.astimezone(ZoneInfo(zone)).isoformat()[: 10 if by == "day" else 7]] += use
    return sums


def check_sums(meter, hourly, zone):
    for by, length in (("day", 10), ("month", 7)):
        expected = summed(hourly, by, zone)
        found = {
            row["start"][:length]: float(row["use"])
            for row in asked(meter, by, zone)["rows"]
            if row["use"] is not None
        }
        assert found.keys() == expected.keys()
        assert [found[key] for key in expected] == pytest.approx(list(expected.values()), abs=1e-3)


def instants(texts, zone):
    """UTC of local times in order; the second of an hour that comes twice is the later one."""
    found, latest = [], None
    for text in texts:
        at = datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
        if latest is not None and at <= latest:
            at = datetime.fromisoformat(text).replace(tzinfo=zone, fold=1).astimezone(UTC)
        found.append(at)
        latest = at
    return found


@pytest.mark.parametrize("zone", ["Europe/Rome", "Asia/Shanghai"])
def test_inflow_in_local_time_with_a_double_and_a_missing_hour(tmp_path, zone):
    keys = ("local_time", "dma4_l_per_s", "rain_mm")
    rows = [
        {key: row[key] for key in keys} for row in rows_of("water_districts/inflow_hourly.csv.gz")
    ]
    told = taken_in(tmp_path / "i.csv", rows, "--medium", "water", "--zone", "Europe/Rome")
    at = instants([row["local_time"] for row in rows], ZoneInfo("Europe/Rome"))
    assert len(set(at)) == len(rows)
    hourly = {
        when: float(row["dma4_l_per_s"]) * 3.6
        for when, row in zip(at, rows, strict=True)
        if row["dma4_l_per_s"]
    }
    assert told["new"] == len(hourly)
    assert told["left_out"] == ["rain_mm"]
    found = {when: use for when, use in hours_of(asked("dma4", "hour", zone)).items() if use}
    assert found.keys() == hourly.keys()
    for when, use in hourly.items():
        assert float(found[when]) == pytest.approx(use, abs=0.0005001)  # stored in thousandths
    exact = {when: float(use) for when, use in found.items()}
    check_sums("dma4", exact, zone)


@pytest.mark.parametrize(
    ("name", "medium", "building", "per_unit"),
    [
        ("buildings/electricity_hourly.csv.gz", "electricity", "b24", 1.0),
        ("buildings/gas_hourly.csv.gz", "gas", "b97", 1 / GAS_KWH_PER_M3),
    ],
)
def test_hours_of_a_building(tmp_path, name, medium, building, per_unit):
    rows = [{key: row[key] for key in ("utc", building)} for row in rows_of(name)]
    arguments = ("--format", "wide", "--unit", "kwh", "--kind", "interval", "--medium", medium)
    told = taken_in(tmp_path / "b.csv", rows, *arguments, "--zone", "UTC")
    hourly = {
        datetime.fromisoformat(row["utc"]): float(row[building]) * per_unit
        for row in rows
        if row[building]
    }
    assert told["new"] == len(hourly)
    found = hours_of(asked(building, "hour", "UTC"))
    known = {when: float(use) for when, use in found.items() if use is not None}
    assert known.keys() == hourly.keys()
    off = np.array([known[when] - use for when, use in hourly.items()])
    assert np.abs(off).max() <= 0.0005001
    check_sums(building, known, "Europe/London")


CLEAN = ("w02", "w05", "w09")  # registers that never go back


def test_registers_become_what_lies_between_them(tmp_path):
    rows = rows_of("water_registers/readings.csv.gz")
    madrid = ZoneInfo("Europe/Madrid")
    series = {meter: [row for row in rows if row["meter"] == meter] for meter in CLEAN}
    told = taken_in(
        tmp_path / "r.csv",
        [row for meter in CLEAN for row in series[meter]],
        "--format", "long", "--medium", "water", "--unit", "l", "--zone", "Europe/Madrid",
    )  # fmt: skip
    assert told["refused"] == 0
    for meter in CLEAN:
        at = instants([row["local_time"] for row in series[meter]], madrid)
        at_s = np.array([when.timestamp() for when in at])
        litres = np.array([float(row["register_l"]) for row in series[meter]])
        assert (np.diff(litres) >= 0).all()
        assert (np.diff(at_s) > 0).all()
        every = hours_of(asked(meter, "hour", "Europe/Madrid"))
        found = {when: float(use) for when, use in every.items() if use is not None}
        assert next(iter(found)) <= at[0] <= at[-1] <= list(found)[-1] + HOUR
        starts = np.array([when.timestamp() for when in found])
        between = np.interp(starts + 3600, at_s, litres) - np.interp(starts, at_s, litres)
        uses = np.array(list(found.values()))
        assert np.abs(uses * 1000 - between).max() < 0.01
        assert uses.sum() * 1000 == pytest.approx(litres[-1] - litres[0], abs=0.01)
        check_sums(meter, found, "Europe/Madrid")
