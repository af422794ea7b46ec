from django.utils.translation import gettext_lazy as _

from jieyue.kit.permissions import Permission


class EstatePermission(Permission):
    """Rights over buildings, rooms and who occupies them."""

    OCCUPANCY_EDIT = "estate.occupancy.edit", _("Hand rooms over and take them back")
    ROOMS_EDIT = "estate.rooms.edit", _("Edit buildings and rooms")
    ROOMS_READ = "estate.rooms.read", _("See buildings, rooms and their occupants")
    SITES_EDIT = "estate.sites.edit", _("Edit the complex itself")
