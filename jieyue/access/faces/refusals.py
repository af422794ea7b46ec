"""What the use of faces refuses, with what was wrong. Words for people are in `messages.py`."""


class FacesRefused(Exception):
    """It cannot be so; the values are attributes, for the sentence."""

    def __init__(self, **values: object) -> None:
        super().__init__(*values.values())
        self.__dict__.update(values)


class AlternativesMissing(FacesRefused):
    """Face is never the only way."""


class AlreadyConfirmed(FacesRefused):
    """The reader or somebody confirmed it before."""


class CodeTaken(FacesRefused):
    """Another use has the code: code."""


class GuardianMissing(FacesRefused):
    """Somebody that young agrees through a guardian: age."""


class NoCentralTemplates(FacesRefused):
    """The site keeps no templates centrally."""


class NoConsent(FacesRefused):
    """Without consent no face is stored."""


class NoGoodAssessment(FacesRefused):
    """No assessment in force says that the use is acceptable: purpose."""


class NoText(FacesRefused):
    """Nothing is published that one could agree to."""


class NotAFaceDevice(FacesRefused):
    """The device does not read faces: serial."""


class NotAgreed(FacesRefused):
    """The box was not ticked."""


class OtherText(FacesRefused):
    """A newer version was published while one read the old one: version."""


class PrivatePlace(FacesRefused):
    """Nobody is filmed there: place."""


class ReasonMissing(FacesRefused):
    """By hand only with a reason."""
