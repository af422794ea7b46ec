"""A text column that is encrypted at rest: phone numbers are readable only through the product."""

from typing import Any

from django.db import models

from jieyue.kit import encryption
from jieyue.kit.encryption import UnreadableValue

__all__ = ["EncryptedTextField", "UnreadableValue", "decrypt", "encrypt"]

PURPOSE = "people.persons"


def encrypt(text: str) -> str:
    """Empty stays empty, so that a missing number needs no key to be recognised."""
    return encryption.encrypt(text.encode(), purpose=PURPOSE) if text else ""


def decrypt(token: str) -> str:
    """Raises UnreadableValue."""
    return encryption.decrypt(token, purpose=PURPOSE).decode() if token else ""


class EncryptedTextField(models.TextField):
    """Plain text in Python, a token in the database. It cannot be searched or sorted."""

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return decrypt(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return encrypt(prepared) if prepared else prepared
