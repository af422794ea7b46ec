"""Keyed digests: the same person is known again without keeping the number readable."""

from jieyue.access.visitors.identity import BadPhone, phone_of
from jieyue.kit import encryption

PURPOSE = "access.visitors.people"


def digest(number: str) -> str:
    """Of an identity number or phone in its one form; empty stays empty."""
    return encryption.digests(number, purpose=PURPOSE)[0] if number else ""


def phone_digest(text: str) -> str:
    """Of a phone as somebody wrote it, in a register too; empty when it is none."""
    try:
        return digest(phone_of(text)) if text else ""
    except BadPhone:
        return ""


def source_digest(address: str) -> str:
    """Of where a request came from; kept for an hour to slow down machines."""
    return encryption.digests(address, purpose="access.visitors.source")[0]
