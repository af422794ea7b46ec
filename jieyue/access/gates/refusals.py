"""What the gates' set-up refuses, with what was wrong. Words for people are in `messages.py`."""


class GatesRefused(Exception):
    """It cannot be so; the values are attributes, for the sentence."""

    def __init__(self, **values: object) -> None:
        super().__init__(*values.values())
        self.__dict__.update(values)


class AlreadyReleased(GatesRefused):
    """The gates stand open for a fire already: by, said."""


class CodeStays(GatesRefused):
    """The code of a zone stands in what was given out: code, title."""


class CodeTaken(GatesRefused):
    """Something of the same kind has the code: code, title."""


class GateIdle(GatesRefused):
    """The gate is not in use: title."""


class NeverReleased(GatesRefused):
    """There was no fire release yet, so there is none to end."""


class NoFireRelease(GatesRefused):
    """The last fire release was ended already: by, said."""


class NoReason(GatesRefused):
    """A gate is not opened without saying why."""


class NotAsked(GatesRefused):
    """A command that a gate's device does not know: wanted."""


class PlanEmpty(GatesRefused):
    """A plan without slots would lock everything: title."""


class SameZone(GatesRefused):
    """A gate leads out of the zone that it leads into: title."""


class SlotEmpty(GatesRefused):
    """A slot begins when it ends: slot."""


class SlotsOverlap(GatesRefused):
    """Two slots speak about the same minute: first, second."""


class ZoneInUse(GatesRefused):
    """Gates in use lead into or out of the zone: title, gates."""


class ZoneWithinItself(GatesRefused):
    """The enclosing zone lies within this one: title, parent."""
