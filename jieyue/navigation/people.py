"""Units, persons and what they may do."""

from django.utils.translation import gettext_lazy as _

from jieyue.navigation.items import Department, Item
from jieyue.people.permissions import PeoplePermission

DEPARTMENTS: tuple[Department, ...] = (
    Department(
        _("People"),
        "users",
        (
            Item(_("Units"), "people:units", "building-community", PeoplePermission.UNITS_READ),
            Item(_("Persons"), "people:persons", "users", PeoplePermission.PERSONS_READ),
            Item(_("Accounts"), "people:accounts", "key", PeoplePermission.ACCOUNTS_READ),
            Item(_("Roles"), "people:roles", "shield", PeoplePermission.ROLES_READ),
            Item(_("Approvals"), "people:approvals", "checks"),
        ),
    ),
)
