"""When a gate room needs looking after. Pure: values in, values out."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple


class Trouble(StrEnum):
    """The worst of what is wrong. Stable; `messages.py` words them."""

    CLOCK = "clock"
    LETTER = "letter"
    NEVER_HEARD = "never_heard"
    REFUSED = "refused"
    RULES_OLD = "rules_old"
    SILENT = "silent"


class Limits(NamedTuple):
    silent_after: timedelta
    old_after: timedelta


class Signs(NamedTuple):
    """What was last heard of an agent; said: the troubles it named itself."""

    heard_at: datetime
    rules_at: datetime | None
    refused: int
    said: tuple[str, ...] = ()


def trouble(signs: Signs, limits: Limits, *, at: datetime) -> str:
    """The worst trouble, empty when all is well."""
    if at - signs.heard_at > limits.silent_after:
        return Trouble.SILENT
    if any(code.startswith("letter_") for code in signs.said):
        return Trouble.LETTER
    if signs.rules_at is None or at - signs.rules_at > limits.old_after:
        return Trouble.RULES_OLD
    if signs.refused:
        return Trouble.REFUSED
    if any(code.startswith("clock_") for code in signs.said):
        return Trouble.CLOCK
    return ""
