"""What credentials refuse, with what was wrong. Words for people are in `messages.py`."""


class CredentialsRefused(Exception):
    """It cannot be so; the values are attributes, for the sentence."""

    def __init__(self, **values: object) -> None:
        super().__init__(*values.values())
        self.__dict__.update(values)


class AlreadyDecided(CredentialsRefused):
    """Somebody else answered first: by, said."""


class AlreadyEnded(CredentialsRefused):
    """An ended credential never comes back: number."""


class BadNumber(CredentialsRefused):
    """No card, pass or staff number looks like this: number."""


class BadWindow(CredentialsRefused):
    """It would end before it begins: since, until."""


class BlockedSubject(CredentialsRefused):
    """On the block list: number."""


class ColourMissing(CredentialsRefused):
    """A plate without its colour is two plates: plate."""


class ColourUnlike(CredentialsRefused):
    """No plate of this shape has this colour: plate, colours."""


class NoDefaultProfile(CredentialsRefused):
    """Nobody said which profile new credentials get."""


class NoPass(CredentialsRefused):
    """One has no pass, or it is stopped."""


class NoSuchPerson(CredentialsRefused):
    """Nobody who works here has this staff number: staff_no."""


class NoSuchProfile(CredentialsRefused):
    """There is no access profile of this code: code."""


class NoSuchZone(CredentialsRefused):
    """There is no zone of this code: code."""


class NotLost(CredentialsRefused):
    """Only a lost one can be found."""


class NotAPlate(CredentialsRefused):
    """What was written is no number plate: plate, why."""


class NotYours(CredentialsRefused):
    """It is not one's own."""


class OwnRequest(CredentialsRefused):
    """Nobody decides what they asked for themselves."""


class PersonGone(CredentialsRefused):
    """Who has left gets no credential: person, left_on."""


class PlateMaybeShort(CredentialsRefused):
    """Valid as it stands, but it may be a new-energy plate that lost a character: plate."""


class ProfileTaken(CredentialsRefused):
    """Another profile has the code: code."""


class ReasonMissing(CredentialsRefused):
    """Nobody is blocked without a reason."""


class Taken(CredentialsRefused):
    """Somebody has it; who, only those who may see credentials read: number."""


class TakenBy(Taken):
    """The same for whoever may see who: number, holder."""


class TooManyPlates(CredentialsRefused):
    """So many cars of their own are registered already: most."""


class VehicleWithoutPlate(CredentialsRefused):
    """An official vehicle is known by its plate."""


class ZoneNotOpened(CredentialsRefused):
    """A credential is narrowed to zones of its profile: code, profile."""
