"""Readings on their way in, and what is doubted about them."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jieyue.energy.readings.merging import Readings

MOST_KEPT = 1000  # of the doubts of one batch; all are counted

Fen = NDArray[np.int64]


@dataclass(frozen=True)
class Doubt:
    """One reading as it came, with the code of `reasons` that tells what is wrong with it."""

    reason: str
    line: int = 0
    meter_number: str = ""
    at_text: str = ""
    value_text: str = ""
    detail: str = ""
    was_stored: bool = False


@dataclass
class Doubts:
    """The first thousand doubts, and how many there are of each reason."""

    kept: list[Doubt] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)

    def add(self, doubt: Doubt) -> None:
        (self.flagged if doubt.was_stored else self.refused)[doubt.reason] += 1
        if len(self.kept) < MOST_KEPT:
            self.kept.append(doubt)

    def add_all(self, doubts: Iterable[Doubt], *, reason: str, count: int, stored: bool) -> None:
        """So many alike; of `doubts` no more are made than are kept."""
        (self.flagged if stored else self.refused)[reason] += count
        for doubt in doubts:
            if len(self.kept) >= MOST_KEPT:
                break
            self.kept.append(doubt)

    def reasons(self) -> dict[str, int]:
        return dict(sorted((self.refused + self.flagged).items()))


@dataclass(frozen=True)
class Incoming:
    """Readings of meters by id, and what the door refused before.

    line: where each stood in its file, 0 where there is none. amount_fen: what a bill says the
    use since the reading before cost, -1 where none is given.
    """

    readings: Readings
    line: NDArray[np.int64] | None = None
    amount_fen: Fen | None = None
    doubts: Doubts = field(default_factory=Doubts)

    def lines(self) -> NDArray[np.int64]:
        return np.zeros(len(self.readings), np.int64) if self.line is None else self.line

    def fingerprint(self) -> str:
        """The same for the same readings in the same order."""
        digest = hashlib.sha256()
        one = self.readings
        for column in (one.meter_id, one.at_s, one.register_milli, one.quality):
            digest.update(np.ascontiguousarray(column).tobytes())
        return digest.hexdigest()


def incoming(
    meter_id: Iterable[int],
    at_s: Iterable[int],
    register_milli: Iterable[int],
    quality: int | Iterable[int],
) -> Incoming:
    """From plain columns; one quality for all, or one each."""
    meters = np.array(list(meter_id), np.int64)
    codes = (
        np.full(len(meters), quality, np.uint8)
        if isinstance(quality, int)
        else np.array(list(quality), np.uint8)
    )
    at = np.array(list(at_s), np.int64)
    return Incoming(Readings(meters, at, np.array(list(register_milli), np.int64), codes))
