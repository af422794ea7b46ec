"""From registers to use, STANDARDS 1.10: what each step of a counter is worth, hour by hour."""

from jieyue.energy.consumption.rules.deriving import Derived, derive
from jieyue.energy.consumption.rules.limits import Limits
from jieyue.energy.consumption.rules.notes import Kind, Note
from jieyue.energy.consumption.rules.spreading import Spread

__all__ = ["Derived", "Kind", "Limits", "Note", "Spread", "derive"]
