"""通行码: passes a phone or a badge shows as a QR code, checked without any table or network.

A pass is `JY` and base32 of: version, kind, the length of the subject, the subject, two numbers,
four random bytes, and the Ed25519 signature of all before it. Base32 keeps to the QR code's
letters and digits, so that 141 characters fit 41 by 41 dots, and no reader trips over a blank.

    rotating  the numbers are the step of 30 seconds and 0; good in its step and those beside it,
              once in each direction
    printed   the numbers are the first and last second of its window; its second use is
              anti-passback's affair

Pure: values in, values out.
"""

import base64
import binascii
import hashlib
import secrets
import struct
from collections.abc import Callable, Container, Sequence
from functools import lru_cache
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MARK = "JY"
VERSION = 1
ROTATING, PRINTED = 0, 1
STEP_MS = 30_000
STEPS_BESIDE = 1
NONCE_BYTES = 4
SIGNATURE_BYTES = 64
LONGEST_SUBJECT = 40
LONGEST_TOKEN = 220
HEAD = struct.Struct(">BBB")
NUMBERS = struct.Struct(">II")

FORGED, FROM_FUTURE, REPLAYED, STALE = "forged", "from_future", "replayed", "stale"

Sign = Callable[[bytes], bytes]


class Checked(NamedTuple):
    """What a pass says. `problem` is empty when it is good, else one of the codes above.

    token_id: what the caller remembers as used, empty for a printed pass. off_s: how far the
    reader's clock or the pass is outside, in seconds; negative when the pass is old.
    """

    subject: str
    problem: str
    token_id: str
    off_s: int = 0


class _Content(NamedTuple):
    kind: int
    subject: str
    first: int
    second: int


def new_token(*, subject: str, at_ms: int, sign: Sign, nonce: bytes | None = None) -> str:
    """A rotating pass of the step in which `at_ms` lies."""
    return _token(_Content(ROTATING, subject, at_ms // STEP_MS, 0), sign=sign, nonce=nonce)


def new_printed_token(
    *, subject: str, from_ms: int, until_ms: int, sign: Sign, nonce: bytes | None = None
) -> str:
    """A pass for a badge, good in [from_ms, until_ms]."""
    content = _Content(PRINTED, subject, from_ms // 1000, until_ms // 1000)
    return _token(content, sign=sign, nonce=nonce)


def is_token(text: str) -> bool:
    """Whether what a reader read is meant as one of our passes."""
    return text.startswith(MARK) and len(text) > HEAD.size + SIGNATURE_BYTES


def check(
    token: str, *, public_keys: Sequence[str], at_ms: int, used: Container[str] = ()
) -> Checked:
    """Whether a pass is genuine, of this moment, and not used before.

    public_keys: the site's, base64, newest first. used: ids of passes this direction has taken.
    Never raises: whatever is not a pass of this site is `forged`.
    """
    payload = _genuine(token, public_keys)
    content = _content(payload) if payload is not None else None
    if payload is None or content is None:
        return Checked("", FORGED, "")
    is_rotating = content.kind == ROTATING
    token_id = hashlib.blake2b(payload, digest_size=12).hexdigest() if is_rotating else ""
    off_s = _off_s(content, at_ms)
    if off_s:
        return Checked(content.subject, FROM_FUTURE if off_s > 0 else STALE, token_id, off_s)
    if is_rotating and token_id in used:
        return Checked(content.subject, REPLAYED, token_id)
    return Checked(content.subject, "", token_id)


def _off_s(content: _Content, at_ms: int) -> int:
    """Seconds from `at_ms` to the nearest moment it is good; 0 within."""
    if content.kind == ROTATING:
        first_ms = (content.first - STEPS_BESIDE) * STEP_MS
        last_ms = (content.first + STEPS_BESIDE + 1) * STEP_MS - 1
    else:
        first_ms, last_ms = content.first * 1000, content.second * 1000 + 999
    if at_ms < first_ms:
        return -((at_ms - first_ms) // 1000)
    if at_ms > last_ms:
        return (last_ms - at_ms) // 1000
    return 0


def _token(content: _Content, *, sign: Sign, nonce: bytes | None) -> str:
    subject = content.subject.encode()
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise ValueError(f"a pass carries 1 to {LONGEST_SUBJECT} bytes, not {len(subject)}")
    payload = (
        HEAD.pack(VERSION, content.kind, len(subject))
        + subject
        + NUMBERS.pack(content.first, content.second)
        + (nonce if nonce is not None else secrets.token_bytes(NONCE_BYTES))
    )
    return MARK + _encoded(payload + sign(payload))


def _encoded(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")


def _genuine(token: str, public_keys: Sequence[str]) -> bytes | None:
    """The signed part, None unless one of the keys signed it and it is written as we write it."""
    if not token.startswith(MARK) or len(token) > LONGEST_TOKEN:
        return None
    text = token[len(MARK) :]
    try:
        data = base64.b32decode(text + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        return None
    if _encoded(data) != text or len(data) <= SIGNATURE_BYTES:
        return None
    payload, signature = data[:-SIGNATURE_BYTES], data[-SIGNATURE_BYTES:]
    for public in public_keys:
        try:
            _key(public).verify(signature, payload)
        except InvalidSignature:
            continue
        return payload
    return None


def _content(payload: bytes) -> _Content | None:
    """None for a version or shape this product does not know."""
    if len(payload) < HEAD.size:
        return None
    version, kind, length = HEAD.unpack_from(payload)
    if version != VERSION or kind not in (ROTATING, PRINTED):
        return None
    if len(payload) != HEAD.size + length + NUMBERS.size + NONCE_BYTES:
        return None
    subject = payload[HEAD.size : HEAD.size + length]
    first, second = NUMBERS.unpack_from(payload, HEAD.size + length)
    return _Content(kind, subject.decode(errors="replace"), first, second)


@lru_cache(maxsize=64)
def _key(public: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(public))
