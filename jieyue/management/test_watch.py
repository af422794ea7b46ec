"""`jieyue watch` on made and on recorded hours."""

import gzip
import json
import os
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

CHECKOUT = Path(__file__).resolve().parents[2]
REAL = Path(os.environ.get("JIEYUE_REAL_DATA", CHECKOUT.parent / "shared" / "data")) / "energy"
START = np.datetime64("2017-01-02T00:00")


def write(path, header, columns):
    lines = [
        f"{START + np.timedelta64(hour, 'h')}Z," + ",".join(str(value) for value in row)
        for hour, row in enumerate(zip(*columns, strict=True))
    ]
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path):
    rng = np.random.default_rng(5)
    hours = np.arange(24 * 250)
    use = (20 + 10 * (hours // 24 % 7 < 5)) * np.exp(rng.normal(0, 0.04, len(hours)))
    use[24 * 150 :] *= 1.3
    use[1000:1012] = 0
    use[2000] = 500
    readings = write(tmp_path / "electricity.csv", "utc,A 1", [use.round(2)])
    weather = write(tmp_path / "weather.csv", "utc,air_temperature_c", [np.full(len(hours), 9.0)])
    return readings, weather


def watch(capsys, readings, weather, **options):
    call_command("watch", readings=readings, weather=weather, as_json=True, **options)
    return json.loads(capsys.readouterr().out)


def test_gaps_level_changes_and_spikes_of_a_file(files, capsys):
    answer = watch(capsys, *files)
    (gap,) = answer["gaps"]
    assert gap == {
        "meter": "A 1",
        "start": "2017-02-12T16:00Z",
        "end": "2017-02-13T04:00Z",
        "hours": 12,
        "reason": "zero",
    }
    (change,) = answer["level_changes"]
    assert abs(np.datetime64(change["at"][:-1]) - np.datetime64("2017-06-01")) < np.timedelta64(
        4, "D"
    )
    assert change["after"] / change["before"] == pytest.approx(1.3, abs=0.05)
    assert change["at"] < change["detected_at"]
    (spike,) = answer["spikes"]
    assert (spike["at"], spike["value"]) == ("2017-03-26T08:00Z", 500.0)


def test_long_and_wide_files_tell_the_same(files, tmp_path, capsys):
    readings, weather = files
    rows = [line.split(",") for line in readings.read_text("utf-8").splitlines()[1:]]
    text = "\n".join(["meter,utc,kwh", *(f"A 1,{at},{value}" for at, value in rows)])
    long = tmp_path / "electricity_long.csv"
    long.write_text(text, encoding="utf-8")
    assert watch(capsys, long, weather, layout="long") == watch(capsys, readings, weather)


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.encode("utf-8-sig").replace(b"\n", b"\r\n"),
        lambda text: gzip.compress(text.encode()),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace(",", ";").encode(),
        lambda text: "\n".join(",".join(row.split(",")[::-1]) for row in text.split("\n")).encode(),
        lambda text: "\n".join(
            ["value,meter,utc"]
            + [f"{row.split(',')[1]},A 1,{row.split(',')[0]}" for row in text.split("\n")[1:]]
        ).encode(),
    ],
    ids=["BOM and CRLF", "gzip", "UTF-16", "semicolons", "time last", "long in another order"],
)
def test_however_a_file_is_written_it_tells_the_same(files, tmp_path, capsys, written):
    readings, weather = files
    other = tmp_path / "electricity_other.csv"
    other.write_bytes(written(readings.read_text("utf-8")))
    assert watch(capsys, other, weather) == watch(capsys, readings, weather)


def test_a_file_cut_short_is_refused(tmp_path):
    path = tmp_path / "electricity.csv.gz"
    path.write_bytes(gzip.compress(b"utc,a\n" * 99)[:-9])
    with pytest.raises(CommandError, match="electricity"):
        call_command("watch", readings=path, weather=None, as_json=True)


def test_days_begin_by_the_clock_of_the_zone(files, capsys):
    (change,) = watch(capsys, *files, zone="Asia/Shanghai")["level_changes"]
    assert change["at"].endswith("T16:00Z")


@pytest.mark.parametrize(
    ("content", "options"),
    [
        ("", {}),
        ("utc\n", {}),
        ("utc,a\nyesterday,3\n", {}),
        ("utc,a\n", {}),
        ("utc,a\n2017-01-01T00:00Z,3\n", {"zone": "Shanghai"}),
        ("meter,utc\na,3\n", {"layout": "long"}),
        ("utc,a\n0001-01-01T00:00Z,3\n2017-01-01T00:00Z,3\n", {}),
    ],
)
def test_wrong_input_is_named(tmp_path, content, options):
    path = tmp_path / "readings.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        call_command("watch", readings=path, weather=None, as_json=True, **options)
    assert caught.value.returncode == 2


def test_cells_that_are_no_number_are_unknown_and_counted(tmp_path, capsys):
    path = tmp_path / "electricity.csv"
    path.write_text("utc,a\n2017-01-01T00:00Z,3\n2017-01-01T01:00Z,x\n2017-01-01T02:00Z,3\n")
    call_command("watch", readings=path, weather=None, as_json=True)
    captured = capsys.readouterr()
    (gap,) = json.loads(captured.out)["gaps"]
    assert (gap["hours"], gap["reason"]) == (1, "absent")
    assert captured.err


@pytest.mark.realdata
def test_recorded_buildings(capsys):
    if not REAL.is_dir():
        absent = f"recorded energy use is absent: set JIEYUE_REAL_DATA (looked in {REAL})"
        if os.environ.get("CI"):
            pytest.fail(absent)
        pytest.skip(absent)
    answer = watch(
        capsys,
        REAL / "buildings" / "electricity_hourly.csv.gz",
        REAL / "buildings" / "weather_hourly.csv.gz",
    )
    zeros = [gap["hours"] for gap in answer["gaps"] if gap["reason"] == "zero"]
    assert sum(zeros) == 1184  # every hour stored as exactly nothing
    assert len(answer["level_changes"]) <= 28  # 80 meter-years
    seen = {(change["meter"], change["at"][:7]) for change in answer["level_changes"]}
    assert seen >= {("b25", "2016-12"), ("b52", "2018-06"), ("b97", "2017-10")}
