"""Each kilowatt-hour once: sums of remainders over any dimensions.

A use counts for its own meter's group and is taken from the group of the meter right above it, so
that a meter's group holds what its sub-meters do not tell. A meter of which a day is unknown
stands aside that day: those below it are taken from the next known meter above. So every grouping
sums to the topmost known meters, and a dead meter neither hides those below nor counts them twice.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from jieyue.energy.consumption.rules.forest import Forest, Place, covers

DAY_S = 86_400


@dataclass(frozen=True)
class Use:
    """What a meter used on some days. days: of how many of them anything is known."""

    use_micro: int
    estimated_micro: int
    covered_s: int
    days: int = 1


@dataclass
class Sum:
    use_micro: int = 0
    estimated_micro: int = 0
    covered_s: int = 0
    asked_s: int = 0


@dataclass(frozen=True)
class Spell:
    """Days to be summed, both included. start: where in time the sum stands; None: one for all.

    is_month: whole months have sums of their own.
    """

    first: date
    last: date
    start: date | None
    is_month: bool

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


MonthUses = Mapping[tuple[int, date], Use]
DayUses = Mapping[tuple[int, date], Use]
Group = Callable[[Place], Hashable | None]  # None: not asked for


@dataclass
class Sheet:
    """Sums by group and start, as uses are entered."""

    forest: Forest
    group: Group
    below: frozenset[int] | None = None  # only these meters and what stands below them
    sums: dict[tuple[Hashable, date | None], Sum] = field(default_factory=lambda: defaultdict(Sum))

    def ask(self, spell: Spell, meter_ids: Iterable[int]) -> None:
        """Note how many seconds of each group are asked for."""
        for meter_id in meter_ids:
            for place in self.forest.within(meter_id, spell.first, spell.last):
                first = max(spell.first, place.since_on)
                last = spell.last
                if place.until_on is not None:
                    last = min(last, place.until_on - timedelta(days=1))
                group = self._group_of(place, first)
                if group is not None:
                    seconds = ((last - first).days + 1) * DAY_S
                    self.sums[group, spell.start].asked_s += seconds

    def enter(
        self, place: Place, above: Place | None, use: Use, *, on: date, start: date | None
    ) -> None:
        own = self._group_of(place, on)
        theirs = None if above is None else self._group_of(above, on)
        if own is not None:
            sums = self.sums[own, start]
            sums.use_micro += use.use_micro
            sums.estimated_micro += use.estimated_micro
            sums.covered_s += use.covered_s
        if theirs is not None:
            sums = self.sums[theirs, start]
            sums.use_micro -= use.use_micro
            sums.estimated_micro -= use.estimated_micro

    def _group_of(self, place: Place, on: date) -> Hashable | None:
        if self.below is not None and not self._is_below(place, on):
            return None
        return self.group(place)

    def _is_below(self, place: Place, on: date) -> bool:
        assert self.below is not None
        at: Place | None = place
        seen: set[int] = set()
        while at is not None and at.meter_id not in seen:
            if at.meter_id in self.below:
                return True
            seen.add(at.meter_id)
            above = self.forest.parent(at)
            at = None if above is None else self.forest.on(above, on)
        return False


def enter_month(sheet: Sheet, spell: Spell, meter_ids: Iterable[int], uses: MonthUses) -> set[int]:
    """Enter a whole month of these meters; the answer: those that must be entered by the day.

    That is where a meter or one above it moved within the month, or one above is known on some
    of its days only.
    """
    above_of: dict[int, tuple[Place | None, bool]] = {}
    by_day: set[int] = set()
    for meter_id in meter_ids:
        use = uses.get((meter_id, spell.first))
        if use is None:
            continue
        places = sheet.forest.within(meter_id, spell.first, spell.last)
        if not places:
            continue
        place = places[0]
        if len(places) > 1 or not covers(place, spell.first, spell.last):
            by_day.add(meter_id)
            continue
        above, is_clear = _above_in_month(sheet, place, spell, uses, above_of)
        if is_clear:
            sheet.enter(place, above, use, on=spell.first, start=spell.start)
        else:
            by_day.add(meter_id)
    return by_day


def _above_in_month(
    sheet: Sheet,
    place: Place,
    spell: Spell,
    uses: MonthUses,
    known: dict[int, tuple[Place | None, bool]],
) -> tuple[Place | None, bool]:
    """The nearest known meter above for all of the month, and whether there is one answer."""
    parent = sheet.forest.parent(place)
    if parent is None:
        return None, True
    if parent in known:
        return known[parent]
    known[parent] = None, False  # a ring has no answer
    places = sheet.forest.within(parent, spell.first, spell.last)
    answer: tuple[Place | None, bool] = None, not places
    if len(places) == 1 and covers(places[0], spell.first, spell.last):
        use = uses.get((parent, spell.first))
        upper = _above_in_month(sheet, places[0], spell, uses, known)
        if use is None:
            answer = upper
        elif use.days == spell.days and (sheet.below is None or upper[1]):
            answer = places[0], True
    known[parent] = answer
    return answer


def enter_days(sheet: Sheet, spell: Spell, meter_ids: Iterable[int], uses: DayUses) -> None:
    """Enter each day of these meters. uses: theirs and those of all meters above them."""
    for meter_id in meter_ids:
        for n in range(spell.days):
            day = spell.first + timedelta(days=n)
            use = uses.get((meter_id, day))
            place = None if use is None else sheet.forest.on(meter_id, day)
            if use is None or place is None:
                continue
            above = _above_on(sheet.forest, place, day, uses)
            sheet.enter(place, above, use, on=day, start=spell.start)


def _above_on(forest: Forest, place: Place, day: date, uses: DayUses) -> Place | None:
    seen = {place.meter_id}
    parent = forest.parent(place)
    while parent is not None and parent not in seen:
        seen.add(parent)
        above = forest.on(parent, day)
        if above is None:
            return None
        if (parent, day) in uses:
            return above
        parent = forest.parent(above)
    return None
