"""`jieyue readings-import` on small files, and on the recorded ones where they are."""

import io
import json
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from jieyue.energy.meters.models import Meter
from jieyue.energy.readings.models import ReadingDay
from jieyue.people.factories import make_site

pytestmark = pytest.mark.django_db
CHECKOUT = Path(__file__).resolve().parents[2]
REAL = Path(os.environ.get("JIEYUE_REAL_DATA", CHECKOUT.parent / "shared" / "data")) / "energy"


def run(path, *arguments):
    out, err = io.StringIO(), io.StringIO()
    call_command("readings_import", str(path), *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "meter,time,register_l\nw1,2026-01-05T00:00,10\nw1,2026-01-05T01:00,x\n", encoding="utf-8"
    )
    return path


def test_counts_and_refusals_are_printed(sheet, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    site = make_site()
    out, err = run(sheet, "--medium", "water", "--site", site.code)
    assert "Meters opened: w1" in out
    assert "1 new, 0 unchanged, 0 unlike what was known, 1 refused, 0 flagged" in out
    assert "Line 3: w1, 2026-01-05T01:00, x: not a number" in err
    out, _err = run(sheet, "--medium", "water")
    assert "0 new, 1 unchanged" in out
    assert "The same file came before" in out


def test_a_trial_stores_nothing(sheet):
    make_site()
    run(sheet, "--medium", "water", "--dry-run")
    assert not Meter.objects.exists()
    assert not ReadingDay.objects.exists()


def test_unknown_meters_are_told_when_none_may_be_opened(sheet, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    make_site()
    out, err = run(sheet, "--medium", "water", "--no-open-meters")
    assert "Unknown meters: w1" in err
    assert "0 new" in out


def test_a_number_that_another_medium_has_leads_to_the_prefix(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    make_site()
    path = tmp_path / "b.csv"
    path.write_text("utc,b0\n2026-01-05T00:00Z,3\n2026-01-05T01:00Z,4\n", encoding="utf-8")
    kind = ("--format", "wide", "--unit", "kwh", "--kind", "interval")
    run(path, *kind, "--medium", "electricity")
    out, err = run(path, *kind, "--medium", "gas")
    assert "0 new, 0 unchanged, 0 unlike what was known, 2 refused" in out
    assert "--prefix" in err
    out, _err = run(path, *kind, "--medium", "gas", "--prefix", "G-")
    assert "2 new" in out


def test_figures_are_told_without_exponents(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    make_site()
    path = tmp_path / "w.csv"
    path.write_text("meter,time,register_l\nw1,2026-01-05T00:00,100\n", encoding="utf-8")
    run(path, "--medium", "water")
    path.write_text("meter,time,register_l\nw1,2099-01-05T00:00,100\n", encoding="utf-8")
    _out, err = run(path, "--medium", "water")
    assert "w1, 2099-01-05 00:00:00+08:00, 100: from the future" in err


def test_a_missing_file_and_an_unknown_site_are_told(sheet, tmp_path):
    make_site()
    make_site()
    with pytest.raises(CommandError):
        run(sheet, "--site", "nowhere")
    with pytest.raises(CommandError):
        run(sheet)
    with pytest.raises(CommandError):
        run(tmp_path / "none.csv", "--site", make_site().code)


RECORDED = [
    ("water_registers/readings.csv.gz", ["--medium", "water", "--zone", "Europe/Madrid"]),
    (
        "buildings/electricity_hourly.csv.gz",
        ["--format", "wide", "--unit", "kwh", "--kind", "interval"],
    ),
    ("water_districts/inflow_hourly.csv.gz", ["--medium", "water", "--zone", "Europe/Rome"]),
]


@pytest.mark.realdata
@pytest.mark.parametrize(("name", "arguments"), RECORDED)
def test_recorded_readings_are_taken_in_once(name, arguments):
    path = REAL / name
    if not path.exists():
        pytest.skip(f"recorded readings are absent: set JIEYUE_REAL_DATA (looked in {REAL})")
    make_site()
    first = json.loads(run(path, *arguments, "--json")[0])
    assert first["new"] == first["readings"] > 100_000
    assert (first["refused"], first["conflicting"]) == (0, 0)
    again = json.loads(run(path, *arguments, "--json")[0])
    assert (again["new"], again["unchanged"]) == (0, first["new"])
    assert again["resend_of"] == first["batch"]
