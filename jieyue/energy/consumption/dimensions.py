"""What consumption can be asked by, and what it answers: plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from jieyue.energy.readings.series import Whole
from jieyue.energy.scale import of_micro

DAY_S = 86_400


class Dimension(StrEnum):
    MEDIUM = "medium"
    ITEM = "item"
    BUILDING = "building"
    FLOOR = "floor"
    UNIT = "unit"
    METER = "meter"


class Step(StrEnum):
    DAY = "day"
    MONTH = "month"


Key = dict[Dimension, int | str | None]


@dataclass(frozen=True)
class Hours:
    """One meter by the hour: arrays of one length, every hour of the days asked for.

    start_s: seconds since 1970 UTC. use_micro: 0 where nothing is known; only `known` hours lie
    wholly between readings that fit. estimated_micro and covered_s are sums over all of them.
    """

    start_s: Whole
    use_micro: Whole
    known: NDArray[np.bool_]
    estimated_micro: int
    covered_s: int
    hour_estimated_micro: Whole
    hour_covered_s: Whole
    hour_known_s: Whole

    def __len__(self) -> int:
        return len(self.start_s)


@dataclass(frozen=True)
class DayUse:
    """One local day of one meter; there is none for a day of which nothing is known."""

    day: date
    use_micro: int
    estimated_micro: int
    covered_s: int
    adjusted_micro: int = 0

    @property
    def use(self) -> Decimal:
        return of_micro(self.use_micro)

    @property
    def estimated(self) -> Decimal:
        return of_micro(self.estimated_micro)

    @property
    def coverage(self) -> Decimal:
        return Decimal(self.covered_s) / DAY_S


@dataclass(frozen=True)
class MonthUse:
    """One local month of one meter. month: its first day. days: of which something is known."""

    month: date
    use_micro: int
    estimated_micro: int
    covered_s: int
    days: int
    adjusted_micro: int = 0

    @property
    def use(self) -> Decimal:
        return of_micro(self.use_micro)

    @property
    def estimated(self) -> Decimal:
        return of_micro(self.estimated_micro)


@dataclass(frozen=True)
class Total:
    """Use of one group in one step of time; start None: the whole period.

    use: in the medium's unit. estimated: the part of it spread over gaps. coverage: 0 to 1, the
    share of the seconds asked for that lie between readings no further apart than they should be.
    covered_s, asked_s, estimated_micro: what these are made of, for `joined`.
    """

    key: Key = field(hash=False)
    start: date | None
    use: Decimal
    estimated: Decimal
    coverage: Decimal
    covered_s: int = 0
    asked_s: int = 0
    estimated_micro: int | Decimal = 0

    def __getitem__(self, dimension: Dimension) -> int | str | None:
        return self.key[dimension]


def total(
    key: Key,
    start: date | None,
    use_micro: int | Decimal,
    estimated_micro: int | Decimal,
    covered_s: int,
    asked_s: int,
) -> Total:
    """From whole sums: converted once, here.

    What is estimated of a difference is uncertain by as much, whichever sign it has.
    """
    coverage = Decimal(covered_s) / asked_s if asked_s else Decimal(0)
    return Total(
        key=key,
        start=start,
        use=Decimal(use_micro).scaleb(-6),
        estimated=abs(Decimal(estimated_micro)).scaleb(-6),
        coverage=min(coverage, Decimal(1)),
        covered_s=covered_s,
        asked_s=asked_s,
        estimated_micro=estimated_micro,
    )


def joined(rows: Iterable[Total], by: Sequence[Dimension]) -> list[Total]:
    """The same totals by fewer dimensions, in the order their groups come."""
    groups: dict[tuple[int | str | None, ...], list[Total]] = {}
    for row in rows:
        groups.setdefault(tuple(row.key[each] for each in by), []).append(row)
    return [
        total(
            dict(zip(by, group, strict=True)),
            parts[0].start,
            sum((part.use for part in parts), Decimal(0)).scaleb(6),
            sum((part.estimated_micro for part in parts), Decimal(0)),
            sum(part.covered_s for part in parts),
            sum(part.asked_s for part in parts),
        )
        for group, parts in groups.items()
    ]
