"""Keys by which devices sign in: random, shown once, and kept as a digest only. Pure."""

import hashlib
import secrets


def new_key(prefix: str) -> str:
    """A key of 256 random bits, so that a plain SHA-256 of it can be stored."""
    return prefix + secrets.token_urlsafe(32)


def key_hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
