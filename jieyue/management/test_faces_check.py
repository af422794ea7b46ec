"""Face matching on recorded pictures, on wrong lists, and without the extra."""

import csv
import json
import os
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from jieyue.access.faces import checking, recognition
from jieyue.access.faces.quality import FaceLook, enrolment_problems
from jieyue.access.faces.recognition import FaceRefused, enrol
from jieyue.access.plates import pictures
from jieyue.kit import problems

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
def test_what_cannot_be_used_is_named_with_its_line(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"no picture")
    (tmp_path / "e.jpg").write_bytes(b"")
    listed = "b.jpg,p1,probe\nc.jpg,p2,enrol\ne.jpg,p3,enrol\na.jpg,p1,probe\nd.jpg,,Enrol\n"
    (tmp_path / "truth.csv").write_text("file,person_id,role\n" + listed)
    out, said = StringIO(), StringIO()
    with override("en"):
        call_command("faces_check", str(tmp_path), "--json", stdout=out, stderr=said)
    rows = json.loads(out.getvalue())
    assert rows == [
        {"file": name, "faces": 0, "match": None, "distance": None} for name in ("a.jpg", "b.jpg")
    ]
    lines = said.getvalue().splitlines()
    for line in (
        "line 2, b.jpg: There is no such picture.",
        "line 3, c.jpg: There is no such picture.",
        "line 4, e.jpg: The file is empty.",
        "line 6, d.jpg: The list does not say whose face this is.",
    ):
        assert line in lines
    assert any(line.startswith("line 5, a.jpg: This is no whole picture.") for line in lines)


HELD = "file,person_id,role\nA.jpg,p1,enrol\nb.png,p1,probe\n"


@pytest.mark.parametrize(
    "content",
    [
        HELD.encode(),
        b"\xef\xbb\xbf" + HELD.encode(),
        HELD.replace("\n", "\r\n").encode() + b"\r\n\r\n",
        "备注, File ,ROLE,person_id\n甲,images/A.jpg, Enrol ,p1\n乙,./b.png,PROBE,p1\n".encode(),
        "备注,file,role,person_id\n甲,images\\A.jpg,enrol,p1\n乙,b.PNG,probe,p1\n".encode(
            "gb18030"
        ),
        b'file,person_id,role,note\n"A.jpg",p1,enrol,"two\nlines"\nb.png,p1,probe\n',
        b"role,file,person_id\nenrolled,a.JPG,p1\nprobe,x/b.png,p1,too,many\n",
    ],
)
def test_a_list_is_taken_as_programs_and_people_write_it(tmp_path, monkeypatch, content):
    """Faces stand in for pictures: what is tried here is which one is meant."""
    (tmp_path / "images").mkdir()
    for name in ("A.jpg", "b.png"):
        (tmp_path / "images" / name).write_bytes(name.encode())
    (tmp_path / "images" / "list.csv").write_bytes(content)
    seen = []
    monkeypatch.setattr(checking.pictures, "read", lambda path: seen.append(path.name))
    monkeypatch.setattr(checking.recognition, "faces", lambda picture: [])
    truth = checking.read_truth(tmp_path / "images" / "list.csv")
    trial = checking.check(tmp_path, truth, besides=tmp_path / "images" / "list.csv")
    assert sorted(seen) == ["A.jpg", "b.png"]
    assert [row["file"].rpartition("/")[2].lower() for row in trial.rows] == ["b.png"]
    assert [problem.reason for problem in trial.problems] == ["no_face"]
    assert trial.rows[0]["file"] == truth[1].file


@pytest.mark.realdata
def test_the_same_faces_in_other_files_are_the_same_people(truth, rows, tmp_path):
    """Subfolders, capital endings, PNG, WebP, grey, turned by its EXIF, enlarged."""
    from PIL import Image

    probes = [name for name, row in truth.items() if row["role"] == "probe"][:6]
    enrolled = [name for name, row in truth.items() if row["role"] == "enrol"]
    folder = tmp_path / "images"
    (folder / "sub").mkdir(parents=True)
    for name in enrolled:
        (folder / name).write_bytes((REAL / "images" / name).read_bytes())
    ways = ("p.PNG", "w.webp", "sub/g.JPG", "t.jpeg", "sub/big.png", "a.png")
    lines = ["file,person_id,role", *(f"{n},{truth[n]['person_id']},Enrol" for n in enrolled)]
    for name, way in zip(probes, ways, strict=True):
        with Image.open(REAL / "images" / name) as opened:
            picture = opened.convert("RGB")
        given = {}
        if way == "sub/g.JPG":
            picture = picture.convert("L")
        elif way == "t.jpeg":
            picture = picture.transpose(Image.Transpose.ROTATE_90)
            exif = Image.Exif()
            exif[0x0112] = 6
            given = {"exif": exif}
        elif way == "sub/big.png":
            picture = picture.resize((picture.width * 12, picture.height * 12))
        elif way == "a.png":
            picture.putalpha(255)
        picture.save(folder / way, **given)
        lines.append(f"images/{way},{truth[name]['person_id']},probe")
    (tmp_path / "truth.csv").write_bytes("\r\n".join(lines).encode("utf-8-sig"))
    found = checked(tmp_path)
    people = [truth[name]["person_id"] for name in probes]
    assert {row["file"]: row["match"] for row in found} == dict(
        zip((f"images/{way}" for way in ways), people, strict=True)
    )


def test_every_reason_against_a_picture_has_its_words():
    look = FaceLook(
        width_px=1,
        sharpness=0,
        brightness=0,
        contrast=0,
        turn=9,
        tilt_degrees=90,
        cut=1,
        second=1,
    )
    bright = FaceLook(**(vars(look) | {"brightness": 255}))
    reasons = {"no_face", *enrolment_problems(look), *enrolment_problems(bright)}
    for language in ("en", "zh-hans"):
        with override(language):
            said = {problems.say(FaceRefused((reason,))) for reason in reasons}
            assert len(said) == len(reasons)
            assert not said & reasons
            assert len(problems.say(FaceRefused(("blurred", "cut")))) > len(
                problems.say(FaceRefused(("cut",)))
            )


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
