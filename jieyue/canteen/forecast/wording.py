"""What codes of a forecast read like: causes, reasons of units, sureness, forecasters."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieyue.kit.formats import signed

CAUSES: dict[str, Promise] = {
    "after_break": gettext_lazy("after days off"),
    "before_break": gettext_lazy("before days off"),
    "calendar": gettext_lazy("holiday or make-up workday"),
    "canteen": gettext_lazy("the canteen's own habit"),
    "guests": gettext_lazy("guests"),
    "horizon": gettext_lazy("days ahead"),
    "meetings": gettext_lazy("meetings"),
    "menu": gettext_lazy("menu"),
    "planned": gettext_lazy("what was planned"),
    "recent_level": gettext_lazy("the last days"),
    "sign_offs": gettext_lazy("sign-offs and people away"),
    "sign_ups": gettext_lazy("sign-ups"),
    "strike": gettext_lazy("strike"),
    "time_of_year": gettext_lazy("time of year"),
    "weather": gettext_lazy("weather"),
    "weekday": gettext_lazy("weekday"),
}
OTHER = gettext_lazy("other causes")
DOUBTS: dict[str, Promise] = {
    "day_off": gettext_lazy("a day off"),
    "few_days": gettext_lazy("few recorded days"),
    "old_record": gettext_lazy("the last record is old"),
    "strike": gettext_lazy("strike announced"),
    "wide_interval": gettext_lazy("such days differ much"),
}
UNIT_REASONS: dict[str, Promise] = {
    "fewer_inside": gettext_lazy("fewer inside than usual"),
    "meeting_away": gettext_lazy("meeting away"),
    "meeting_over_noon": gettext_lazy("meeting over noon"),
    "more_inside": gettext_lazy("more inside than usual"),
    "training": gettext_lazy("training day"),
}
SURENESS_COLOURS = {"low": "yellow", "medium": "blue", "high": "green"}
FORECASTERS: dict[str, Promise] = {
    "forecast": gettext_lazy("our forecast"),
    "planned": gettext_lazy("what was planned by hand"),
    "same_weekday": gettext_lazy("last same weekday"),
    "mean4": gettext_lazy("mean of four same weekdays"),
}
LEAST_EFFECT_PCT = 1.0


def causes(reasons: Iterable[Mapping[str, object]], *, most: int = 3) -> list[str]:
    """The causes that matter, such as "before a holiday −14 %", largest first."""
    found = [(str(r["code"]), float(str(r["effect_pct"]))) for r in reasons]
    kept = [(code, effect) for code, effect in found if abs(effect) >= LEAST_EFFECT_PCT][:most]
    return [
        _("%(cause)s %(effect)s %%")
        % {"cause": CAUSES.get(code, OTHER), "effect": signed(effect, 0)}
        for code, effect in kept
    ]


def doubts(codes: Iterable[str]) -> list[str]:
    """Why a forecast is not surer, in words."""
    return [str(DOUBTS[code]) for code in codes if code in DOUBTS]


def unit_effects(
    effects: Iterable[Mapping[str, object]], *, least: int, most: int = 4
) -> list[str]:
    """Units that moved the number, such as "档案馆: −19, training day", largest first."""
    kept = [e for e in effects if abs(int(str(e["effect"]))) >= least][:most]
    return [
        _("%(unit)s: %(effect)s, %(reason)s")
        % {
            "unit": effect["name"],
            "effect": signed(int(str(effect["effect"]))),
            "reason": UNIT_REASONS.get(str(effect["reason"]), effect["reason"]),
        }
        for effect in kept
    ]
