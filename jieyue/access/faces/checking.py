"""A trial of face matching on a folder of pictures: some are enrolled, the others checked."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path, PurePosixPath
from typing import TypedDict
from unicodedata import normalize

from jieyue.access.faces import recognition
from jieyue.access.faces.matching import Embedding, Gallery
from jieyue.access.faces.recognition import Face
from jieyue.access.plates import pictures
from jieyue.access.plates.pictures import BadPicture

ENROL = {"enrol", "enroll", "enrolled"}
WANTED = ("file", "person_id", "role")
ENCODINGS = ("utf-8-sig", "gb18030")  # as office programs write lists


class NotTruth(Exception):
    """The list lacks columns, or is no text."""

    def __init__(self, found: Iterable[str]) -> None:
        super().__init__()
        self.wanted, self.found = ", ".join(WANTED), ", ".join(found) or "–"


@dataclass(frozen=True)
class Listed:
    """One line of the list, counted from 1 with the heading; `file` as it is written there."""

    line: int
    file: str
    person_id: str
    role: str

    @property
    def is_enrolled(self) -> bool:
        return self.role in ENROL


class Checked(TypedDict):
    """What came of one picture. match: whose face, None for nobody."""

    file: str
    faces: int
    match: str | None
    distance: float | None


@dataclass(frozen=True)
class Problem:
    """What could not be used. line: of the list, None for a file that is not in it.

    reason: missing, no_person, no_face, unclear, or why it is no picture.
    """

    file: str
    reason: str
    line: int | None


@dataclass(frozen=True)
class Trial:
    """A row for every picture that is not enrolled, by name, and what could not be used."""

    rows: list[Checked]
    problems: list[Problem]


def read_truth(path: Path) -> list[Listed]:
    """The lines of the list. Columns and roles may be written with other case or spaces.

    Raises NotTruth, OSError.
    """
    rows = csv.reader(StringIO(_text(path), newline=""))
    try:
        heading = [name.strip().casefold() for name in next(rows, [])]
        if set(WANTED) - set(heading):
            raise NotTruth(heading)
        columns = [heading.index(name) for name in WANTED]
        return [row for each in rows if (row := _listed(each, columns, rows.line_num))]
    except csv.Error:
        raise NotTruth(()) from None


def check(folder: Path, truth: list[Listed], *, besides: Path | None = None) -> Trial:
    """Every picture that is not enrolled; `besides` is the list, if it lies among them.

    A trial enrols what a person could still tell; the strict rules of `quality` are for readers.
    Raises VisionMissing.
    """
    paths = {
        name: path
        for name, path in pictures.pictures_below(folder)
        if besides is None or path.resolve() != besides.resolve()
    }
    known = _Names(paths)
    places = {row: known.find(row.file) for row in truth}
    problems: list[Problem] = []
    enrolled = [row for row in truth if row.is_enrolled]
    gallery = Gallery(list(_stored(enrolled, places, paths, problems)))
    rows = []
    for name, place, line in _rest(truth, places, paths):
        found = _found(paths.get(place or ""), name, line, problems)
        rows.append(_checked(name, found, gallery))
    return Trial(rows, problems)


class _Names:
    """Pictures by every name under which a list may mean them."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self._exact = {_plain(name): name for name in paths}
        self._folded = _single((_plain(name).casefold(), name) for name in paths)
        self._bare = _single((PurePosixPath(_plain(n)).name.casefold(), n) for n in paths)

    def find(self, written: str) -> str | None:
        """As written, else with other case, else in some folder if only one has that name."""
        name = _plain(written)
        short = name.partition("/")[2] if name.casefold().startswith("images/") else name
        for each in (name, short):
            found = self._exact.get(each) or self._folded.get(each.casefold())
            if found:
                return found
        return self._bare.get(PurePosixPath(name).name.casefold())


def _plain(name: str) -> str:
    return normalize("NFC", name.replace("\\", "/").strip().removeprefix("./"))


def _single(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What only one picture is called."""
    named: dict[str, set[str]] = {}
    for key, name in pairs:
        named.setdefault(key, set()).add(name)
    return {key: names.pop() for key, names in named.items() if len(names) == 1}


def _text(path: Path) -> str:
    """Raises NotTruth, OSError."""
    content = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotTruth(())


def _listed(row: list[str], columns: list[int], line: int) -> Listed | None:
    """None for an empty line."""
    file, person, role = (row[at].strip() if at < len(row) else "" for at in columns)
    return Listed(line, file, person, role.casefold()) if file else None


def _rest(
    truth: list[Listed], places: Mapping[Listed, str | None], paths: Mapping[str, Path]
) -> list[tuple[str, str | None, int | None]]:
    """Name, picture and line of all that is to be checked, once each, by name."""
    enrolled = {places[row] for row in truth if row.is_enrolled}
    found: dict[str, tuple[str, str | None, int | None]] = {}
    for row in truth:
        if not row.is_enrolled and places[row] not in enrolled - {None}:
            found.setdefault(places[row] or row.file, (row.file, places[row], row.line))
    for name in paths.keys() - found.keys() - enrolled:
        found[name] = (name, name, None)
    return sorted(found.values(), key=lambda each: each[0])


def _stored(
    enrolled: list[Listed],
    places: Mapping[Listed, str | None],
    paths: Mapping[str, Path],
    problems: list[Problem],
) -> Iterator[tuple[str, Embedding]]:
    for row in sorted(enrolled, key=lambda each: each.file):
        if not row.person_id:
            problems.append(Problem(row.file, "no_person", row.line))
            continue
        found = _found(paths.get(places[row] or ""), row.file, row.line, problems)
        if found is None:
            continue
        if found and recognition.can_be_told(found[0]):
            yield row.person_id, found[0].embedding
        else:
            problems.append(Problem(row.file, "unclear" if found else "no_face", row.line))


def _found(
    path: Path | None, name: str, line: int | None, problems: list[Problem]
) -> list[Face] | None:
    """The faces of a picture; None when there is no picture, which is added to the problems."""
    try:
        if path is not None:
            return recognition.faces(pictures.read(path))
        reason = "missing"
    except BadPicture as bad:
        reason = bad.reason
    except OSError:
        reason = "broken"
    problems.append(Problem(name, reason, line))
    return None


def _checked(name: str, found: list[Face] | None, gallery: Gallery[str]) -> Checked:
    if not found:
        return Checked(file=name, faces=0, match=None, distance=None)
    match = gallery.match(found[0].embedding)
    return Checked(
        file=name,
        faces=len(found),
        match=match.key if recognition.can_be_told(found[0]) else None,
        distance=None if match.distance is None else round(match.distance, 3),
    )
