"""How a day stands in an address: 2026-03-02."""

from datetime import date


class DayInAddress:
    """A path converter; anything that is no day is no page."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)  # a ValueError is a 404

    def to_url(self, value: date) -> str:
        return value.isoformat()
