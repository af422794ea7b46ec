"""What the reception rules (公务接待) say of a booking of guests."""

from enum import StrEnum


class ReceptionWarning(StrEnum):
    """What is unusual about a booking of guests. It warns; it does not stop."""

    NO_LETTER = "no_letter"
    TOO_MANY_COMPANIONS = "too_many_companions"


def most_companions(guests: int, *, small_party_guests: int, companions_small_party: int) -> int:
    """Companions a party may have: a fixed few for a small one, else a third of the guests.

    Source: 党政机关国内公务接待管理规定 (STANDARDS 2.12); both figures are parameters.
    """
    return companions_small_party if guests <= small_party_guests else guests // 3


def reception_warnings(*, companions: int, most: int, letter_number: str) -> list[ReceptionWarning]:
    """Warnings for a booking, in a fixed order. 无公函不接待: a letter is expected."""
    warnings = []
    if companions > most:
        warnings.append(ReceptionWarning.TOO_MANY_COMPANIONS)
    if not letter_number.strip():
        warnings.append(ReceptionWarning.NO_LETTER)
    return warnings
