"""Versioned parameters: every local figure, with unit, source, evidence and who approved it.

`define` names one, `read` gives a site's values on a day. What used a value stores
`values.used` beside its result, so that a figure on a report leads back to the version.
"""

from jieyue.kit.parameters.registry import (
    BadValue,
    Parameter,
    UnknownParameter,
    define,
    definition,
    definitions,
)
from jieyue.kit.parameters.values import Values, read

__all__ = [
    "BadValue",
    "Parameter",
    "UnknownParameter",
    "Values",
    "define",
    "definition",
    "definitions",
    "read",
]
