"""What happens today, over all departments."""

from django.utils.translation import gettext_lazy as _

from jieyue.navigation.items import Department, Item

DEPARTMENTS: tuple[Department, ...] = (
    Department(
        _("Overview"),
        "home",
        (Item(_("Today"), "dashboards:today", "home"),),
    ),
)
