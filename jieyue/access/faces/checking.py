"""A trial of face matching on a folder of pictures: some are enrolled, the others checked."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from jieyue.access.faces import recognition
from jieyue.access.faces.matching import Embedding, Gallery
from jieyue.access.plates import pictures
from jieyue.access.plates.pictures import BadPicture

ENROL = "enrol"
WANTED = ("file", "person_id", "role")


class NotTruth(Exception):
    """The list lacks columns, or is no text."""

    def __init__(self, found: Iterable[str]) -> None:
        super().__init__()
        self.wanted, self.found = ", ".join(WANTED), ", ".join(found) or "–"


@dataclass(frozen=True)
class Listed:
    """One line of the list."""

    file: str
    person_id: str
    role: str


class Checked(TypedDict, total=False):
    """What came of one picture. match: whose face, None for nobody; error: why it is no picture."""

    file: str
    faces: int
    match: str | None
    distance: float | None
    error: str


def read_truth(path: Path) -> list[Listed]:
    """The lines of the list. Raises NotTruth, OSError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if set(WANTED) - set(rows.fieldnames or ()):
                raise NotTruth(rows.fieldnames or ())
            return [Listed(*((row[name] or "").strip() for name in WANTED)) for row in rows]
    except (UnicodeDecodeError, csv.Error):
        raise NotTruth(()) from None


def check(folder: Path, truth: list[Listed]) -> list[Checked]:
    """Every picture that is not enrolled, by name. Raises VisionMissing.

    A trial enrols what a person could still tell; the strict rules of `quality` are for readers.
    """
    paths = dict(pictures.pictures_below(folder))
    enrolled = {row.file: row.person_id for row in truth if row.role == ENROL}
    gallery = Gallery(list(_stored(paths, enrolled)))
    rest = sorted((paths.keys() | {row.file for row in truth}) - enrolled.keys())
    return [_checked(name, paths.get(name), gallery) for name in rest]


def _stored(paths: dict[str, Path], enrolled: dict[str, str]) -> Iterable[tuple[str, Embedding]]:
    for name, person in sorted(enrolled.items()):
        if name not in paths:
            continue
        try:
            found = recognition.faces(pictures.read(paths[name]))
        except (BadPicture, OSError):
            continue
        if found and recognition.can_be_told(found[0]):
            yield person, found[0].embedding


def _checked(name: str, path: Path | None, gallery: Gallery[str]) -> Checked:
    row = Checked(file=name, faces=0, match=None, distance=None)
    if path is None:
        return Checked(**row, error="missing")
    try:
        found = recognition.faces(pictures.read(path))
    except BadPicture as bad:
        return Checked(**row, error=bad.reason)
    except OSError:
        return Checked(**row, error="broken")
    row["faces"] = len(found)
    if found:
        match = gallery.match(found[0].embedding)
        row["distance"] = None if match.distance is None else round(match.distance, 3)
        row["match"] = match.key if recognition.can_be_told(found[0]) else None
    return row
