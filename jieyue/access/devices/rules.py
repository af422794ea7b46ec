"""Keys of devices. Pure: values in, values out."""

import hashlib
import secrets

KEY_PREFIX = "jyd_"


def new_key() -> str:
    """A key of 256 random bits, so that a plain SHA-256 of it can be stored."""
    return KEY_PREFIX + secrets.token_urlsafe(32)


def key_hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
