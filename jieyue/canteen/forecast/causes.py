"""Why a forecast differs from a usual day: the engine's features gathered into named causes."""

from collections import defaultdict
from collections.abc import Mapping
from math import exp, isfinite
from typing import Any

NEAR_DAYS = 4  # a break further away is no reason
LEAST_PCT = 0.5
WEEKDAY_FEATURE = "day_type_factor"  # logarithm of the weekday's factor

CAUSES: dict[str, str] = {
    "days_off_after": "before_holiday",
    "days_off_before": "after_holiday",
    "guests": "guests",
    "guests_all": "guests",
    "is_holiday": "holiday",
    "is_make_up": "make_up_day",
    "is_working": "holiday",
    "last_break_days": "after_holiday",
    "last_year": "season",
    "meeting_attendees": "meetings",
    "meeting_attendees_all": "meetings",
    "menu_appeal": "menu",
    "next_break_days": "before_holiday",
    "rain_mm": "weather",
    "school_holiday": "school_holiday",
    "sign_offs": "sign_offs",
    "sign_offs_all": "sign_offs",
    "sign_ups": "sign_ups",
    "sign_ups_all": "sign_ups",
    "strike": "strike",
    "strike_share": "strike",
    "strike_share_all": "strike",
    "strike_tomorrow": "strike",
    "strike_yesterday": "strike",
    "temperature_c": "weather",
    "to_break": "before_holiday",
    "to_holidays": "before_holiday",
    "to_long_break": "before_holiday",
    "since_break": "after_holiday",
    "since_holidays": "after_holiday",
    "since_long_break": "after_holiday",
    "together_last_year": "season",
    "weekday": "weekday",
}
NEAREST = {"before_holiday": "to_break", "after_holiday": "since_break"}
REST = "recent_days"


def causes_of(
    values: Mapping[str, float], contributions: Mapping[str, float]
) -> list[dict[str, Any]]:
    """[{"code": "before_holiday", "effect_pct": -14.0}, …], the largest effect first.

    values: the features of the meal. contributions: what each adds to the share of the level.
    A weekday's own factor is a cause as well; effects below half a percent are left out.
    """
    effects: dict[str, float] = defaultdict(float)
    factor = values.get(WEEKDAY_FEATURE, 0.0)
    if isfinite(factor):
        effects["weekday"] += 100 * (exp(factor) - 1)
    for feature, share in contributions.items():
        effects[_cause(feature, values)] += 100 * share
    kept = [
        (code, round(effect, 1)) for code, effect in effects.items() if abs(effect) >= LEAST_PCT
    ]
    kept.sort(key=lambda pair: (-abs(pair[1]), pair[0]))
    return [{"code": code, "effect_pct": effect} for code, effect in kept]


def _cause(feature: str, values: Mapping[str, float]) -> str:
    """A break is a reason only while it is near."""
    cause = CAUSES.get(feature, REST)
    nearest = NEAREST.get(cause)
    if nearest is not None and not values.get(nearest, NEAR_DAYS + 1) <= NEAR_DAYS:
        return "season"
    return cause
