"""Figures of work permits that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

EXPIRING = define(
    Parameter(
        code="access.permits.expiring_days",
        value="7",
        unit="d",
        kind="integer",
        minimum="1",
        maximum="90",
        label=_("Days ahead to remind of a permit or an insurance that ends"),
        source=_("Our proposal: a week to renew the insurance"),
        evidence="D",
    )
)
KEPT = define(
    Parameter(
        code="access.permits.kept_days",
        value="365",
        unit="d",
        kind="integer",
        minimum="30",
        maximum="1095",
        label=_("Days after a permit until its workers' names and numbers are deleted"),
        source=_("Our proposal: a year, since accidents are looked into later"),
        evidence="D",
    )
)
LONGEST = define(
    Parameter(
        code="access.permits.longest_days",
        value="366",
        unit="d",
        kind="integer",
        minimum="1",
        maximum="1095",
        label=_("How long a work permit lasts at most"),
        source=_("Our proposal: a year, as most contracts do"),
        evidence="D",
    )
)
PROFILE = define(
    Parameter(
        code="access.permits.profile",
        value="contractor",
        kind="text",
        label=_("Code of the access profile that contractors' passes have"),
        source=_("Our proposal"),
        evidence="D",
    )
)
