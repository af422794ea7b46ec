"""The hours of a packed day as arrays."""

import numpy as np
from numpy.typing import NDArray


def unpacked(packed: bytes) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Use in millionths and whether it is known, of 24 hours."""
    use = np.frombuffer(bytes(packed), dtype="<i8")[:24].astype(np.float64)
    return use, np.ones(24, dtype=bool)
