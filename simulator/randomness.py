"""Random streams that depend on a seed and a subject only, never on the order of calls.

A day drawn alone is therefore the same day as when it is drawn among two years of days.
"""

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def stream(seed: int, subject: str, *keys: int) -> np.random.Generator:
    """A generator of its own for one subject, such as one day's weather. Keys are not negative."""
    return np.random.default_rng([seed, crc32(subject.encode()), *keys])


def share_at(logit: Floats) -> Floats:
    """The probability of a logit."""
    return 1.0 / (1.0 + np.exp(-logit))


def logit_of(share: Floats | float) -> Floats:
    """The logit of a probability; 0 and 1 are held a hair away from their limits."""
    held = np.clip(np.asarray(share, dtype=np.float64), 1e-6, 1 - 1e-6)
    return np.asarray(np.log(held / (1 - held)), dtype=np.float64)
