"""A chart is an ECharts option made of plain values, and the table that says the same.

The table stands behind the chart: by a button, in print, and without JavaScript.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ChartTable:
    """The figures of a chart. Each row is as long as `headers`; cells are shown as numbers."""

    headers: Sequence[Any]
    rows: Sequence[Sequence[Any]] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.headers):
                raise ValueError(f"a row of {len(row)} cells under {len(self.headers)} headers")


def band(name: Any, low: Sequence[Any], high: Sequence[Any], **style: Any) -> list[dict[str, Any]]:
    """Two stacked series that draw the area between `low` and `high` under one name.

    None in either leaves a gap.
    """
    gaps = [None if a is None or b is None else b - a for a, b in zip(low, high, strict=True)]
    shared = {"type": "line", "stack": f"band-{name}", "symbol": "none", "lineStyle": {"width": 0}}
    quiet = {"silent": True, "tooltip": {"show": False}}
    return [
        shared | quiet | {"data": list(low)},
        shared | quiet | {"name": name, "data": gaps, "areaStyle": {"opacity": 0.18}, **style},
    ]
