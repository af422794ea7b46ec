"""What a muster refuses, with what was wrong. Words for people are in `messages.py`."""


class MusterRefused(Exception):
    """It cannot be so; the values are attributes, for the sentence."""

    def __init__(self, **values: object) -> None:
        super().__init__(*values.values())
        self.__dict__.update(values)


class AlreadyCalled(MusterRefused):
    """A muster is going on: by, said."""


class MusterOver(MusterRefused):
    """It was ended before: by, said."""


class NoReason(MusterRefused):
    """A muster without a reason."""


class NotOnTheList(MusterRefused):
    """The muster does not look for this key: key."""


class UnknownState(MusterRefused):
    """No such mark: state."""
