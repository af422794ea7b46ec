"""A text column that is encrypted at rest: phone numbers are readable only through the product."""

import base64
import hashlib
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import models


class UnreadableValue(Exception):
    """A stored value was encrypted with another secret key."""


@cache
def _cipher(secret: str) -> Fernet:
    digest = hashlib.sha256(b"people.persons:" + secret.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def encrypt(text: str) -> str:
    """Empty stays empty, so that a missing number needs no key to be recognised."""
    return _cipher(settings.SECRET_KEY).encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """Raises UnreadableValue."""
    if not token:
        return ""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _cipher(secret).decrypt(token.encode()).decode()
        except InvalidToken:
            continue
    raise UnreadableValue


class EncryptedTextField(models.TextField):
    """Plain text in Python, a token in the database. It cannot be searched or sorted."""

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return decrypt(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return encrypt(prepared) if prepared else prepared
