"""Whose face is this: the nearest of all stored ones, or nobody. Exact, no index. Pure.

Whether two faces are one is the distance between their 128 numbers: 0 the same, about 0.33 two
photos of one person, about 0.83 two people (measured: docs/faces.md). Nobody is returned when the
nearest is too far, or when another person is nearly as near.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

NUMBERS = 128
# Midway between the farthest pair of one person (0.40) and the nearest of two (0.55) of the
# measured pictures; the makers of the network use 0.6 to compare one with one.
MOST_DISTANCE = 0.48
LEAST_MARGIN = 0.05  # by which the second person must be farther away
# More at once numpy's library computes on several cores: on average faster, but where those are
# busy with other requests it waits for them, some of a hundred times for many milliseconds.
ROWS_AT_ONCE = 2_048

Embedding = npt.NDArray[np.float32]
Key = TypeVar("Key", bound=Hashable)


class WrongShape(ValueError):
    """An embedding is not 128 finite numbers."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__(shape)
        self.shape = shape


@dataclass(frozen=True)
class Match(Generic[Key]):
    """key: whose face it is, None for nobody. nearest: who came closest all the same.

    distance: to the nearest; None in an empty gallery. second: to the nearest other person.
    """

    key: Key | None
    nearest: Key | None
    distance: float | None
    second: float | None


class Gallery(Generic[Key]):
    """Stored faces, in one array. A person may have several."""

    def __init__(self, rows: Sequence[tuple[Key, Embedding]]) -> None:
        """Raises WrongShape."""
        self._keys = [key for key, _ in rows]
        numbers = {key: number for number, key in enumerate(dict.fromkeys(self._keys))}
        self._owner = np.array([numbers[key] for key in self._keys], dtype=np.int32)
        vectors = [_checked(vector) for _, vector in rows]
        self._vectors = np.array(vectors, np.float32).reshape(-1, NUMBERS)
        self._squares = np.einsum("ij,ij->i", self._vectors, self._vectors)

    def __len__(self) -> int:
        return len(self._keys)

    def match(
        self,
        embedding: Embedding,
        *,
        most_distance: float = MOST_DISTANCE,
        least_margin: float = LEAST_MARGIN,
    ) -> Match[Key]:
        """The person whose face it is. Raises WrongShape."""
        vector = _checked(embedding)
        if not self._keys:
            return Match(None, None, None, None)
        squares = self._square_distances(vector)
        best = int(squares.argmin())
        distance = _root(squares[best])
        squares[self._owner == self._owner[best]] = np.inf
        second = _root(squares[int(squares.argmin())])
        is_known = distance <= most_distance and second - distance >= least_margin
        nearest = self._keys[best]
        return Match(
            nearest if is_known else None,
            nearest,
            distance,
            None if np.isinf(second) else second,
        )

    def _square_distances(self, vector: Embedding) -> Embedding:
        """To every stored face, in their order."""
        found = np.empty(len(self), np.float32)
        for first in range(0, len(self), ROWS_AT_ONCE):
            part = slice(first, first + ROWS_AT_ONCE)
            np.dot(self._vectors[part], vector, out=found[part])
        found *= -2
        found += self._squares
        found += vector @ vector
        return found


def distance(one: Embedding, other: Embedding) -> float:
    """Between two faces, for comparing one with one (card and face). Raises WrongShape."""
    return float(np.linalg.norm(_checked(one) - _checked(other)))


def _root(square: float) -> float:
    return float(np.sqrt(max(float(square), 0.0)))


def _checked(vector: Embedding) -> Embedding:
    values = np.asarray(vector, dtype=np.float32)
    if values.shape != (NUMBERS,) or not np.isfinite(values).all():
        raise WrongShape(values.shape)
    return values
