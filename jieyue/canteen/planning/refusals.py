"""Why a plan is not drafted, confirmed or released."""

from datetime import date, datetime


class PlanAlreadyConfirmed(Exception):
    """Somebody confirmed the plan already."""

    def __init__(self, *, number: str, confirmed_by: str, confirmed_at: datetime) -> None:
        super().__init__(number, confirmed_by, confirmed_at)
        self.number, self.confirmed_by, self.confirmed_at = number, confirmed_by, confirmed_at


class PlanChanged(Exception):
    """The plan was computed anew since it was shown."""

    def __init__(self, *, number: str, seen: int, revision: int) -> None:
        super().__init__(number, seen, revision)
        self.number, self.seen, self.revision = number, seen, revision


class PlanHasNoMeals(Exception):
    """A plan without a single meal cannot be confirmed: menus or forecasts are missing."""

    def __init__(self, *, number: str) -> None:
        super().__init__(number)
        self.number = number


class PlanNotInForce(Exception):
    """Batches are released from a confirmed plan only."""

    def __init__(self, *, number: str, status: str) -> None:
        super().__init__(number, status)
        self.number, self.status = number, status


class AlreadyReleased(Exception):
    """The dish's second batch was released already."""

    def __init__(self, *, portions: int, released_by: str, released_at: datetime) -> None:
        super().__init__(portions, released_by, released_at)
        self.portions, self.released_by, self.released_at = portions, released_by, released_at


class DayIsPast(Exception):
    """A day that is over cannot be planned."""

    def __init__(self, day: date, *, today: date) -> None:
        super().__init__(day, today)
        self.day, self.today = day, today


class ReasonMissing(Exception):
    """A service level other than that of the costs needs a reason."""
