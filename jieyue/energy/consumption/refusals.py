"""What an adjustment may be refused for."""

from datetime import date


class ConsumptionRefused(Exception):
    """Any of these."""


class AdjustsNothing(ConsumptionRefused):
    """The use to be added is zero."""


class AlreadyTakenBack(ConsumptionRefused):
    def __init__(self, *, by: str, said: str) -> None:
        super().__init__(by, said)
        self.by, self.said = by, said


class DaysCrossed(ConsumptionRefused):
    def __init__(self, *, first: date, last: date) -> None:
        super().__init__(first, last)
        self.first, self.last = first, last


class DaysToCome(ConsumptionRefused):
    def __init__(self, *, last: date, today: date) -> None:
        super().__init__(last, today)
        self.last, self.today = last, today


class IsComputed(ConsumptionRefused):
    """A virtual meter is adjusted at the meters it is computed from."""

    def __init__(self, *, number: str) -> None:
        super().__init__(number)
        self.number = number


class ReasonNeeded(ConsumptionRefused):
    """An adjustment says why."""


class TakesBack(ConsumptionRefused):
    """What takes another back is not taken back itself; adjust anew."""


class TooManyDays(ConsumptionRefused):
    def __init__(self, *, days: int, most: int) -> None:
        super().__init__(days, most)
        self.days, self.most = days, most
