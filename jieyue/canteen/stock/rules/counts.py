"""盘点差异: how far a count may be from the books before it needs a reason (STANDARDS 2.8)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

HUNDRED = Decimal(100)


def tolerance_pct(by_class: Mapping[str, Any], *, category: str, storage: str) -> Decimal:
    """The class's tolerance, else that of how it is stored, else the site's `other`."""
    classes, stored = by_class.get("classes", {}), by_class.get("storage", {})
    return Decimal(str(classes.get(category, stored.get(storage, by_class.get("other", 0)))))


def is_beyond(*, book: Decimal, counted: Decimal, tolerance_pct: Decimal) -> bool:
    """Whether the difference is more than the tolerance; goods no book knows always are."""
    return abs(counted - book) * HUNDRED > book * tolerance_pct
