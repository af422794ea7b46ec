"""What the guard's screen refuses. Words for people are in `messages.py`."""


class ConsoleRefused(Exception):
    """It cannot be so; the values are attributes, for the sentence."""

    def __init__(self, **values: object) -> None:
        super().__init__(*values.values())
        self.__dict__.update(values)


class AlreadyAnswered(ConsoleRefused):
    """Another guard answered it first: by, said."""


class AlreadyFilledIn(ConsoleRefused):
    """Somebody filled it in before: by, said."""


class LeftBeforeItCame(ConsoleRefused):
    """The time of leaving lies before the arrival or in the future."""


class OtherGate(ConsoleRefused):
    """The decision was made at another gate: title."""


class TooOld(ConsoleRefused):
    """The question is minutes old; whoever asked stands there no more: minutes."""


class UnknownService(ConsoleRefused):
    """There is no such service: service."""
