"""What work permits refuse, with what was wrong. Words are in `messages.py`."""


class PermitsRefused(Exception):
    """It cannot be so; the values are attributes, for the sentence."""

    def __init__(self, **values: object) -> None:
        super().__init__(*values.values())
        self.__dict__.update(values)


class AlreadyDecided(PermitsRefused):
    """Somebody decided before: state, by, said."""


class CertificateEnded(PermitsRefused):
    """A worker's certificate does not last: name, until."""


class FireWatchMissing(PermitsRefused):
    """Work with fire needs somebody who watches."""


class IdentityDiffers(PermitsRefused):
    """Not the person of the permit."""


class NotCovered(PermitsRefused):
    """The insurance ends before the work: until."""


class NotInForce(PermitsRefused):
    """Nobody works on it now: state."""


class NoWorkers(PermitsRefused):
    """A permit for nobody."""


class OnBlockList(PermitsRefused):
    """Somebody or a car of it may not enter; named by the security office only."""


class ReasonMissing(PermitsRefused):
    """A reason is needed."""


class TooLong(PermitsRefused):
    """A permit lasts so long at most: days."""


class WindowBackwards(PermitsRefused):
    """It ends before it begins."""


class WindowPast(PermitsRefused):
    """It is over already."""


class WorkerTwice(PermitsRefused):
    """One person stands in the permit twice: name."""
