"""Why a check, a review or a line of a ledger is not taken."""

from collections.abc import Collection
from datetime import date, datetime


class FoodSafetyRefused(Exception):
    """Base of what this topic refuses, so that a page can say why."""


class MeasureMissing(FoodSafetyRefused):
    """A line that breaks a limit says what was done about it."""

    def __init__(self, problems: Collection[str]) -> None:
        super().__init__(tuple(problems))
        self.problems = tuple(problems)


class AlreadyChecked(FoodSafetyRefused):
    """Somebody made the day's check already."""

    def __init__(self, *, day: date, checked_by: str, checked_at: datetime) -> None:
        super().__init__(day, checked_by, checked_at)
        self.day, self.checked_by, self.checked_at = day, checked_by, checked_at


class ItemsOpen(FoodSafetyRefused):
    """A daily check answers every item of the risk list."""

    def __init__(self, items: Collection[str]) -> None:
        super().__init__(tuple(items))
        self.items = tuple(items)
        self.count = len(self.items)


class FindingUndescribed(FoodSafetyRefused):
    """A fault says what was found."""

    def __init__(self, item: str) -> None:
        super().__init__(item)
        self.item = item


class NotToday(FoodSafetyRefused):
    """A daily check is made on its day or the day after, not ahead and not later."""

    def __init__(self, *, day: date, today: date) -> None:
        super().__init__(day, today)
        self.day, self.today = day, today


class FindingNotOpen(FoodSafetyRefused):
    """The finding was put right, or verified, by somebody before."""

    def __init__(self, *, by: str, at: datetime) -> None:
        super().__init__(by, at)
        self.by, self.at = by, at


class NotFixedYet(FoodSafetyRefused):
    """Only what was put right can be verified."""


class SamePerson(FoodSafetyRefused):
    """Whoever put a finding right does not verify it."""


class AlreadyHeld(FoodSafetyRefused):
    """The week's review, or the month's meeting, was recorded already."""

    def __init__(self, *, held_by: str) -> None:
        super().__init__(held_by)
        self.held_by = held_by


class AlreadyAppointed(FoodSafetyRefused):
    """The person holds the office already."""

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self.person = person
