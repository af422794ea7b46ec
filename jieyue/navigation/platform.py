"""What every department stands on."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.permissions import KitPermission
from jieyue.navigation.items import Department, Item

DEPARTMENTS: tuple[Department, ...] = (
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
                KitPermission.TASKS_RETRY,
            ),
            Item(_("Journal"), "kit:journal", "notebook", KitPermission.JOURNAL_READ),
            Item(_("Programming interface"), "api_reference", "api", KitPermission.TASKS_READ),
        ),
    ),
)
