"""What a decision looked at, as one compact line that is stored and read back whole.

Values stand in the order of their fields; a field that is added later stands at the end and has
a default, so that old lines stay readable. Pure.
"""

import json
from typing import Any

from jieyue.access.decisions.rules import (
    CredentialFacts,
    DeviceFacts,
    GateFacts,
    Known,
    Question,
    Seen,
)

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


class BadInputs(Exception):
    """The line is none of ours."""


def packed(question: Question, known: Known) -> str:
    """One line of JSON. Raises ValueError for a number that is not finite."""
    return _encode([question, known])


def unpacked(line: str) -> tuple[Question, Known]:
    """The values of a line of `packed`. Raises BadInputs."""
    try:
        asked, values = json.loads(line)
        known = Known(*values)
        whole = known._replace(
            device=DeviceFacts(*known.device),
            gate=GateFacts(*known.gate),
            credential=_credential(known.credential),
            seen=None if known.seen is None else Seen(*known.seen),
            other_colours=tuple(known.other_colours),
            near=tuple(known.near),
        )
        return Question(*asked), whole
    except (TypeError, ValueError) as error:
        raise BadInputs(line[:80]) from error


def _credential(values: Any) -> CredentialFacts | None:
    if values is None:
        return None
    facts = CredentialFacts(*values)
    return facts._replace(zones=tuple(facts.zones))
