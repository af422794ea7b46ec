"""Why a plan is not drafted, confirmed or released."""

from datetime import date, datetime


class PlanRefused(Exception):
    """Base of what planning refuses, so that a page can say why."""


class PlanAlreadyConfirmed(PlanRefused):
    """Somebody confirmed the plan already."""

    def __init__(self, *, number: str, confirmed_by: str, confirmed_at: datetime) -> None:
        super().__init__(number, confirmed_by, confirmed_at)
        self.number, self.confirmed_by, self.confirmed_at = number, confirmed_by, confirmed_at


class PlanChanged(PlanRefused):
    """The plan was computed anew since it was shown."""

    def __init__(self, *, number: str, seen: int, revision: int) -> None:
        super().__init__(number, seen, revision)
        self.number, self.seen, self.revision = number, seen, revision


class PlanHasNoMeals(PlanRefused):
    """A plan without a single meal cannot be confirmed: menus or forecasts are missing."""

    def __init__(self, *, number: str) -> None:
        super().__init__(number)
        self.number = number


class PlanNotInForce(PlanRefused):
    """Batches are released from a confirmed plan only."""

    def __init__(self, *, number: str, status: str) -> None:
        super().__init__(number, status)
        self.number, self.status = number, status


class AlreadyReleased(PlanRefused):
    """The dish's second batch was released already."""

    def __init__(self, *, portions: int, released_by: str, released_at: datetime) -> None:
        super().__init__(portions, released_by, released_at)
        self.portions, self.released_by, self.released_at = portions, released_by, released_at


class DayIsPast(PlanRefused):
    """A day that is over cannot be planned."""

    def __init__(self, day: date, *, today: date) -> None:
        super().__init__(day, today)
        self.day, self.today = day, today


class ReasonMissing(PlanRefused):
    """A service level other than that of the costs needs a reason."""


class BadPortions(PlanRefused):
    """Portions to release are a whole number from 0 to `most`."""

    def __init__(self, portions: int, *, most: int) -> None:
        super().__init__(portions, most)
        self.portions, self.most = portions, most


class NoMealTimes(PlanRefused):
    """The canteen has no opening times for the meal, so nobody knows how far it has got."""

    def __init__(self, *, meal: str) -> None:
        super().__init__(meal)
        self.meal = meal
