"""What this domain refuses, in the user's words; each says what would be right."""

from django.utils.translation import gettext_lazy as _

from jieyue.estate.buildings import actions as building_actions
from jieyue.estate.buildings import rules as buildings
from jieyue.estate.occupancy import actions as occupancy_actions
from jieyue.estate.occupancy import rules as occupancy
from jieyue.estate.rooms import actions as room_actions
from jieyue.estate.rooms import rules as rooms
from jieyue.estate.weather import rules as weather
from jieyue.kit.problems import Words, connect

WORDS: dict[type[Exception], Words] = {
    building_actions.SiteNameTaken: Words(
        409, _("Another complex is called “%(name)s”. Choose another name.")
    ),
    buildings.GarageTooLarge: Words(
        422,
        _(
            "A garage of %(garage_area_m2)s m² cannot be part of %(gross_area_m2)s m² gross floor "
            "area."
        ),
    ),
    occupancy.EmptySpan: Words(
        422, _("It began on %(since_on)s; %(until_on)s must be a later day.")
    ),
    occupancy.RoomOccupied: Words(
        409,
        _("Somebody occupies the room from %(since_on)s on. Take it back first, or choose days."),
    ),
    occupancy_actions.RoomClosed: Words(409, _("Room %(number)s is out of use.")),
    occupancy_actions.RoomVacant: Words(409, _("The room is vacant already.")),
    occupancy_actions.UnitMovedOut: Words(
        422, _("“%(name)s” has moved out. Choose a unit that is here.")
    ),
    occupancy_actions.UnknownRooms: Words(
        422, _("No room or unit here is called: %(names)s. Add them first.")
    ),
    room_actions.BadRoom: Words(
        422, _("Room %(number)s: %(area_m2)s m² as “%(use)s” is not possible.")
    ),
    room_actions.RoomInUse: Words(
        409, _("“%(unit)s” is in room %(number)s. Take the room back first.")
    ),
    room_actions.UnknownBuildings: Words(
        422, _("No building here has these codes: %(codes)s. Add the buildings first.")
    ),
    rooms.NoSuchFloor: Words(
        422, _("There is no floor %(level)s: floors count 1, 2, 3 upwards and -1, -2 downwards.")
    ),
    weather.AlreadyObserved: Words(
        409, _("The weather of %(day)s was observed; a forecast does not replace it.")
    ),
    weather.BeyondNature: Words(422, _("%(value)s is not possible: from %(least)s to %(most)s.")),
    weather.ForecastTooFar: Words(
        422, _("Weather is forecast up to %(last)s at most; %(day)s is later.")
    ),
    weather.LowAboveHigh: Words(
        422, _("The lowest temperature (%(low_c)s °C) is above the highest (%(high_c)s °C).")
    ),
    weather.NotYetObserved: Words(422, _("%(day)s is still to come: enter it as a forecast.")),
}

connect(WORDS)
