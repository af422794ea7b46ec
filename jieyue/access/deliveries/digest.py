"""HTTP Digest (RFC 7616) for devices that know no other log-in.

The nonce bears its own time and seal, so that no server has to remember it; a repeated event is
known by its event id in any case. Pure but for the secret.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping

REALM = "jieyue"
NONCE_S = 600  # how long a nonce may be used
PAIR = re.compile(r'(\w+)\s*=\s*(?:"([^"]{0,500})"|([^\s,"]{0,200}))')
ALGORITHMS = {"MD5": "md5", "SHA-256": "sha256"}


def challenge(*, at_s: int, secret: str) -> str:
    """The value of WWW-Authenticate: Digest with MD5, which all devices speak."""
    nonce = f"{at_s}.{_seal(str(at_s), secret)}"
    return f'Digest realm="{REALM}", qop="auth", nonce="{nonce}", algorithm=MD5'


def read(header: str) -> dict[str, str]:
    """The fields of an Authorization header."""
    _scheme, _space, rest = header.partition(" ")
    return {name: quoted or plain for name, quoted, plain in PAIR.findall(rest[:4000])}


def is_good(
    fields: Mapping[str, str], *, method: str, keys: Iterable[str], at_s: int, secret: str
) -> bool:
    """Whether the response was made with one of the keys, for a nonce of ours that is young."""
    stamp, _dot, seal = fields.get("nonce", "").partition(".")
    if not re.fullmatch(r"\d{9,11}", stamp):
        return False
    if not hmac.compare_digest(seal.encode(), _seal(stamp, secret).encode()):
        return False
    if not 0 <= at_s - int(stamp) <= NONCE_S:
        return False
    algorithm = ALGORITHMS.get(fields.get("algorithm", "MD5"))
    response = fields.get("response", "").encode()
    return algorithm is not None and any(
        hmac.compare_digest(response, _response(fields, method, key, algorithm).encode())
        for key in keys
    )


def _response(fields: Mapping[str, str], method: str, key: str, algorithm: str) -> str:
    def digest(*parts: str) -> str:
        return hashlib.new(algorithm, ":".join(parts).encode(), usedforsecurity=False).hexdigest()

    user, nonce = fields.get("username", ""), fields.get("nonce", "")
    first = digest(user, fields.get("realm", ""), key)
    second = digest(method, fields.get("uri", ""))
    if not fields.get("qop"):
        return digest(first, nonce, second)
    counted = (fields.get("nc", ""), fields.get("cnonce", ""), fields["qop"])
    return digest(first, nonce, *counted, second)


def _seal(stamp: str, secret: str) -> str:
    return hmac.new(secret.encode(), f"digest:{stamp}".encode(), hashlib.sha256).hexdigest()[:32]
