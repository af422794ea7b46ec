"""Rights over gates and what they report, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.permissions import Permission


class AccessPermission(Permission):
    """Entries themselves are read by nobody; only counts by unit leave this domain."""

    DEVICES_EDIT = "access.devices.edit", _("Register gate devices and renew their keys")
    DEVICES_READ = "access.devices.read", _("See gate devices and what they delivered")
    ENTRIES_STORE = "access.entries.store", _("Deliver gate entries")
    PRESENCE_READ = "access.presence.read", _("See how many people are inside, by unit")
