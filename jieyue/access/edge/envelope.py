"""The signed letter in which a gate room's agent gets its rules. Pure.

The server signs, the agent checks: another sender, a changed byte or an older letter is refused
by its own name, so that the gate room can say what is wrong.
"""

import base64
import binascii
import json
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = 1
TEXTS = ("agent", "site")
NUMBERS = ("made_at_ms", "number", "stale_at_ms")


class Flaw(StrEnum):
    """Why a letter is refused. Stable: the gate room's page words them."""

    FORGED = "forged"
    MALFORMED = "malformed"
    NOT_FOR_US = "not_for_us"
    OLDER = "older"
    UNTRUSTED_KEY = "untrusted_key"


class BadEnvelope(Exception):
    """A letter that is not taken, and why."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw


class Held(NamedTuple):
    """What the agent has: the number and time of its rules, and whom it is."""

    agent: str
    site: str = ""
    number: int = -1
    made_at_ms: int = 0


def canonical(body: Mapping[str, Any]) -> bytes:
    """The bytes that are signed: JSON with sorted keys and nothing between them."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def seal(body: Mapping[str, Any], *, key: str, sign: Callable[[bytes], bytes]) -> dict[str, Any]:
    """The letter around a body; `key` is the public half of what `sign` uses, base64."""
    signature = base64.b64encode(sign(canonical(body))).decode()
    return {"body": body, "key": key, "signature": signature}


def opened(letter: object, *, trusted: Collection[str]) -> dict[str, Any]:
    """The body of a letter that a trusted key signed, whatever its age. Raises BadEnvelope."""
    body, key, signature = _parts(letter)
    if key not in trusted:
        raise BadEnvelope(Flaw.UNTRUSTED_KEY)
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        public.verify(base64.b64decode(signature, validate=True), canonical(body))
    except (InvalidSignature, ValueError, binascii.Error):
        raise BadEnvelope(Flaw.FORGED) from None
    return body


def accepted(letter: object, *, trusted: Collection[str], held: Held) -> dict[str, Any]:
    """The body of a letter for this agent that is newer than what it holds.

    The same number made later is taken, since it says that the rules still stand.
    Raises BadEnvelope.
    """
    body = opened(letter, trusted=trusted)
    if body["agent"] != held.agent or (held.site and body["site"] != held.site):
        raise BadEnvelope(Flaw.NOT_FOR_US)
    if body["number"] < held.number or body["made_at_ms"] < held.made_at_ms:
        raise BadEnvelope(Flaw.OLDER)
    since = body.get("since")
    if since is not None and since != held.number:
        raise BadEnvelope(Flaw.OLDER if since < held.number else Flaw.MALFORMED)
    return body


def key_of(letter: object) -> str:
    """The key a letter names, to be trusted at the very first meeting. Raises BadEnvelope."""
    return _parts(letter)[1]


def _parts(letter: object) -> tuple[dict[str, Any], str, str]:
    if not isinstance(letter, dict):
        raise BadEnvelope(Flaw.MALFORMED)
    body, key, signature = (letter.get(name) for name in ("body", "key", "signature"))
    if not isinstance(body, dict) or not isinstance(key, str) or not isinstance(signature, str):
        raise BadEnvelope(Flaw.MALFORMED)
    if body.get("format") != FORMAT:
        raise BadEnvelope(Flaw.MALFORMED)
    texts = all(isinstance(body.get(name), str) for name in TEXTS)
    numbers = all(type(body.get(name)) is int for name in NUMBERS)
    if not texts or not numbers or not isinstance(body.get("since"), int | None):
        raise BadEnvelope(Flaw.MALFORMED)
    return body, key, signature
