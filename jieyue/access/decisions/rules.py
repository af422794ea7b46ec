"""Whether somebody may pass, and why. Pure: values in, values out, the same answer every time.

The server, the gate room's agent and a replay call `decide` with the same values, so they cannot
differ. The order of the questions: does the device work, is the gate released or locked, is the
holder blocked, is the credential good, does it open this zone now, was the holder let in before,
is there room.
"""

from enum import StrEnum
from typing import NamedTuple

RULE_VERSION = "1"
ALLOW, DENY, RECORD = "allow", "deny", "record"


class Reason(StrEnum):
    """Why. Stable: readers, agents and guards read these; `messages.py` puts them into words."""

    ALREADY_INSIDE = "already_inside"
    BLOCKED = "blocked"
    COLOUR_DIFFERS = "colour_differs"
    CONFIDENCE_LOW = "confidence_low"
    CREDENTIAL_BLOCKED = "credential_blocked"
    CREDENTIAL_LOST = "credential_lost"
    DEVICE_FAULTY = "device_faulty"
    EXPIRED = "expired"
    FIRE_RELEASE = "fire_release"
    GATE_LOCKED = "gate_locked"
    HISTORICAL = "historical"
    MEASURE = "measure"
    NEVER_CAME_IN = "never_came_in"
    NOT_NOW = "not_now"
    NOT_YET_VALID = "not_yet_valid"
    OPEN = "open"
    PASSES = "passes"
    QR_FORGED = "qr_forged"
    QR_FROM_FUTURE = "qr_from_future"
    QR_REPLAYED = "qr_replayed"
    QR_STALE = "qr_stale"
    REPEATED = "repeated"
    UNKNOWN = "unknown"
    WRONG_TRAFFIC = "wrong_traffic"
    ZONE_FULL = "zone_full"
    ZONE_NOT_ALLOWED = "zone_not_allowed"


class Question(NamedTuple):
    """What a gate asks. `at_ms` is the event's own time, milliseconds since 1970 UTC."""

    at_ms: int
    direction: str  # "in" or "out"
    kind: str  # "card", "face", "plate", "qr", "id"
    subject: str  # as in Credential
    colour: str = ""
    confidence: float | None = None
    is_current: bool = True


class DeviceFacts(NamedTuple):
    """The reader that asks; `fault` is empty when it is well."""

    serial: str
    fault: str = ""


class GateFacts(NamedTuple):
    """The gate at that moment: `mode` is what its plan says then. `outer` empty: outside."""

    code: str
    traffic: str
    outer: str
    inner: str
    mode: str = "controlled"
    antipassback: str = "off"
    repeat_s: int = 0
    releases_on_fire: bool = True


class CredentialFacts(NamedTuple):
    """The credential that bears the subject. `zones` are codes; `opens_now`: its own plan does."""

    id: int
    kind: str
    subject: str
    colour: str
    holder: str
    holder_key: str
    label: str
    status: str
    valid_from_ms: int
    valid_until_ms: int | None
    zones: tuple[str, ...]
    opens_now: bool = True
    person_id: int | None = None
    unit_id: int | None = None


class Seen(NamedTuple):
    """Where the holder was last seen since the last reset, for the zone the gate leads into."""

    is_inside: bool
    at_ms: int


class Known(NamedTuple):
    """All that a decision looks at; plain values, so that they are stored and replayed.

    seen: None is unknown. same_way_ms: when the holder last passed any reader of this gate in
    this direction. inside: how many are in the zone entered, None where there is no limit.
    qr: what the check of a QR pass found ("", forged, stale, from_future, replayed).
    block: why the holder is on the block list; measure: the health measure that stands in the way.
    other_colours: of living plates with the same characters. near: plates one character away;
    they are proposed to the guard and never opened.
    """

    device: DeviceFacts
    gate: GateFacts
    credential: CredentialFacts | None = None
    fire: bool = False
    block: str = ""
    seen: Seen | None = None
    same_way_ms: int | None = None
    inside: int | None = None
    limit: int | None = None
    qr: str = ""
    measure: str = ""
    other_colours: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    least_confidence: float | None = None


class Verdict(NamedTuple):
    """`needs`: what would have let them pass, by name, for the words of the reason."""

    outcome: str
    reason: Reason
    warnings: tuple[str, ...] = ()
    needs: tuple[tuple[str, str | int | float], ...] = ()
