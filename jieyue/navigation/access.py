"""Departments of gates, visitors and presence."""

from django.utils.translation import gettext_lazy as _

from jieyue.access.permissions import AccessPermission
from jieyue.navigation.items import Department, Item

DEPARTMENTS: tuple[Department, ...] = (
    Department(
        _("Visitors"),
        "user-plus",
        (
            Item(
                _("My visitors"),
                "access:visitors",
                "user-plus",
                AccessPermission.VISITORS_INVITE,
                phone=True,
            ),
            Item(
                _("Reception"),
                "access:reception",
                "bell-ringing",
                AccessPermission.VISITORS_RECEIVE,
                phone=True,
                desk=AccessPermission.VISITORS_RECEIVE,
            ),
            Item(
                _("Register of visits"),
                "access:visit_register",
                "list-search",
                AccessPermission.VISITORS_RECEIVE,
            ),
            Item(
                _("Work permits"),
                "access:permits",
                "helmet",
                AccessPermission.PERMITS_READ,
            ),
            Item(
                _("When no visits are received"),
                "access:visit_stops",
                "calendar-off",
                AccessPermission.VISITORS_EDIT,
            ),
        ),
    ),
    Department(
        _("Inside now"),
        "users",
        (
            Item(_("People inside"), "access:presence", "users", AccessPermission.PRESENCE_READ),
            Item(
                _("Presence by building"),
                "access:presence_buildings",
                "building",
                AccessPermission.PRESENCE_READ,
            ),
            Item(
                _("Units by hour"),
                "access:presence_heat",
                "chart-grid-dots",
                AccessPermission.PRESENCE_READ,
            ),
            Item(
                _("Muster list"),
                "access:musters_now",
                "list-check",
                AccessPermission.MUSTER_READ,
                phone=True,
                desk=AccessPermission.MUSTER_CALL,
            ),
            Item(
                _("Look somebody up"),
                "access:presence_lookup",
                "user-search",
                AccessPermission.PRESENCE_LOOKUP,
            ),
        ),
    ),
    Department(
        _("Parking"),
        "parking",
        (
            Item(_("Car parks"), "access:parking", "parking", AccessPermission.PARKING_READ),
            Item(_("Cars inside"), "access:parking_cars", "car", AccessPermission.PARKING_READ),
            Item(
                _("Cars to look at"),
                "access:parking_watch",
                "alert-triangle",
                AccessPermission.PARKING_READ,
            ),
            Item(
                _("How full they were"),
                "access:parking_hours",
                "chart-bar",
                AccessPermission.PARKING_READ,
            ),
            Item(
                _("Parking spaces"),
                "access:parking_spaces",
                "list-details",
                AccessPermission.PARKING_EDIT,
            ),
        ),
    ),
    Department(
        _("Gates"),
        "door-enter",
        (
            Item(
                _("Guard's screen"),
                "access:console",
                "device-cctv",
                AccessPermission.CONSOLE_READ,
                phone=True,
                desk=AccessPermission.GATES_OPEN,
            ),
            Item(_("Opened by hand"), "access:by_hand", "hand-stop", AccessPermission.CONSOLE_READ),
            Item(_("Read a plate"), "access:read_plate", "scan", AccessPermission.CONSOLE_READ),
            Item(
                _("Emergency passages"),
                "access:emergencies",
                "ambulance",
                AccessPermission.CONSOLE_READ,
            ),
            Item(
                _("Gates and lanes"), "access:gates", "barrier-block", AccessPermission.GATES_READ
            ),
            Item(
                _("Opening plans"),
                "access:opening_plans",
                "calendar-time",
                AccessPermission.GATES_READ,
            ),
            Item(
                _("My credentials"),
                "access:my_credentials",
                "id",
                AccessPermission.CREDENTIALS_READ,
            ),
            Item(
                _("Credentials"), "access:credentials", "cards", AccessPermission.CREDENTIALS_EDIT
            ),
            Item(
                _("Access profiles"),
                "access:profiles",
                "lock-access",
                AccessPermission.CREDENTIALS_EDIT,
            ),
            Item(
                _("Staff's own cars"),
                "access:plate_requests",
                "car",
                AccessPermission.CREDENTIALS_EDIT,
            ),
            Item(_("Use of faces"), "access:faces", "face-id", AccessPermission.FACES_READ),
            Item(_("Block list"), "access:blocks", "ban", AccessPermission.BLOCKS_READ),
            Item(_("Fire release"), "access:fire", "flame", AccessPermission.GATES_RELEASE),
            Item(
                _("Gate statistics"),
                "access:statistics",
                "chart-bar",
                AccessPermission.STATISTICS_READ,
            ),
            Item(
                _("Decisions of the gates"),
                "access:decisions",
                "list-check",
                AccessPermission.DECISIONS_READ,
            ),
            Item(_("Gate devices"), "access:devices", "door", AccessPermission.DEVICES_READ),
            Item(_("Gate rooms"), "access:gate_rooms", "router", AccessPermission.DEVICES_READ),
            Item(
                _("Health measures"),
                "access:health_orders",
                "heartbeat",
                AccessPermission.HEALTH_READ,
            ),
            Item(
                _("Deliveries of the gates"),
                "access:deliveries",
                "transfer-in",
                AccessPermission.DEVICES_READ,
            ),
        ),
    ),
)
