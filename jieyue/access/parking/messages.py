"""What the car parks' pages say when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.access.parking import refusals
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.ParkingRefused,)

problems.connect(
    {
        refusals.CarNotInside: Words(
            409, _("%(plate)s is not in %(zone)s. Choose a car that drove in and not out.")
        ),
        refusals.CodeTaken: Words(409, _("There is a space %(code)s already.")),
        refusals.KeeperUnclear: Words(
            422, _("Keep a space for a vehicle, or for a person or unit, not for both.")
        ),
        refusals.NoSuchCarPark: Words(
            422, _("There is no car park %(code)s. Set up a zone of the kind parking first.")
        ),
        refusals.NoSuchKeeper: Words(
            422, _("Nobody is known as “%(text)s”. Give a staff number, or a unit's name or code.")
        ),
        refusals.NotABay: Words(422, _("Space %(code)s is no charging bay.")),
        refusals.NotAPlate: Words(
            422, _("“%(plate)s” is no number plate. One looks like 川T12345 or 川TD12345.")
        ),
        refusals.NothingFree: Words(409, _("No space for %(kind)s is free all that time.")),
        refusals.PlaceTaken: Words(
            409, _("Space %(code)s stands at this column and row. Choose another place.")
        ),
        refusals.ReservedThen: Words(
            409, _("%(by)s reserved %(code)s for %(plate)s until %(said)s.")
        ),
        refusals.SpaceOff: Words(409, _("Space %(code)s is not in use.")),
        refusals.SpaceTaken: Words(
            409,
            _(
                "%(by)s noted %(plate)s on %(code)s at %(said)s. "
                "If it is gone, say first that the space is empty."
            ),
        ),
    }
)


def say(error: Exception) -> str:
    """The sentence of an expected refusal."""
    return problems.say(error)
