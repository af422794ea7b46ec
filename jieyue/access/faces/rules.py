"""When faces may be used, for how long they stay, and when their number must be filed. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

PRIVATE_USES = frozenset({"changing_room"})
PRIVATE_WORDS = (
    "卫生间",
    "厕",
    "洗手间",
    "盥洗",
    "浴",
    "淋",
    "更衣",
    "母婴",
    "哺乳",
    "宿舍",
    "客房",
    "toilet",
    "restroom",
    "washroom",
    "lavatory",
    "shower",
    "bath",
    "changing",
    "dormitory",
    "bedroom",
)
WITHDRAWN, LEFT, EXPIRED, TEXT_CHANGED = "withdrawn", "left", "expired", "text_changed"
NEAR, REACHED = "near", "reached"


class Stored(NamedTuple):
    """One holder's traces of a face, for the nightly look."""

    is_guest: bool
    has_consent: bool
    left_on: date | None
    is_credential_good: bool
    consent_ends_on: date | None


def private_word(*, room_use: str, texts: Sequence[str]) -> str:
    """What marks a place as private (toilets, baths, changing and sleeping rooms), or "".

    人脸识别技术应用安全管理办法 (2025): no image capture in such places.
    """
    if room_use in PRIVATE_USES:
        return room_use
    joined = " ".join(texts).casefold()
    return next((word for word in PRIVATE_WORDS if word in joined), "")


def due_reason(stored: Stored, *, today: date, leaver_days: int) -> str:
    """Why the face must go now, or "" while it may stay."""
    if not stored.has_consent:
        return WITHDRAWN
    if stored.consent_ends_on is not None and stored.consent_ends_on < today:
        return TEXT_CHANGED
    if stored.is_guest:
        return "" if stored.is_credential_good else EXPIRED
    if stored.left_on is not None:
        return LEFT if stored.left_on + timedelta(days=leaver_days) <= today else ""
    return ""


def alarm(stored: int, *, limit: int, share_pct: int) -> str:
    """ "reached" from the limit on, "near" from its share on, else ""."""
    if stored >= limit:
        return REACHED
    return NEAR if stored * 100 >= limit * share_pct else ""


def years_on(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
