"""Figures of log-in that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

_LEVEL_3 = _("GB/T 22239-2019 (MLPS 2.0), identity authentication; the number is common practice")

FAILURES_BEFORE_LOCK = define(
    Parameter(
        code="people.accounts.failures_before_lock",
        value="5",
        kind="integer",
        unit="failures",
        minimum="1",
        maximum="20",
        source=_LEVEL_3,
        evidence="K",
        label=_("Failed log-ins until an account is locked"),
    )
)
LOCK_MINUTES = define(
    Parameter(
        code="people.accounts.lock_minutes",
        value="30",
        kind="integer",
        unit="min",
        minimum="1",
        source=_LEVEL_3,
        evidence="K",
        label=_("How long a locked account stays locked"),
    )
)
OFFICER_TOTP = define(
    Parameter(
        code="people.accounts.officer_totp",
        value="true",
        kind="boolean",
        source=_("GB/T 22239-2019 (MLPS 2.0) level 3: two or more techniques, one cryptographic"),
        evidence="K",
        label=_("The three officers need a one-time code to log in"),
    )
)
PASSWORD_CLASSES = define(
    Parameter(
        code="people.accounts.password_classes",
        value="3",
        kind="integer",
        unit="classes",
        minimum="1",
        maximum="4",
        source=_LEVEL_3,
        evidence="K",
        label=_("Classes of characters in a password, of four"),
    )
)
PASSWORD_DAYS = define(
    Parameter(
        code="people.accounts.password_days",
        value="90",
        kind="integer",
        unit="days",
        minimum="1",
        source=_LEVEL_3,
        evidence="found",
        label=_("Days after which a password must be changed"),
    )
)
PASSWORD_HISTORY = define(
    Parameter(
        code="people.accounts.password_history",
        value="5",
        kind="integer",
        unit="passwords",
        minimum="0",
        maximum="24",
        source=_LEVEL_3,
        evidence="found",
        label=_("Last passwords that may not be used again"),
    )
)
PASSWORD_LENGTH = define(
    Parameter(
        code="people.accounts.password_length",
        value="10",
        kind="integer",
        unit="characters",
        minimum="8",
        source=_LEVEL_3,
        evidence="found",
        label=_("Shortest password"),
    )
)
