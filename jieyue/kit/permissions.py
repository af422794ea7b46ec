"""The base of each domain's `permissions.py`: stored codes with a label people can read."""

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """`CONFIRM = "canteen.planning.confirm", _("Confirm the cooking plan")`."""

    if TYPE_CHECKING:
        label: Promise

    def __new__(cls, code: str, label: "str | Promise" = "") -> "Permission":
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label  # type: ignore[assignment]
        return member


class KitPermission(Permission):
    """Rights over what every department shares."""

    JOURNAL_READ = "kit.journal.read", _("Read the journal")
    PARAMETERS_APPROVE = "kit.parameters.approve", _("Put a parameter version into force")
    PARAMETERS_PROPOSE = "kit.parameters.propose", _("Propose a parameter version")
    PARAMETERS_READ = "kit.parameters.read", _("See parameters")
    TASKS_READ = "kit.tasks.read", _("See background work and deliveries that fail")
    TASKS_RETRY = "kit.tasks.retry", _("Try a failed delivery again")
    WORKDAYS_EDIT = "kit.workdays.edit", _("Edit the workday calendar")


def all_permissions() -> dict[str, Permission]:
    """Every permission of every domain, by code, sorted."""
    members = [member for enum in Permission.__subclasses__() for member in enum]
    return {member.value: member for member in sorted(members)}
