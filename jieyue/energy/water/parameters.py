"""Figures of leaks, night flow and the water balance, alphabetical by code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

_OWN = _("Our own proposal, checked on 22 recorded registers of a year")
_NIGHT = _("Night minimum flow")


def _figure(
    code: str, value: str, unit: str, label: Promise, source: Promise, *, evidence: str = "D",
    kind: str = "decimal",
) -> Parameter:  # fmt: skip
    return define(
        Parameter(
            code=f"energy.water.{code}",
            value=value,
            kind=kind,
            unit=unit,
            minimum="0",
            source=source,
            evidence=evidence,
            label=label,
        )
    )


ALARM_ABOVE = _figure(
    "alarm_above_m3_per_h", "0.1", "m³/h", _("Night flow above its baseline by at least"), _NIGHT,
    evidence="K",
)  # fmt: skip
ALARM_SHARE = _figure(
    "alarm_above_share", "0.20", "", _("Night flow above its baseline by this share"), _NIGHT,
    evidence="K",
)  # fmt: skip
ALARM_NIGHTS = _figure(
    "alarm_nights", "3", "nights", _("Valid nights above, one after the other"), _NIGHT,
    evidence="K", kind="integer",
)  # fmt: skip
BALANCE_DEVIATION = _figure(
    "balance_deviation", "0.10", "", _("Measured uses may miss the intake of a balance test by"),
    _("A water-balance service's article"), evidence="found",
)  # fmt: skip
BASELINE_NIGHTS = _figure(
    "baseline_nights", "28", "nights", _("Nights whose median is the baseline"), _NIGHT,
    kind="integer",
)  # fmt: skip
FIXTURE_LIMIT = _figure(
    "fixture_leak_limit", "0.04", "", _("Leaking share of fixtures at most"),
    _("Scoring of water-saving units 2014"), evidence="found",
)  # fmt: skip
FIXTURE_POINTS = _figure(
    "fixture_points", "10", "points", _("Points of a fixture check at least"),
    _("Scoring of water-saving organs"), evidence="found", kind="integer",
)  # fmt: skip
GONE_HOURS = _figure(
    "leak_gone_h", "12", "h", _("Hours after the flow stood still until a leak counts as gone"),
    _OWN, kind="integer",
)  # fmt: skip
LARGE_FLOW = _figure(
    "leak_large_l_per_h", "30", "l/h", _("A constant flow from here on is told sooner"), _OWN
)
LARGE_HOURS = _figure(
    "leak_large_h", "24", "h", _("Hours without a still hour until a large flow is told"), _OWN
)
LEAK_HOURS = _figure(
    "leak_least_h", "47", "h", _("Hours without a still hour until a leak is told"), _OWN
)
MISSED_HOURS = _figure(
    "leak_missed_still_h", "10", "h",
    _("Hours that are still on other days and must have flowed"), _OWN,
)  # fmt: skip
LOOK_BACK_DAYS = _figure(
    "leak_look_back_days", "35", "d", _("Days of readings the leak watch learns from"), _OWN,
    kind="integer",
)  # fmt: skip
NIGHT_FACTOR = _figure(
    "night_pressure_factor", "1", "", _("Leak by day over leak by night (1: constant pressure)"),
    _NIGHT, evidence="K",
)  # fmt: skip
NIGHT_FROM = _figure(
    "night_from_hour", "2", "h", _("Night window begins at"), _NIGHT, evidence="K", kind="integer"
)
NIGHT_SHARE = _figure(
    "night_share_suspicious", "0.35", "", _("Night flow over mean flow is suspicious from"),
    _NIGHT, evidence="K",
)  # fmt: skip
NIGHT_UNTIL = _figure(
    "night_until_hour", "4", "h", _("Night window ends at"), _NIGHT, evidence="K", kind="integer"
)
STILL_FLOW = _figure(
    "leak_still_l_per_h", "0.5", "l/h", _("A flow at or below this counts as still"), _OWN
)
UNACCOUNTED_LEAST = define(
    Parameter(
        code="energy.water.unaccounted_least",
        value="0",
        kind="decimal",
        minimum="-1",
        source=_("Water meters of a complex and its branches"),
        evidence="D",
        label=_("Unaccounted water of a zone at least"),
    )
)
UNACCOUNTED_MOST = _figure(
    "unaccounted_most", "0.10", "", _("Unaccounted water of a zone at most"),
    _("Water meters of a complex and its branches"),
)  # fmt: skip
VOLUME_LIMIT = _figure(
    "volume_leak_limit", "0.04", "", _("Leaked share of the volume at most"),
    _("The article: within 4 % after a water balance test"), evidence="found",
)  # fmt: skip
