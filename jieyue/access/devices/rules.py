"""Keys of devices, and how well a device is. Pure: values in, values out."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from jieyue.kit import keys

KEY_PREFIX = "jyd_"
LONGEST_FAULT = 60
key_hash = keys.key_hash


class State(StrEnum):
    """How a device is. `silent` comes before `faulty`: nobody knows whether the fault lasts."""

    CLOCK_OFF = "clock_off"
    FAULTY = "faulty"
    OFF = "off"
    SILENT = "silent"
    UNHEARD = "unheard"
    WELL = "well"


AILING = frozenset({State.CLOCK_OFF, State.FAULTY, State.SILENT})


class Limits(NamedTuple):
    """silent_after: a device that sends heartbeats and is not heard so long is silent."""

    silent_after: timedelta
    clock_tolerance_s: int


class Signs(NamedTuple):
    """What a device last said of itself. skew_s: its clock ahead of ours, None is unknown.

    beats_at: its last heartbeat; None for one that sends only passages and may be quiet.
    """

    is_active: bool
    last_seen_at: datetime | None
    beats_at: datetime | None = None
    fault: str = ""
    fault_since: datetime | None = None
    skew_s: int | None = None


class Health(NamedTuple):
    """`since`: when it was last heard, or since when it is faulty; None if nobody can say."""

    state: State
    since: datetime | None = None


def new_key() -> str:
    """A new key of a gate device."""
    return keys.new_key(KEY_PREFIX)


def health(signs: Signs, *, limits: Limits, at: datetime) -> Health:
    """How the device is at that time."""
    if not signs.is_active:
        return Health(State.OFF)
    if signs.last_seen_at is None:
        return Health(State.UNHEARD)
    if signs.beats_at is not None and at - signs.last_seen_at > limits.silent_after:
        return Health(State.SILENT, signs.last_seen_at)
    if signs.fault:
        return Health(State.FAULTY, signs.fault_since)
    if signs.skew_s is not None and abs(signs.skew_s) > limits.clock_tolerance_s:
        return Health(State.CLOCK_OFF, signs.beats_at)
    return Health(State.WELL)


def fault_text(given: str) -> str:
    """What a device reports of itself as one short line, without what a page cannot show."""
    text = "".join(letter if letter.isprintable() else " " for letter in given)
    return " ".join(text.split())[:LONGEST_FAULT]


def share_up(
    spells: list[tuple[datetime, datetime | None]], *, since: datetime, until: datetime
) -> float | None:
    """Share of [since, until) outside all spells, which do not overlap; None for no time at all.

    A spell without an end lasts.
    """
    span = (until - since).total_seconds()
    if span <= 0:
        return None
    down = 0.0
    for start, end in spells:
        here = (min(end or until, until) - max(start, since)).total_seconds()
        down += max(0.0, here)
    return max(0.0, 1 - down / span)
