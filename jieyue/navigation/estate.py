"""Buildings, rooms and the weather over them."""

from django.utils.translation import gettext_lazy as _

from jieyue.estate.permissions import EstatePermission
from jieyue.navigation.items import Department, Item

DEPARTMENTS: tuple[Department, ...] = (
    Department(
        _("Rooms and buildings"),
        "building",
        (
            Item(_("The complex"), "estate:complex", "building", EstatePermission.ROOMS_READ),
            Item(_("Who is where"), "estate:plan", "map-2", EstatePermission.ROOMS_READ),
            Item(_("Rooms"), "estate:rooms", "door", EstatePermission.ROOMS_READ),
            Item(_("Area by unit"), "estate:areas", "ruler", EstatePermission.ROOMS_READ),
            Item(_("Weather"), "estate:weather", "cloud-rain", EstatePermission.WEATHER_READ),
        ),
    ),
)
