"""What the visitors' topic refuses, with what was wrong. Words are in `messages.py`."""


class VisitsRefused(Exception):
    """It cannot be so; the values are attributes, for the sentence."""

    def __init__(self, **values: object) -> None:
        super().__init__(*values.values())
        self.__dict__.update(values)


class AlreadyDecided(VisitsRefused):
    """Somebody decided before: state, by, said."""


class AlreadyInside(VisitsRefused):
    """The guest was received before: name, by, said."""


class AlreadyOut(VisitsRefused):
    """The guest went before: name, said."""


class DedicatedReception(VisitsRefused):
    """Minors and 信访 go to the dedicated reception, not to a host."""


class GroupTooLarge(VisitsRefused):
    """More guests than a visit may have: most."""


class HeldForSecurity(VisitsRefused):
    """Security looks at it first."""


class HostIsGuest(VisitsRefused):
    """A visitor cannot confirm himself: name."""


class HostNotFound(VisitsRefused):
    """Nobody there has this name and number."""


class IdentityDiffers(VisitsRefused):
    """The document shown is not the one the visit was asked with."""


class NoSuchGuest(VisitsRefused):
    """No page behind this address, or no more."""


class NobodyNamed(VisitsRefused):
    """A visit without guests."""


class NotExpected(VisitsRefused):
    """The visit is not one that is received: state."""


class NotYours(VisitsRefused):
    """Only the host or a deputy of the host's unit confirms."""


class NoZoneLeft(VisitsRefused):
    """Nothing remains of the zones asked for."""


class OutsideWindow(VisitsRefused):
    """Too early or too late: since and until in words."""


class ReasonMissing(VisitsRefused):
    """A reason is needed."""


class SamePersonTwice(VisitsRefused):
    """One person stands in the visit twice: name."""


class TooFar(VisitsRefused):
    """So far ahead nothing is arranged: days."""


class TooLateToChange(VisitsRefused):
    """A change needs notice: hours."""


class TooLong(VisitsRefused):
    """A visit lasts so long at most: hours."""


class TooManyTries(VisitsRefused):
    """The page was used too often from there: minutes."""


class VisitsAreStopped(VisitsRefused):
    """The unit receives nobody then: said, its end in words."""


class WindowBackwards(VisitsRefused):
    """It ends before it begins."""


class WindowPast(VisitsRefused):
    """It is over already."""
