"""Readings in memory: three arrays of one length. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Codes = NDArray[np.uint8]


@dataclass(frozen=True)
class Series:
    """One meter's readings.

    at_s: instants in seconds since 1970 UTC, rising, each once. register_milli: the counter in
    thousandths of the register's unit (of an interval meter: the use of the interval that ends
    at `at_s`). quality: codes of `Quality`.
    """

    at_s: Whole
    register_milli: Whole
    quality: Codes

    def __len__(self) -> int:
        return len(self.at_s)
