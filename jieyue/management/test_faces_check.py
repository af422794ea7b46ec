"""Face matching on recorded pictures, on wrong lists, and without the extra."""

import csv
import json
import os
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from jieyue.access.faces import recognition
from jieyue.access.faces.recognition import FaceRefused, enrol
from jieyue.access.plates import pictures

CHECKOUT = Path(__file__).resolve().parents[2]
REAL = Path(os.environ.get("JIEYUE_REAL_DATA", CHECKOUT.parent / "shared" / "data")) / "faces"
needs_vision = pytest.mark.skipif(
    not recognition.is_installed(), reason="the extra vision is not installed"
)


def checked(folder, *arguments):
    out = StringIO()
    call_command("faces_check", str(folder), "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def truth():
    if not (REAL / "truth.csv").exists():
        absent = f"recorded faces are absent: set JIEYUE_REAL_DATA (looked in {REAL})"
        pytest.skip(absent)
    if not recognition.is_installed():
        pytest.skip("the extra vision is not installed")
    with (REAL / "truth.csv").open(encoding="utf-8") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def rows(truth):
    return checked(REAL)


def portrait(truth):
    name = next(name for name, row in truth.items() if row["role"] == "enrol")
    return pictures.read(REAL / "images" / name)


@pytest.mark.realdata
def test_every_probe_is_its_own_person_and_no_stranger_is_anybody(truth, rows):
    assert {row["file"] for row in rows} == {n for n, r in truth.items() if r["role"] != "enrol"}
    for row in rows:
        expected = truth[row["file"]]
        own = expected["person_id"] if expected["role"] == "probe" else None
        assert row["match"] == own, row


@pytest.mark.realdata
def test_the_picture_without_a_face_has_none(truth, rows):
    faceless = {name for name, row in truth.items() if row["role"] == "no-face"}
    assert faceless
    for row in rows:
        assert (row["faces"] == 0) == (row["file"] in faceless)
        assert (row["distance"] is None) == (row["file"] in faceless)


@pytest.mark.realdata
def test_a_poor_picture_is_not_enrolled(truth):
    import cv2

    good = portrait(truth)
    left, _, right, _ = enrol(good).box
    middle, width = (left + right) // 2, right - left
    small = cv2.resize(good, None, fx=60 / width, fy=60 / width, interpolation=cv2.INTER_AREA)
    poor = {
        "blurred": cv2.GaussianBlur(good, (0, 0), width * 0.04),
        "too_dark": (good * 0.2).astype(np.uint8),
        "cut": good[:, middle:],
        "several_faces": np.hstack([good, good]),
        "too_small": small,
        "no_face": np.full((300, 300, 3), 128, np.uint8),
    }
    for reason, picture in poor.items():
        with pytest.raises(FaceRefused) as caught:
            enrol(np.ascontiguousarray(picture))
        assert reason in caught.value.reasons or caught.value.reasons == ("no_face",), reason


@needs_vision
def test_pictures_that_are_missing_or_broken_are_named(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"no picture")
    (tmp_path / "truth.csv").write_text("file,person_id,role\nb.jpg,p1,probe\nc.jpg,p2,enrol\n")
    rows = checked(tmp_path)
    assert [(row["file"], row["error"]) for row in rows] == [
        ("a.jpg", "broken"),
        ("b.jpg", "missing"),
    ]


@pytest.mark.parametrize("text", ["file,who\na.jpg,p1\n", "", "\x00\xff"])
def test_a_list_without_its_columns_is_refused_with_a_sentence(tmp_path, text):
    (tmp_path / "truth.csv").write_bytes(text.encode("latin-1"))
    with pytest.raises(CommandError, match="person_id") as caught:
        checked(tmp_path)
    assert caught.value.returncode == 2


def test_an_absent_list_or_folder_is_refused_with_a_sentence(tmp_path):
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(CommandError) as caught:
            checked(folder)
        assert caught.value.returncode == 2


def test_without_the_extra_one_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "find_spec", lambda name: None)
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "truth.csv").write_text("file,person_id,role\na.jpg,p1,probe\n")
    with pytest.raises(CommandError, match=r"jieyue\[vision\]"):
        checked(tmp_path)
