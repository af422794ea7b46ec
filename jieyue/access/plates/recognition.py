"""A photo becomes a plate, how clearly each character was seen, and whether that is sure.

The network finds lines of text; each is straightened several ways and read several times. What
the readings say together is the plate. It is sure only when independent straightenings say the
same, every character is clear, and the plate's form fits its ground's colour. Even a sure reading
never opens a gate by itself: a wrong plate can look like a right one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from jieyue.access.plates import finding
from jieyue.access.plates.colours import Colour
from jieyue.access.plates.decoding import Likely, likeliest
from jieyue.access.plates.engines import read_columns
from jieyue.access.plates.finding import Corners
from jieyue.access.plates.ground_colour import ground_colour
from jieyue.access.plates.pictures import Picture
from jieyue.access.plates.rules import PROVINCES, colour_problem, parse

CROP_PX = 480  # a smaller picture is taken for a plate already cut out
SCENE_SIDES = (960, 1280)
MOST_BOXES = 12
MOST_CANDIDATES = 2
UPRIGHT, LEANING = (0.0,), (-0.25, 0.25)  # shares of the height
MARGINS = ((-0.02, -0.08), (0.02, 0.05))
WIDTHS = (168, 216)
SURE_CHARACTER = 0.8
SURE_SHARE = 0.9
LEAST_SEEN, LEAST_SECOND = 0.05, 0.02  # what each opinion leaves to a province it did not see
MOST_OTHERS = 3


@dataclass(frozen=True)
class Recognised:
    """What was read. text is empty when nothing like a plate was found.

    characters: confidence of each, 0 to 1; confidence: of the weakest. others: what else it may
    be, likeliest first. doubts: why it is not sure, by name; empty when it is.
    """

    text: str
    characters: tuple[float, ...] = ()
    colour: Colour | None = None
    others: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ("nothing_found",)

    @property
    def confidence(self) -> float:
        return min(self.characters, default=0.0)

    @property
    def sure(self) -> bool:
        return not self.doubts


NOTHING = Recognised("")


def recognise(picture: Picture) -> Recognised:
    """The clearest plate of a picture (blue, green, red). Raises VisionMissing."""
    best = NOTHING
    for cut, straightenings in _candidates(picture):
        read = _read(cut, straightenings)
        if not best.text or (read.sure, read.confidence) > (best.sure, best.confidence):
            best = read
        if best.sure:
            break
    return best


Candidate = tuple[Picture, list[Corners]]


def _candidates(picture: Picture) -> Iterable[Candidate]:
    """Cut-outs and independent guesses of the plate's corners in them, likeliest first."""
    if max(picture.shape[:2]) <= CROP_PX:
        yield _as_crop(picture)
        return
    boxes: list[tuple[float, Corners]] = []
    for longest in SCENE_SIDES:
        found = [corners for _, corners in finding.find(picture, longest=longest)[:MOST_BOXES]]
        boxes += [(_promise(picture, corners), corners) for corners in found]
    kept: list[Corners] = []
    for promise, corners in sorted(boxes, key=lambda one: -one[0]):
        if promise > 0 and all(_apart(corners, other) for other in kept):
            kept.append(corners)
    for corners in kept[:MOST_CANDIDATES]:
        cut, inside = finding.around(picture, corners, share=0.25)
        yield cut, [inside, *_found_again(cut, near=inside.mean(axis=0))]


def _apart(one: Corners, other: Corners) -> bool:
    distance = np.linalg.norm(one.mean(axis=0) - other.mean(axis=0))
    return bool(distance > np.linalg.norm(one[1] - one[0]) / 2)


def _promise(picture: Picture, corners: Corners) -> float:
    """How much a first look at a box reads like a plate."""
    strip = finding.strip(picture, corners, margin=(0, 0))
    found = likeliest(read_columns([strip], width=WIDTHS[1])[0].plate, most=1)
    return float(np.mean(found[0].strengths)) if found else 0.0


def _as_crop(picture: Picture) -> Candidate:
    import cv2

    height, width = picture.shape[:2]
    ground = tuple(int(value) for value in picture.mean(axis=(0, 1)))
    down, across = height // 4, width // 7
    padded: Picture = cv2.copyMakeBorder(
        picture, down, down, across, across, cv2.BORDER_CONSTANT, value=ground
    )
    all_of_it = finding.whole(picture) + np.array([across, down], np.float32)
    middle = all_of_it.mean(axis=0)
    return padded, [all_of_it, *_found_again(padded, near=middle)]


def _found_again(cut: Picture, *, near: np.ndarray) -> list[Corners]:
    """The line of text in a cut-out, at two scales and contrasts."""
    looks = ((cut, 448), (stretched(cut), 320))
    found = []
    for picture, longest in looks:
        boxes = [corners for _, corners in finding.find(picture, longest=longest)]
        if boxes:
            width = cut.shape[1]
            found.append(
                max(
                    boxes,
                    key=lambda box: (
                        float(
                            np.linalg.norm(box[1] - box[0])
                            - np.linalg.norm(box.mean(axis=0) - near)
                        )
                        / width
                    ),
                )
            )
    return found


def stretched(picture: Picture) -> Picture:
    """Contrast from the 2nd to the 98th hundredth of brightness."""
    low, high = np.percentile(picture, (2, 98))
    values = (picture.astype(np.float32) - low) * 255 / max(high - low, 1)
    clipped: Picture = np.clip(values, 0, 255).astype(np.uint8)
    return clipped


@dataclass(frozen=True)
class Look:
    """One reading of one strip. guess: which straightening it belongs to."""

    guess: int
    likely: tuple[Likely, ...]
    provinces: dict[str, float]

    @property
    def weight(self) -> float:
        strengths = self.likely[0].strengths
        return float(np.mean(strengths)) ** 2 * min(strengths[1:])


def _read(cut: Picture, straightenings: Sequence[Corners]) -> Recognised:
    """First upright; where that is not sure, leaning too."""
    looks = _looks(cut, straightenings, UPRIGHT)
    read = _summed(cut, straightenings, looks)
    if read.sure:
        return read
    return _summed(cut, straightenings, looks + _looks(cut, straightenings, LEANING))


def _summed(cut: Picture, straightenings: Sequence[Corners], looks: Sequence["Look"]) -> Recognised:
    if not looks:
        return NOTHING
    shares = _together(looks)
    text = max(shares, key=shares.__getitem__)
    share = shares[text]
    characters = _confidences(text, looks)
    others = [other for other in sorted(shares, key=lambda o: -shares[o]) if other != text]
    if text[0] in PROVINCES:
        province, clear = _province(text, looks)
        characters = (clear, *characters[1:])
        if province != text[0]:
            others = [text, *(other for other in others if other != province + text[1:])]
            text = province + text[1:]
        share = sum(of for other, of in shares.items() if other[1:] == text[1:])
    colours = [ground_colour(finding.strip(cut, c, margin=(-0.02, -0.05))) for c in straightenings]
    known = [colour for colour in colours if colour]
    colour = max(set(known), key=known.count) if known else None
    doubts = _doubts(text, looks, share, characters, colour)
    return Recognised(text, characters, colour, tuple(others[:MOST_OTHERS]), doubts)


def _looks(cut: Picture, straightenings: Sequence[Corners], shears: Sequence[float]) -> list[Look]:
    strips, guesses = [], []
    for guess, corners in enumerate(straightenings):
        for shear in shears:
            leaning = finding.sheared(corners, shear)
            strips += [finding.strip(cut, leaning, margin=margin) for margin in MARGINS]
            guesses += [guess] * len(MARGINS)
    looks = []
    for width, pictures in zip(WIDTHS, (strips, [stretched(s) for s in strips]), strict=True):
        for guess, columns in zip(guesses, read_columns(pictures, width=width), strict=True):
            likely = likeliest(columns.plate)
            if likely:
                looks.append(Look(guess, tuple(likely), columns.provinces))
    return looks


def _together(looks: Sequence[Look]) -> dict[str, float]:
    """Each text's share of all readings, clear ones weighing more."""
    shares: dict[str, float] = defaultdict(float)
    total = sum(look.weight for look in looks) or 1.0
    for look in looks:
        for likely in look.likely:
            shares[likely.text] += likely.share * look.weight / total
    return shares


def _province(text: str, looks: Sequence[Look]) -> tuple[str, float]:
    """The likeliest province of a text, and how likely it is.

    Two opinions count: how clearly the recogniser saw it, and what it takes this one for.
    """
    total = sum(look.weight for look in looks) or 1.0
    seen: dict[str, float] = dict.fromkeys(PROVINCES, 0.0)
    for look in looks:
        for likely in look.likely:
            if likely.text[1:] == text[1:] and likely.text[0] in seen:
                clear = look.weight * likely.share * likely.strengths[0]
                seen[likely.text[0]] += clear / total
    second = {p: sum(look.provinces[p] for look in looks) / len(looks) for p in PROVINCES}
    both = {p: (seen[p] + LEAST_SEEN) * (second[p] + LEAST_SECOND) for p in PROVINCES}
    best = max(both, key=both.__getitem__)
    clear = both[best] / sum(both.values())
    agree = best == max(seen, key=seen.__getitem__) == max(second, key=second.__getitem__)
    return best, round(clear if agree else min(clear, seen[best]), 4)


def _confidences(text: str, looks: Sequence[Look]) -> tuple[float, ...]:
    """Of each character: how clearly it was seen, less where readings saw another."""
    total = sum(look.weight for look in looks) or 1.0
    sums = [0.0] * len(text)
    for look in looks:
        best = look.likely[0]
        if len(best.text) != len(text):
            continue
        for at, (seen, strength) in enumerate(zip(best.text, best.strengths, strict=True)):
            if seen == text[at]:
                sums[at] += look.weight * strength
    return tuple(round(value / total, 4) for value in sums)


def _doubts(
    text: str,
    looks: Sequence[Look],
    share: float,
    characters: Sequence[float],
    colour: Colour | None,
) -> tuple[str, ...]:
    doubts = []
    if min(characters) < SURE_CHARACTER:
        doubts.append("unclear")
    if share < SURE_SHARE:
        doubts.append("readings_differ")
    guesses = {look.guess for look in looks}
    by_guess = [_together([look for look in looks if look.guess == guess]) for guess in guesses]
    if len(guesses) < 2 or any(
        max(said, key=said.__getitem__)[1:] != text[1:] for said in by_guess
    ):
        doubts.append("straightenings_differ")
    if colour is None:
        doubts.append("colour_unknown")
    elif problem := colour_problem(parse(text), colour):
        doubts.append(problem)
    return tuple(doubts)
