"""How bad it is: money lost so far and to come, and for how long. Pure."""

from collections.abc import Mapping
from decimal import Decimal

NOTICE, MINOR, MAJOR, URGENT = 1, 2, 3, 4
DAYS_AHEAD = 7  # what it costs if nobody looks for a week
AT_LEAST = {
    "backwards": MINOR,
    "balance": MINOR,
    "clock": MINOR,
    "dead": MINOR,
    "leak": MINOR,
    "multiplier": MAJOR,
    "stuck": MINOR,
}
LASTING = frozenset({"dead", "stuck", "balance"})  # a month's figures suffer after some days
LONG_DAYS = Decimal(3)


def weigh(
    kind: str,
    *,
    yuan_per_day: Decimal | None,
    days: Decimal,
    meters: int = 1,
    thresholds: Mapping[str, Decimal],
) -> int:
    """1 to 4. thresholds: yuan from which it is "minor", "major", "urgent". days: lasted."""
    found = AT_LEAST.get(kind, NOTICE)
    cost = abs(yuan_per_day or Decimal(0)) * (days + DAYS_AHEAD)
    for name, level in (("minor", MINOR), ("major", MAJOR), ("urgent", URGENT)):
        if cost >= thresholds[name]:
            found = max(found, level)
    if meters > 1 or (kind in LASTING and days >= LONG_DAYS):
        found = max(found, MAJOR)
    return found
