"""Who hears of an episode, and how. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

AT_ONCE, DIGEST, NEVER = "at_once", "digest", "never"
MAJOR, MINOR = 3, 2


@dataclass(frozen=True)
class Wish:
    """From severity `least` on, `how`."""

    least: int
    how: str


def heard(
    kind: str, severity: int, wishes: Mapping[str, Wish], *, is_concerned: bool, is_owner: bool
) -> str:
    """AT_ONCE, DIGEST or NEVER. wishes: by kind, "" for every kind not named.

    Without a wish of his own, whoever is concerned (handles episodes, or answers for the unit)
    hears of major ones at once and of minor ones in the digest, an owner of his own at once;
    nobody else hears anything.
    """
    wish = wishes.get(kind) or wishes.get("")
    if wish is not None:
        return wish.how if severity >= wish.least else NEVER
    if is_owner:
        return AT_ONCE
    if not is_concerned or severity < MINOR:
        return NEVER
    return AT_ONCE if severity >= MAJOR else DIGEST
