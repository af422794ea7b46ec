"""The journal (台账): what was done, by whom, and what must follow.

`record` writes a fact in the caller's transaction, with one pending delivery per reaction.
The worker runs each delivery in a transaction of its own and tries a failed one again after
growing waits. Once a minute it seals new entries into a chain of digests, in which a changed,
missing or reordered entry shows (`broken_link`).
"""

from jieyue.kit.journal.delivering import deliver_all, deliver_next, retry_wait
from jieyue.kit.journal.recording import Fact, Reaction, connect, fact_classes, name_of, record
from jieyue.kit.journal.sealing import BrokenLink, broken_link, seal

__all__ = [
    "BrokenLink",
    "Fact",
    "Reaction",
    "broken_link",
    "connect",
    "deliver_all",
    "deliver_next",
    "fact_classes",
    "name_of",
    "record",
    "retry_wait",
    "seal",
]
