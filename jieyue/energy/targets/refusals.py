"""Why a plan, a target or a year's result cannot be as asked."""

from decimal import Decimal


class TargetRefused(Exception):
    """What this topic refuses; each kind carries what was wrong."""


class BadReduction(TargetRefused):
    """A reduction that is no share from 0 to below 1, or a base that is not above 0."""

    def __init__(self, given: Decimal) -> None:
        super().__init__(given)
        self.given = given


class BadResult(TargetRefused):
    """A year's value below zero or too large."""

    def __init__(self, given: Decimal) -> None:
        super().__init__(given)
        self.given = given


class YearOutsidePlan(TargetRefused):
    """A year the plan does not span."""

    def __init__(self, year: int, *, first: int, last: int) -> None:
        super().__init__(year, first, last)
        self.year, self.first, self.last = year, first, last


class YearNotOver(TargetRefused):
    """A year's result is taken once it is over."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


class TargetOfNoUnit(TargetRefused):
    """The site has no unit of this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
