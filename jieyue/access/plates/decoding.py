"""From a recogniser's probabilities to plates: only texts that are plates are considered.

The recogniser knows 18,000 characters and reads a plate as a line of text (connectionist temporal
classification: one distribution per column, with a blank). Here each column is reduced to the
characters of plates, and a beam search keeps the likeliest texts that begin like some plate.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from jieyue.access.plates.rules import ISSUING, NEV, PROVINCES, SERIAL

Columns = npt.NDArray[np.float32]

DIGITS = "0123456789"
BEAM = 16
LEAST = 1e-4  # a character less likely than this in a column is not tried there
OTHER_AS_BLANK = 0.05  # frames, screws and seals that the recogniser takes for some character
NOWHERE = 1e-7

# What the recogniser writes for a plate's character: it was not taught the plates' typeface.
_WRITTEN_AS = {
    "0": "OoＯ〇○",
    "1": "Iil|Ｉ丨丿!",
    "川": "丿JＪ|州",
}
_SKIPPED = " ·.•・‧∙●。．-_—–'`,:;\"~"
_TAILS = {"警", "学", "挂", "领"}
_FORMS: tuple[tuple[str, ...], ...] = (
    (PROVINCES, ISSUING, *[SERIAL] * 5),
    (PROVINCES, ISSUING, NEV, SERIAL, *[DIGITS] * 4),
    (PROVINCES, ISSUING, *[DIGITS] * 5, NEV),
    (PROVINCES, ISSUING, *[SERIAL] * 4, "警学挂"),
    ("粤", "Z", *[SERIAL] * 4, "港澳"),
    (PROVINCES, *[DIGITS] * 5, "领"),
    (*[DIGITS] * 6, "使"),
)
ALPHABET = "".join(sorted(set("".join("".join(form) for form in _FORMS))))
_INDEX = {character: at for at, character in enumerate(ALPHABET)}


@dataclass(frozen=True)
class Likely:
    """A text that is a plate, its share among all such texts, and each character's own strength.

    strengths: how clearly the recogniser saw each character among all it knows, 0 to 1.
    places: where it stands, as a share of the strip's width.
    """

    text: str
    share: float
    strengths: tuple[float, ...]
    places: tuple[float, ...] = ()


class Reducer:
    """Reduces columns over a recogniser's characters to columns over plates' characters."""

    def __init__(self, characters: Sequence[str]) -> None:
        """characters: by class, the blank first (as "")."""
        known = {character: at for at, character in enumerate(characters)}
        self._classes = [
            [known[c] for c in character + _WRITTEN_AS.get(character, "") if c in known]
            for character in ALPHABET
        ]
        self._blank = [0] + [known[c] for c in _SKIPPED if c in known]

    def reduce(self, columns: Columns) -> Columns:
        """Shape (columns, 1 + len(ALPHABET)); the first is the blank. Rows need not sum to 1."""
        own = np.stack([columns[:, classes].sum(axis=1) for classes in self._classes], axis=1)
        blank = columns[:, self._blank].sum(axis=1)
        other = np.clip(1 - own.sum(axis=1) - blank, 0, 1)
        blank = np.maximum(blank + OTHER_AS_BLANK * other, NOWHERE)
        return np.concatenate([blank[:, None], own], axis=1).astype(np.float32)


@lru_cache(maxsize=100_000)
def _next(prefix: str) -> frozenset[str]:
    """The characters that may follow, and "" when the prefix is a whole plate."""
    following: set[str] = set()
    for form in _FORMS:
        if len(prefix) <= len(form) and all(
            c in place for c, place in zip(prefix, form, strict=False)
        ):
            following.update(form[len(prefix)] if len(prefix) < len(form) else ("",))
    return frozenset(following)


def likeliest(columns: Columns, *, most: int = 5) -> list[Likely]:
    """Plates that reduced columns may stand for, likeliest first; may be empty."""
    beam = {"": (1.0, 0.0)}
    for column in columns:
        beam = _step(beam, column)
        total = sum(sum(pair) for pair in beam.values())
        beam = {text: (a / total, b / total) for text, (a, b) in beam.items()}
    whole = {text: sum(pair) for text, pair in beam.items() if "" in _next(text)}
    total = sum(whole.values())
    best = sorted(whole, key=whole.__getitem__, reverse=True)[:most]
    return [Likely(text, whole[text] / total, *_seen(text, columns)) for text in best]


Pairs = dict[str, tuple[float, float]]


def _step(beam: Pairs, column: npt.NDArray[np.float32]) -> Pairs:
    """One column of prefix search: probabilities of ending in a blank and in the last letter."""
    following: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    blank = float(column[0])
    tried = [(ALPHABET[at], float(column[at + 1])) for at in np.flatnonzero(column[1:] > LEAST)]
    for text, (in_blank, in_letter) in beam.items():
        both = in_blank + in_letter
        following[text][0] += both * blank
        allowed = _next(text)
        for letter, share in tried:
            if text and letter == text[-1]:
                following[text][1] += in_letter * share
                if letter in allowed:
                    following[text + letter][1] += in_blank * share
            elif letter in allowed:
                following[text + letter][1] += both * share
    kept = sorted(following, key=lambda text: sum(following[text]), reverse=True)[:BEAM]
    return {text: (following[text][0], following[text][1]) for text in kept}


def _seen(text: str, columns: Columns) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Each character's best column on the likeliest path: its strength, and its place.

    The place is a share of the strip's width, the mean of the character's columns.
    """
    states = len(text) * 2 + 1
    classes = np.array([0] + [at for c in text for at in (_INDEX[c] + 1, 0)])
    scores = np.log(np.maximum(columns[:, classes], NOWHERE))
    skips = np.zeros(states, dtype=bool)
    skips[2:] = (classes[2:] != 0) & (classes[2:] != classes[:-2])
    before = np.full((3, states), -np.inf)
    came = np.zeros((len(columns), states), dtype=np.intp)
    path = np.full(states, -np.inf)
    path[:2] = scores[0, :2]
    for row in range(1, len(columns)):
        before[0] = path
        before[1, 1:] = path[:-1]
        before[2, 2:] = np.where(skips[2:], path[:-2], -np.inf)
        came[row] = before.argmax(axis=0)
        path = before.max(axis=0) + scores[row]
    state = states - 1 if path[-1] >= path[-2] else states - 2
    strengths = np.zeros(len(text))
    sums, places = np.full(len(text), NOWHERE), np.zeros(len(text))
    for row in range(len(columns) - 1, -1, -1):
        if classes[state]:
            clear, at = float(columns[row, classes[state]]), state // 2
            strengths[at] = max(strengths[at], clear)
            sums[at] += clear
            places[at] += clear * (row + 0.5) / len(columns)
        state -= int(came[row, state])
    return tuple(np.minimum(strengths, 1).tolist()), tuple((places / sums).tolist())
