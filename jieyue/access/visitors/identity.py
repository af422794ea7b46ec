"""Names, identity numbers and phones of people from outside. Pure.

Resident identity number: GB 11643-1999, 17 digits and a check character (ISO 7064 MOD 11-2).
"""

import re
import unicodedata
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
ADULT = 18  # 未成年人保护法 Art. 2
ID_CARD = re.compile(r"[0-9]{17}[0-9X]")
OTHER_DOCUMENT = re.compile(r"[0-9A-Z]{5,20}")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"0[0-9]{9,11}|[0-9]{7,8}")
NAME_LONGEST = 40
NAME_SIGNS = frozenset(" ·•・.．'’ʼ-‐－()（）、")  # beside letters, their marks and digits


class BadIdentity(Exception):
    """What somebody said of himself cannot be. `text` is what was typed, for the form only."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.text = text


class BadBirthDate(BadIdentity):
    """The number holds no day that there was."""


class BadCheckCharacter(BadIdentity):
    """One character was mistyped: the last one does not fit the others."""


class BadDocumentNumber(BadIdentity):
    """No such number: 5 to 20 letters and digits."""


class BadIdLength(BadIdentity):
    """An identity card has 18 characters."""


class BadName(BadIdentity):
    """No name: empty, too long, or with signs that nobody's name has."""


class BadPhone(BadIdentity):
    """No phone number."""


def name_of(text: str) -> str:
    """A name in one form: NFC, single spaces. Raises BadName.

    Signs that no name has, such as < or ;, and characters that nobody sees are refused.
    """
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    if not plain or len(plain) > NAME_LONGEST or not all(map(_stands_in_names, plain)):
        raise BadName(text)
    return plain


def _stands_in_names(character: str) -> bool:
    return character in NAME_SIGNS or unicodedata.category(character)[0] in ("L", "M", "N")


def number_of(text: str, *, document: str, today: date) -> str:
    """The number of a document in one form. Raises BadIdentity.

    Of an identity card, length, birth day and check character must fit.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).upper().split()).replace("-", "")
    if document != "id_card":
        if not OTHER_DOCUMENT.fullmatch(plain):
            raise BadDocumentNumber(text)
        return plain
    if not ID_CARD.fullmatch(plain):
        raise BadIdLength(text)
    born = born_on(plain)
    if born is None or not date(1900, 1, 1) <= born <= today:
        raise BadBirthDate(text)
    if check_character(plain[:17]) != plain[17]:
        raise BadCheckCharacter(text)
    return plain


def check_character(first: str) -> str:
    """The 18th character of 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True))
    return CHECK[total % 11]


def born_on(id_number: str) -> date | None:
    """The birth day in an identity card's number; None when there was no such day."""
    try:
        return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        return None


def age_on(id_number: str, *, document: str, on: date) -> int | None:
    """Full years on a day; None where the number does not tell."""
    born = born_on(id_number) if document == "id_card" and id_number else None
    if born is None:
        return None
    had_birthday = (on.month, on.day) >= (born.month, born.day)
    return on.year - born.year - (0 if had_birthday else 1)


def is_minor(id_number: str, *, document: str, on: date) -> bool:
    """Under 18 on a day, as far as the number tells."""
    age = age_on(id_number, document=document, on=on)
    return age is not None and age < ADULT


def phone_of(text: str) -> str:
    """A phone number as digits, without +86. Raises BadPhone."""
    plain = re.sub(r"[\s()\-]", "", unicodedata.normalize("NFKC", text))
    plain = re.sub(r"^(\+86|0086)", "", plain)
    if not (MOBILE.fullmatch(plain) or LANDLINE.fullmatch(plain)):
        raise BadPhone(text)
    return plain


def masked(number: str) -> str:
    """511802********4321: the first six and last four; of a shorter number only the last four."""
    if len(number) >= 15:
        return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"
    return "*" * max(0, len(number) - 4) + number[-4:] if len(number) > 4 else "*" * len(number)
