"""What a round refuses, with what was wrong. Words for people are in `messages.py`."""


class RoundsRefused(Exception):
    """The round cannot be so; the values are attributes, for the sentence."""

    def __init__(self, **values: object) -> None:
        super().__init__(*values.values())
        self.__dict__.update(values)


class DueDayUnlike(RoundsRefused):
    """There is no such due day: due_day, most."""


class MeterNamedTwice(RoundsRefused):
    """A plan names one meter twice: number."""


class NoMeters(RoundsRefused):
    """A plan without meters."""


class NoSuchMeter(RoundsRefused):
    """Nothing that could be read has this number: number."""


class PlanTaken(RoundsRefused):
    """Another plan has the name: title."""


class RoundIncomplete(RoundsRefused):
    """Meters are neither read nor excused: count, numbers."""


class RoundOver(RoundsRefused):
    """The round was finished before: by, said."""
