"""What presence refuses, with what was wrong. Words for people are in `messages.py`."""


class PresenceRefused(Exception):
    """It cannot be so; the values are attributes, for the sentence."""

    def __init__(self, **values: object) -> None:
        super().__init__(*values.values())
        self.__dict__.update(values)


class NoPurpose(PresenceRefused):
    """A look-up without one of the purposes there are."""


class NobodySo(PresenceRefused):
    """Nobody has the staff number: number."""


class ReasonTooShort(PresenceRefused):
    """A look-up without a reason that says something: least."""
