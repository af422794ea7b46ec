"""Numbers, money and days as people read them, in the language of the page."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

MOST_PLACES = 2
MINUS = "−"

WEEKDAYS = (
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)
SYSTEM_PARTS = (
    "access.", "canteen.", "energy.", "estate.", "flows.", "kit.", "people.", "scorecards.",
)  # fmt: skip
DAY_FORMATS = {
    "zh-hans": {"short": "n月j日", "long": "Y年n月j日", "month": "Y年n月", "bare": "n月j日"},
    "en": {"short": "j M", "long": "j M Y", "month": "M Y", "bare": "j M"},
}


def number(value: Any, places: int | None = None) -> str:
    """Thousands grouped by three; `places` rounds half up, and None keeps at most two.

    Text and None are given back as they are, None as an empty string.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    exact = Decimal(str(value))
    if not exact.is_finite():
        return ""
    wanted = MOST_PLACES if places is None else places
    rounded = exact.quantize(Decimal(1).scaleb(-wanted), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{MINUS}{text}" if rounded < 0 else text


def signed(value: Any, places: int | None = None) -> str:
    """A difference, with its sign in front; zero has none."""
    text = number(value, places)
    is_rise = isinstance(value, int | float | Decimal) and value > 0
    return f"+{text}" if is_rise and text.strip("0.") else text


def yuan(value: Any) -> str:
    """Money with the fen, as on the paper."""
    if value is None or value == "":
        return ""
    text = number(value, 2)
    return f"{MINUS}¥{text[1:]}" if text.startswith(MINUS) else f"¥{text}"


def day(value: date | datetime | None, style: str = "short") -> str:
    """A local day with its weekday: `short`, or `long` with the year; `bare` and `month` without.

    Raises KeyError for another style.
    """
    if value is None:
        return ""
    local = local_day_of(value)
    formats = DAY_FORMATS.get(get_language() or "", DAY_FORMATS["zh-hans"])
    text = date_format(local, formats[style])
    if style in ("bare", "month"):
        return text
    return _("%(day)s %(weekday)s") % {"day": text, "weekday": WEEKDAYS[local.weekday()]}


def who(name: str) -> str:
    """A person as named; a part of the system, such as `canteen.planning.nightly`, in words."""
    return _("the system") if name.startswith(SYSTEM_PARTS) else name


def moment(value: datetime | None, style: str = "bare") -> str:
    """An instant in local time to the minute."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{day(local, style)} {local:%H:%M}"


def cell(value: Any) -> Any:
    """A table's value that its column left as it was: whole numbers bare, days with weekday."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, float | Decimal):
        return number(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value) if isinstance(value, int) else value


def local_day_of(value: date | datetime) -> date:
    """The local day of an instant; a day is given back as it is."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value
