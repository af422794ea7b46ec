"""What the decisions' actions refuse; `messages.py` has the words."""


class DecisionsRefused(Exception):
    """Any of these."""


class TooManyQuestions(DecisionsRefused):
    """A delivery holds more questions than are answered at once."""

    def __init__(self, *, given: int, limit: int) -> None:
        super().__init__(given, limit)
        self.given, self.limit = given, limit


class DeviceUnknown(DecisionsRefused):
    """No device of this site has that id."""

    def __init__(self, *, device_id: int) -> None:
        super().__init__(device_id)
        self.device_id = device_id


class HandDecisionRefused(DecisionsRefused):
    """By hand one lets pass or refuses, in or out."""

    def __init__(self, *, direction: str, outcome: str) -> None:
        super().__init__(direction, outcome)
        self.direction, self.outcome = direction, outcome


class PurposeNeeded(DecisionsRefused):
    """One person's decisions are shown for a written purpose only."""
