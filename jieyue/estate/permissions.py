from django.utils.translation import gettext_lazy as _

from jieyue.kit.permissions import Permission


class EstatePermission(Permission):
    """Rights over buildings, rooms, who occupies them, and the weather kept of the site."""

    OCCUPANCY_EDIT = "estate.occupancy.edit", _("Hand rooms over and take them back")
    ROOMS_EDIT = "estate.rooms.edit", _("Edit buildings and rooms")
    ROOMS_READ = "estate.rooms.read", _("See buildings, rooms and their occupants")
    SITES_EDIT = "estate.sites.edit", _("Edit the complex itself")
    WEATHER_READ = "estate.weather.read", _("See the weather of the site")
    WEATHER_RECORD = "estate.weather.record", _("Record the weather of the site")
