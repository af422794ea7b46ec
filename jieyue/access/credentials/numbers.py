"""What a credential's number looks like: cards, passes, staff numbers, plates with their colour.

Pure: values in, values out.
"""

import re
import secrets
import unicodedata

from jieyue.access.credentials.refusals import (
    BadNumber,
    ColourMissing,
    ColourUnlike,
    NotAPlate,
    PlateMaybeShort,
)
from jieyue.access.plates import rules as plates

LONGEST = 40
CARD = re.compile(r"[0-9A-Z]{4,40}")
SUBJECT = re.compile(r"[0-9A-Za-z_-]{1,40}")
READABLE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
PUBLIC_ID = 12
MAY_LACK_CHARACTER = "may_lack_character"
_BETWEEN = re.compile(r"[\s:.\-]")


def card(text: str) -> str:
    """Letters and digits, in capitals: readers write the same card with and without colons.

    Raises BadNumber.
    """
    number = _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not CARD.fullmatch(number):
        raise BadNumber(number=text[:LONGEST])
    return number


def plain(text: str) -> str:
    """A staff number, a guest's code or a pass's public id as it stands. Raises BadNumber."""
    number = text.strip()
    if not SUBJECT.fullmatch(number):
        raise BadNumber(number=text[:LONGEST])
    return number


def plate(text: str, *, colour: str, is_sure: bool = True) -> str:
    """The plate without separators; its colour must be one that its form is issued in.

    is_sure: whoever wrote it said it is complete. Raises NotAPlate, ColourMissing, ColourUnlike,
    PlateMaybeShort.
    """
    try:
        found = plates.parse(plates.normalise(text))
    except plates.BadPlate as error:
        raise NotAPlate(plate=text[:LONGEST], why=error.reason) from None
    if not colour:
        raise ColourMissing(plate=found.text)
    if plates.colour_problem(found, colour):
        raise ColourUnlike(plate=found.text, colours=tuple(map(str, found.colours)))
    if not is_sure and MAY_LACK_CHARACTER in found.warnings:
        raise PlateMaybeShort(plate=found.text)
    return found.text


def new_pass() -> str:
    """The public id of a QR pass: random, and without letters that are mistaken for others."""
    return "".join(secrets.choice(READABLE) for _ in range(PUBLIC_ID))


def own_car_key(plate_text: str, colour: str) -> str:
    """The state of a staff member's car is not that of its driver."""
    return f"car:{plate_text}|{colour}"


def vehicle_key(plate_text: str) -> str:
    return f"vehicle:{plate_text}"
