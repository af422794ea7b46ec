from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Steps that were not plain; the codes of `consumption.models.NoteKind`."""

    BACKWARDS = "backwards"
    FOREIGN = "foreign"
    GAP = "gap"
    JUMP = "jump"
    REPLACEMENT = "replacement"
    ROLLOVER = "rollover"


@dataclass(frozen=True)
class Note:
    """One such step. use_micro None: nothing is known of the use between the two readings."""

    kind: Kind
    from_s: int
    to_s: int
    from_milli: int
    to_milli: int
    use_micro: int | None
