"""Measurements, run by `make bench`; the results with their method are in docs/performance.md.

Each module has `measure() -> Iterable[Figure]`. Figures of one module come from one run, side by
side, so that ratios hold when the machine is slow that day.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured line. `goal` is what the product promises; empty where it promises nothing."""

    what: str
    value: str
    goal: str = ""
