"""Encryption at rest: each purpose has a key of its own, derived from the secret key.

A token of one purpose cannot be read as another's, so that a column copied into a wrong place
stays unreadable.
"""

import base64
import hashlib
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class UnreadableValue(Exception):
    """A stored value was encrypted with another secret key, or for another purpose."""


@cache
def _cipher(purpose: str, secret: str) -> Fernet:
    digest = hashlib.sha256(f"{purpose}:{secret}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def encrypt(data: bytes, *, purpose: str) -> str:
    """A token that only `decrypt` of the same purpose reads."""
    return _cipher(purpose, settings.SECRET_KEY).encrypt(data).decode()


def decrypt(token: str, *, purpose: str) -> bytes:
    """Raises UnreadableValue."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _cipher(purpose, secret).decrypt(token.encode())
        except InvalidToken:
            continue
    raise UnreadableValue


def digests(text: str, *, purpose: str) -> tuple[str, ...]:
    """Keyed digests of a number that is looked up but never shown; the present key's is first.

    The same text always gives the same, and nobody can guess it back. Sixty-four hexadecimal
    characters each; the others are of secret keys that still decrypt.
    """
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return tuple(_digest(text, f"{purpose}:{each!s}") for each in secrets)


def _digest(text: str, key: str) -> str:
    keyed = hashlib.sha256(key.encode()).digest()
    return hashlib.blake2b(text.encode(), key=keyed, digest_size=32).hexdigest()
