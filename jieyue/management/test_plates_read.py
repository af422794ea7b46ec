"""The plate reader on recorded pictures, on files that are no pictures, and without the extra."""

import csv
import json
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from jieyue.access.plates import engines, pictures

CHECKOUT = Path(__file__).resolve().parents[2]
REAL = Path(os.environ.get("JIEYUE_REAL_DATA", CHECKOUT.parent / "shared" / "data")) / "plates"
needs_vision = pytest.mark.skipif(
    not engines.is_installed(), reason="the extra vision is not installed"
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000400000002008000000008a8faa"
    "4b0000001b49444154789cedc1010d000000c2a0f74f6d0e37a000000000be0d2100000193aa4bd00000000049454e44ae426082"
)


def read(folder, said=None):
    out = StringIO()
    call_command("plates_read", str(folder), "--json", stdout=out, stderr=said or StringIO())
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def recorded():
    if not (REAL / "truth.csv").exists():
        absent = f"recorded plates are absent: set JIEYUE_REAL_DATA (looked in {REAL})"
        pytest.skip(absent)
    if not engines.is_installed():
        pytest.skip("the extra vision is not installed")
    with (REAL / "truth.csv").open(encoding="utf-8") as file:
        truth = {row["file"]: row for row in csv.DictReader(file)}
    return truth, read(REAL)


@pytest.mark.realdata
@pytest.mark.parametrize(("kind", "least"), [("crop", 0.90), ("scene", 0.70)])
def test_recorded_plates_are_read(recorded, kind, least):
    truth, rows = recorded
    chosen = [row for row in rows if truth[row["file"]]["kind"] == kind]
    right = [row for row in chosen if row["reading"] == truth[row["file"]]["plate"]]
    assert len(right) >= least * len(chosen)


@pytest.mark.realdata
def test_no_wrong_reading_of_a_recorded_plate_is_sure(recorded):
    truth, rows = recorded
    sure = [row for row in rows if row["sure"]]
    assert sure
    assert all(row["reading"] == truth[row["file"]]["plate"] for row in sure)


@pytest.mark.realdata
def test_files_come_sorted_and_once_each(recorded):
    truth, rows = recorded
    assert [row["file"] for row in rows] == sorted(truth)
    assert all(0 <= row["confidence"] <= 1 for row in rows)


@needs_vision
def test_files_that_are_no_pictures_are_named_and_nothing_stops(tmp_path):
    folder = tmp_path / "images"
    (folder / "north").mkdir(parents=True)
    (folder / "north" / "b.jpg").write_bytes(b"no picture")
    (folder / "a.jpg").write_bytes(b"")
    (folder / "c.txt").write_text("川T12345")
    (folder / ".hidden.jpg").write_bytes(b"")
    (folder / "list.csv").write_text("file")
    (folder / "cut.png").write_bytes(PNG[:60])
    (folder / "北门.JPG").write_bytes(b"no picture")
    (tmp_path / "outside.jpg").write_bytes(b"")
    said = StringIO()
    rows = read(tmp_path, said)
    names = ["a.jpg", "c.txt", "cut.png", "north/b.jpg", "北门.JPG"]
    nothing = {"reading": None, "confidence": 0.0, "sure": False}
    assert rows == [{"file": name} | nothing for name in names]
    assert [line.partition(":")[0] for line in said.getvalue().splitlines()] == names


@needs_vision
def test_a_table_is_for_people(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"no picture")
    out = StringIO()
    call_command("plates_read", str(tmp_path), stdout=out)
    assert "a.jpg" in out.getvalue()


def test_a_folder_that_is_none_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(CommandError) as caught:
        read(tmp_path / "absent")
    assert caught.value.returncode == 2


def test_without_the_extra_one_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "find_spec", lambda name: None)
    (tmp_path / "a.png").write_bytes(PNG)
    with pytest.raises(CommandError, match=r"jieyue\[vision\]") as caught:
        read(tmp_path)
    assert caught.value.returncode == 2
