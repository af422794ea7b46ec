"""The signature of a webhook: HMAC-SHA256 over the time and the body, so that neither can change.

X-Jieyue-Signature: t=1793416502,v1=<hex of HMAC-SHA256(key, "1793416502." + body)>
"""

import hashlib
import hmac
import re
from collections.abc import Iterable

from jieyue.adapters.refusals import BadMessage

HEADER = "X-Jieyue-Signature"
WINDOW_S = 300  # how old, or ahead, a signature may be; a repeat within it is known by its event id
FORM = re.compile(r"t=(\d{9,11}),v1=([0-9a-f]{64})")


def sign(body: bytes, *, key: str, at_s: int) -> str:
    """The header's value."""
    return f"t={at_s},v1={_digest(body, key, str(at_s))}"


def check(header: str, body: bytes, *, keys: Iterable[str], at_s: int) -> None:
    """Raises BadMessage: signature_invalid, signature_stale or signature_wrong."""
    found = FORM.fullmatch(header)
    if found is None:
        raise BadMessage("signature_invalid", HEADER)
    if abs(int(found[1]) - at_s) > WINDOW_S:
        raise BadMessage("signature_stale", HEADER)
    good = [hmac.compare_digest(_digest(body, key, found[1]), found[2]) for key in keys]
    if not any(good):
        raise BadMessage("signature_wrong", HEADER)


def _digest(body: bytes, key: str, at_s: str) -> str:
    return hmac.new(key.encode(), f"{at_s}.".encode() + body, hashlib.sha256).hexdigest()
