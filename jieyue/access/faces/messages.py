"""What the use of faces says when something cannot be done."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from jieyue.access.faces import refusals
from jieyue.access.faces.recognition import FaceRefused
from jieyue.access.faces.words import picture_words
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (FaceRefused, refusals.FacesRefused)


@dataclass(frozen=True)
class _OfReasons(Words):
    """A sentence for each of the refusal's own reasons."""

    def say(self, error: Exception) -> str:
        reasons = getattr(error, "reasons", ())
        return " ".join(picture_words(reason) for reason in reasons) or str(self.text)


problems.connect(
    {
        FaceRefused: _OfReasons(422, _("This picture of a face cannot be used.")),
        refusals.AlreadyConfirmed: Words(409, _("This reader's deletion is confirmed already.")),
        refusals.AlternativesMissing: Words(
            422, _("Name the other ways to pass: face may never be the only one.")
        ),
        refusals.CodeTaken: Words(409, _("There is a use %(code)s already. Choose another code.")),
        refusals.GuardianMissing: Words(
            422, _("Below %(age)s years of age the guardian agrees. Give the guardian's name.")
        ),
        refusals.NoCentralTemplates: Words(
            409,
            _("This site keeps faces in the readers only. The parameter for it is switched off."),
        ),
        refusals.NoConsent: Words(
            409, _("There is no consent, so no face is stored. It is given on one's own phone.")
        ),
        refusals.NoGoodAssessment: Words(
            409,
            _(
                "“%(purpose)s” has no impact assessment in force that allows it. Make the "
                "assessment first."
            ),
        ),
        refusals.NoText: Words(
            409, _("No consent text is published yet. The security officer publishes it.")
        ),
        refusals.NotAFaceDevice: Words(
            422, _("Device %(serial)s does not read faces. Choose a face terminal.")
        ),
        refusals.NotAgreed: Words(
            422, _("Tick the box if you agree. Without it your card and code go on working.")
        ),
        refusals.OtherText: Words(
            409, _("Meanwhile version %(version)s of the text was published. Read it again.")
        ),
        refusals.PrivatePlace: Words(
            422,
            _(
                "%(place)s is a private place: no faces are taken in toilets, baths, changing and "
                "sleeping rooms. Hang the reader elsewhere."
            ),
        ),
        refusals.ReasonMissing: Words(422, _("Give the reason; whoever asks later must find it.")),
    }
)


def say(error: Exception) -> str:
    """The sentence for an expected refusal."""
    return problems.say(error)
