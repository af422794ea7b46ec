"""What credentials say when something cannot be done."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from jieyue.access.credentials import refusals
from jieyue.access.credentials.words import COLOURS, PLATE_PROBLEMS
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.CredentialsRefused,)


@dataclass(frozen=True)
class _Plates(Words):
    """Says why it is no plate and names colours, where the exception carries their codes."""

    def say(self, error: Exception) -> str:
        values = dict(vars(error))
        values["why"] = str(PLATE_PROBLEMS.get(str(values.get("why", "")), ""))
        colours = [str(COLOURS[each]) for each in values.get("colours", ())]
        values["colours"] = "、".join(colours)
        return str(self.text) % values


problems.connect(
    {
        refusals.AlreadyDecided: Words(
            409, _("%(by)s decided this at %(said)s. Look at it again before you change it.")
        ),
        refusals.AlreadyEnded: Words(
            409, _("%(number)s has ended and does not come back. Issue a new credential instead.")
        ),
        refusals.BadNumber: Words(
            422,
            _("“%(number)s” is no such number: it has letters and digits only, at most 40."),
        ),
        refusals.BadWindow: Words(
            422, _("It would end at %(until)s, before it begins at %(since)s. Give a later end.")
        ),
        refusals.BlockedSubject: Words(
            409, _("%(number)s is on the block list. Ask the security officer.")
        ),
        refusals.ColourMissing: Words(
            422,
            _(
                "The colour of %(plate)s is missing: the same characters exist on plates of "
                "different colours. Choose the one on the car."
            ),
        ),
        refusals.ColourUnlike: _Plates(
            422,
            _(
                "A plate such as %(plate)s is never of this colour; it would be %(colours)s. A "
                "green plate has eight characters: see whether one is missing."
            ),
        ),
        refusals.NoDefaultProfile: Words(
            422, _("No access profile is the usual one yet. Choose one under “Access profiles”.")
        ),
        refusals.NoPass: Words(
            409, _("Your pass is stopped or was not made yet. Ask the security officer.")
        ),
        refusals.NoSuchPerson: Words(
            422, _("Nobody with the staff number %(staff_no)s works here. Check the number.")
        ),
        refusals.NoSuchProfile: Words(
            422, _("There is no access profile %(code)s. Choose one of the list.")
        ),
        refusals.NoSuchZone: Words(422, _("There is no zone %(code)s. Choose zones of the list.")),
        refusals.NotAPlate: _Plates(422, _("“%(plate)s” is no number plate. %(why)s")),
        refusals.NotLost: Words(409, _("This was not reported lost, or somebody found it first.")),
        refusals.NotYours: Words(403, _("This is not yours. The security officer can change it.")),
        refusals.OwnRequest: Words(
            403, _("You asked for this yourself, so somebody else must decide it.")
        ),
        refusals.PersonGone: Words(
            409, _("%(person)s has left on %(left_on)s and gets no credential.")
        ),
        refusals.PlateMaybeShort: Words(
            422,
            _(
                "%(plate)s may be a new-energy plate that lost a character: those have eight. "
                "Look at the car again, and say so if it is complete."
            ),
        ),
        refusals.ProfileTaken: Words(
            409, _("There is an access profile %(code)s already. Choose another code.")
        ),
        refusals.ReasonMissing: Words(422, _("Give the reason; whoever asks later must find it.")),
        refusals.Taken: Words(
            409,
            _(
                "%(number)s is somebody else's already. Ask the security officer whose, and have "
                "it ended first."
            ),
        ),
        refusals.TakenBy: Words(
            409, _("%(number)s is already held by %(holder)s. End that credential first.")
        ),
        refusals.TooManyPlates: Words(
            409, _("At most %(most)s cars of one's own are registered. Give one up first.")
        ),
        refusals.VehicleWithoutPlate: Words(
            422, _("An official vehicle is known by its plate. Choose the plate as the kind.")
        ),
        refusals.ZoneNotOpened: Words(
            422,
            _(
                "The profile %(profile)s does not open zone %(code)s. Leave it unticked, or "
                "choose another profile."
            ),
        ),
    }
)


def say(error: Exception) -> str:
    """The sentence for an expected refusal."""
    return problems.say(error)
