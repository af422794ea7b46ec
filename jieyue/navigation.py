"""The left navigation: departments and their pages, in the order people see them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.access.permissions import AccessPermission
from jieyue.kit.permissions import KitPermission


@dataclass(frozen=True)
class Item:
    """One page. `permission` hides it from whoever may not open it; empty shows it to all.

    phone: also stands in the bar at the foot of a phone's screen, which has room for four.
    """

    label: "str | Promise"
    url_name: str
    icon: str  # a Tabler icon name, without `ti-`
    permission: str = ""
    phone: bool = False


@dataclass(frozen=True)
class Department:
    """One group of pages in the left navigation."""

    label: "str | Promise"
    icon: str
    items: tuple[Item, ...]


NAVIGATION: tuple[Department, ...] = (
    Department(
        _("Overview"),
        "home",
        (Item(_("Today"), "dashboards:today", "home", phone=True),),
    ),
    Department(
        _("Canteen"),
        "tools-kitchen-2",
        (),
    ),
    Department(
        _("Gates"),
        "door-enter",
        (
            Item(_("People inside"), "access:presence", "users", AccessPermission.PRESENCE_READ),
            Item(_("Gate devices"), "access:devices", "door", AccessPermission.DEVICES_READ),
            Item(
                _("Deliveries of the gates"),
                "access:deliveries",
                "transfer-in",
                AccessPermission.DEVICES_READ,
            ),
        ),
    ),
    Department(
        _("Platform"),
        "settings",
        (
            Item(_("Parameters"), "kit:parameters", "adjustments", KitPermission.PARAMETERS_READ),
            Item(_("Workday calendar"), "kit:workdays_now", "calendar-event"),
            Item(_("Background work"), "kit:tasks", "progress", KitPermission.TASKS_READ),
            Item(
                _("Deliveries that keep failing"),
                "kit:deliveries",
                "alert-triangle",
                KitPermission.TASKS_READ,
            ),
            Item(_("Journal"), "kit:journal", "notebook", KitPermission.JOURNAL_READ),
        ),
    ),
)
