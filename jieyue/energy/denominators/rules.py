"""用能人数、用水人数、建筑面积: what an indicator divides by. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

YEAR_END = "year_end"
MEAN_OF_MONTHS = "mean_of_months"
BASES = (YEAR_END, MEAN_OF_MONTHS)


class DenominatorRefusal(Exception):
    """What this topic refuses."""


class UnknownBasis(DenominatorRefusal):
    """The basis of a head-count is neither of the two there are."""

    def __init__(self, basis: str) -> None:
        super().__init__(basis)
        self.basis = basis


class BadArea(DenominatorRefusal):
    """An area below zero, or a part larger than the whole it belongs to."""

    def __init__(self, area_m2: Decimal, *, total_m2: Decimal | None) -> None:
        super().__init__(area_m2, total_m2)
        self.area_m2 = area_m2
        self.total_m2 = "–" if total_m2 is None else total_m2


class FutureFigure(DenominatorRefusal):
    """A figure dated after today."""

    def __init__(self, since_on: date, *, today: date) -> None:
        super().__init__(since_on, today)
        self.since_on, self.today = since_on, today


@dataclass(frozen=True)
class Counted:
    """So many persons of a kind from a day on; of two on one day the higher `id` counts."""

    id: int
    unit_id: int | None
    kind: str
    since_on: date
    persons: int


@dataclass(frozen=True)
class Measured:
    """One figure of floor area; both ids None: the complex as a whole."""

    id: int
    building_id: int | None
    unit_id: int | None
    kind: str
    since_on: date
    area_m2: Decimal
    is_metered_apart: bool = False


@dataclass(frozen=True)
class Areas:
    """Floor area of one thing by kind, with what of the leased part has meters of its own.

    is_default: nobody recorded the total; it comes from the buildings or from usable area.
    """

    by_kind: Mapping[str, Decimal]
    leased_metered_apart_m2: Decimal = Decimal(0)
    is_default: bool = False

    def within(self, without: Iterable[str]) -> Decimal | None:
        """The total without some of its parts; None when there is no total above 0."""
        total = self.by_kind.get("total")
        if total is None:
            return None
        left_out = sum((self._left_out(kind) for kind in set(without)), Decimal(0))
        return total - left_out if total > left_out else None

    def _left_out(self, kind: str) -> Decimal:
        if kind == "leased_out":
            return self.leased_metered_apart_m2
        return self.by_kind.get(kind, Decimal(0))


def month_ends(first: date, last: date) -> list[date]:
    """The last day of each month of [first, last], the last one cut at `last`; in order."""
    ends: list[date] = []
    day = first
    while day <= last:
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        ends.append(min(following - timedelta(days=1), last))
        day = following
    return ends


def persons_on(counts: Sequence[Counted], *, kinds: Iterable[str], day: date) -> int | None:
    """Persons of some kinds on a day over all units given; None when none was ever counted."""
    latest: dict[tuple[int | None, str], Counted] = {}
    chosen = set(kinds)
    for count in sorted(counts, key=lambda each: (each.since_on, each.id)):
        if count.since_on <= day and count.kind in chosen:
            latest[count.unit_id, count.kind] = count
    return sum(count.persons for count in latest.values()) if latest else None


def persons_of(
    counts: Sequence[Counted], *, kinds: Iterable[str], first: date, last: date, basis: str
) -> int | None:
    """用能人数 or 用水人数 of [first, last], rounded half up once. Raises UnknownBasis.

    The mean is of the months' ends that are known; a month before the first count is unknown,
    not 0.
    """
    if basis not in BASES:
        raise UnknownBasis(basis)
    chosen = tuple(kinds)
    days = [last] if basis == YEAR_END else month_ends(first, last)
    found = [persons_on(counts, kinds=chosen, day=day) for day in days]
    known = [each for each in found if each is not None]
    if not known:
        return None
    mean = Decimal(sum(known)) / len(known)
    return int(mean.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def areas_on(figures: Iterable[Measured], *, day: date) -> Areas | None:
    """What was recorded of one thing by a day: the latest figure of each kind; None: nothing."""
    latest: dict[str, Measured] = {}
    for figure in sorted(figures, key=lambda each: (each.since_on, each.id)):
        if figure.since_on <= day:
            latest[figure.kind] = figure
    if not latest:
        return None
    leased = latest.get("leased_out")
    apart = leased.area_m2 if leased and leased.is_metered_apart else Decimal(0)
    return Areas({kind: figure.area_m2 for kind, figure in latest.items()}, apart)


def added(parts: Iterable[Areas]) -> Areas:
    """The areas of several things together."""
    by_kind: dict[str, Decimal] = {}
    apart = Decimal(0)
    is_default = False
    for part in parts:
        for kind, area in part.by_kind.items():
            by_kind[kind] = by_kind.get(kind, Decimal(0)) + area
        apart += part.leased_metered_apart_m2
        is_default = is_default or part.is_default
    return Areas(by_kind, apart, is_default)


def check_area(area_m2: Decimal, *, kind: str, total_m2: Decimal | None) -> None:
    """Raises BadArea."""
    too_large = kind != "total" and total_m2 is not None and area_m2 > total_m2
    if not area_m2.is_finite() or area_m2 < 0 or area_m2 >= Decimal(10**10) or too_large:
        raise BadArea(area_m2, total_m2=total_m2)
