"""The leak watch on recorded registers, and on leaks of known size laid over them."""

import csv
import gzip
import json
import os
import random
from datetime import datetime
from io import BytesIO, StringIO, TextIOWrapper
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from jieyue.energy.water.leak_rules import HOUR_S, find_leaks
from jieyue.energy.water.register_files import read_registers

CHECKOUT = Path(__file__).resolve().parents[2]
REAL = (
    Path(os.environ.get("JIEYUE_REAL_DATA", CHECKOUT.parent / "shared" / "data"))
    / "energy"
    / "water_registers"
)
MADRID = ZoneInfo("Europe/Madrid")
DAY_S = 24 * HOUR_S
SIZES_L_PER_H = (5, 8, 15, 40)


def told(path, *arguments):
    out = StringIO()
    call_command("leaks", "--readings", str(path), "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def recorded():
    if not (REAL / "readings.csv.gz").exists():
        absent = f"recorded registers are absent: set JIEYUE_REAL_DATA (looked in {REAL})"
        pytest.skip(absent)
    return read_registers(REAL / "readings.csv.gz", zone=MADRID).readings


@pytest.fixture(scope="module")
def listed(recorded):
    with (REAL / "continuous_flow_24h.csv").open() as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def found(recorded):
    return {meter: find_leaks(readings) for meter, readings in recorded.items()}


def instant(text):
    return datetime.fromisoformat(text).replace(tzinfo=MADRID).timestamp()


@pytest.mark.parametrize("half", [0, 1])
def test_every_flow_of_two_days_is_told_before_it_ends(found, listed, half):
    flows = [f for f in listed if float(f["hours"]) >= 48 and int(f["meter"][1:]) % 2 == half]
    assert flows
    for flow in flows:
        start, end = instant(flow["start"]), instant(flow["end"])
        assert any(
            leak.start_s <= end and (leak.end_s or end) >= start and leak.detected_s <= end
            for leak in found[flow["meter"]]
        ), flow


def test_homes_without_such_flow_are_left_in_peace(found, listed):
    of_a_day = {flow["meter"] for flow in listed}
    of_two = {flow["meter"] for flow in listed if float(flow["hours"]) >= 48}
    for leaking in (of_a_day, of_two):
        quiet = found.keys() - leaking
        assert sum(len(found[meter]) for meter in quiet) <= len(quiet)


@pytest.mark.parametrize("litres", SIZES_L_PER_H)
def test_leaks_laid_over_quiet_registers_are_found_within_three_days(
    recorded, found, listed, litres
):
    quiet = sorted(recorded.keys() - {flow["meter"] for flow in listed})
    chance = random.Random(litres)
    hits, tries, others = 0, 0, 0
    for meter in quiet:
        for _ in range(4):
            readings = recorded[meter]
            begins = chance.randint(readings[0][0] + 5 * DAY_S, readings[-1][0] - 8 * DAY_S)
            ends = begins + chance.randint(4, 20) * DAY_S
            laid = [
                (at_s, value + int(litres * max(0, min(at_s, ends) - begins) / HOUR_S))
                for at_s, value in readings
            ]
            leaks = find_leaks(laid)
            hits += any(begins <= leak.detected_s <= begins + 3 * DAY_S for leak in leaks)
            others += sum(leak.start_s > ends or (leak.end_s or begins) < begins for leak in leaks)
            tries += 1
    assert hits >= 0.95 * tries, (hits, tries)
    assert others <= tries  # each try is a meter's year


def write(path, rows):
    path.write_text("meter,local_time,register_l\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_the_answer_has_the_agreed_fields_and_the_times_of_the_file(tmp_path):
    assert told(write(tmp_path / "w.csv", ROWS)) == [
        {
            "meter": "w1",
            "start": "2016-03-01T00:10:00",
            "end": None,
            "detected_at": "2016-03-02T23:10:00",
            "litres_per_hour": 6.0,
        }
    ]


def test_the_hour_that_comes_twice_is_two_hours(tmp_path):
    rows = ["w1,2016-10-30T01:30:00,10", "w1,2016-10-30T02:30:00,11", "w1,2016-10-30T02:30:00,12"]
    readings = read_registers(write(tmp_path / "w.csv", rows), zone=MADRID).readings["w1"]
    assert [after[0] - before[0] for before, after in pairwise(readings)] == [
        3600,
        3600,
    ]


ROWS = [f"w1,2016-03-{1 + h // 24:02}T{h % 24:02}:10:00,{1000 + 6 * h}" for h in range(100)]


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.encode("utf-8-sig").replace(b"\n", b"\r\n"),
        lambda text: gzip.compress(text.encode()),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace(",", ";").encode(),
        lambda text: "\n".join(",".join(row.split(",")[::-1]) for row in text.split("\n")).encode(),
        lambda text: "\n".join([*text.split("\n")[:1], *text.split("\n")[:0:-1]]).encode(),
    ],
    ids=["BOM and CRLF", "gzip", "UTF-16", "semicolons", "columns turned round", "latest first"],
)
def test_however_a_file_is_written_it_tells_the_same(tmp_path, monkeypatch, written):
    expected = told(write(tmp_path / "w.csv", ROWS))
    assert len(expected) == 1
    other = tmp_path / "other.csv"
    other.write_bytes(written((tmp_path / "w.csv").read_text()))
    assert told(other) == expected
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(other.read_bytes())))
    assert told("-") == expected


def test_a_file_cut_short_is_refused(tmp_path):
    path = tmp_path / "w.csv.gz"
    path.write_bytes(gzip.compress(b"meter,local_time,register_l\n" * 99)[:-9])
    with pytest.raises(CommandError, match=r"w\.csv\.gz"):
        told(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("meter,when\nw1,2016\n", "register_l"),
        ("meter,local_time,register_l\nw1,yesterday,5\n", "2"),
        ("meter,local_time,register_l\nw1,2016-03-01T00:00:00,five\n", "five"),
        ("meter,local_time,register_l\nw1,2016-03-01T00:00:00,nan\n", "nan"),
        ("meter,zeit,stand\nw1,2016-03-01T00:00:00,5\n", "zeit, stand"),
    ],
)
def test_wrong_input_is_named(tmp_path, content, words):
    path = tmp_path / "w.csv"
    path.write_text(content)
    with pytest.raises(CommandError, match=words):
        told(path)
    with pytest.raises(CommandError, match="nowhere"):
        told(tmp_path / "nowhere.csv")
    with pytest.raises(CommandError, match="Mars"):
        told(path, "--zone", "Mars/Olympus")
