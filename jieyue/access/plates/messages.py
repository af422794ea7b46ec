"""What reading pictures says when it cannot be done."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from jieyue.access.plates.pictures import BadPicture, VisionMissing
from jieyue.access.plates.wording import PICTURE_REFUSALS
from jieyue.kit import problems
from jieyue.kit.problems import Words


@dataclass(frozen=True)
class _OfReason(Words):
    """The sentence of the refusal's own reason."""

    def say(self, error: Exception) -> str:
        return str(PICTURE_REFUSALS.get(getattr(error, "reason", ""), self.text))


problems.connect(
    {
        BadPicture: _OfReason(422, _("This is no picture.")),
        VisionMissing: Words(
            422,
            _(
                "This server has no picture reading. Type the plate instead; whoever runs the "
                "server can add it by installing jieyue[vision]."
            ),
        ),
    }
)
