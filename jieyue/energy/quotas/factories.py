"""Rows of quotas for tests."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from jieyue.energy.consumption.queries import Dimension, Total

SHARE = Decimal("0.97")


class Metered:
    """Stands for `consumption.queries.totals`: uses by (unit, medium), months from January of
    `year` on."""

    def __init__(
        self, uses: Mapping[tuple[int | None, str], Sequence[int | str | None]], *, year: int
    ) -> None:
        self.uses, self.year = dict(uses), year

    def __call__(self, *, by: Sequence[Dimension] = (), **span: Any) -> list[Total]:
        found = []
        for (unit_id, medium), months in self.uses.items():
            if (Dimension.UNIT in by) == (unit_id is None):
                continue
            for n, use in enumerate(months, 1):
                start = date(self.year, n, 1)
                if use is None or not span["first"] <= start <= span["last"]:
                    continue
                key: dict[Dimension, int | str | None] = {
                    Dimension.MEDIUM: medium,
                    Dimension.UNIT: unit_id,
                }
                found.append(Total(key, start, Decimal(use), Decimal(0), SHARE))
        return found
