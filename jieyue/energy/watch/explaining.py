"""What an episode found, in sentences."""

from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.energy.watch.models import EpisodeKind
from jieyue.energy.watch.queries import EpisodePage
from jieyue.kit import formats
from jieyue.kit.unit_labels import label_of

TOLD: tuple[tuple[frozenset[str], "str | Promise"], ...] = (
    (
        frozenset({"before", "after"}),
        _(
            "From about %(before)s to %(after)s %(unit)s an hour, weather and kind of day "
            "taken out."
        ),
    ),
    (
        frozenset({"value", "expected"}),
        _("%(value)s %(unit)s an hour were measured, about %(expected)s are usual."),
    ),
    (
        frozenset({"hours", "expected"}),
        _("It has not moved for %(hours)s hours; about %(expected)s %(unit)s an hour are usual."),
    ),
    (
        frozenset({"from", "to", "hours"}),
        _("The register went from %(from)s to %(to)s in %(hours)s hours."),
    ),
    (
        frozenset({"shift"}),
        _("Its day comes %(shift)s hours later than it used to; look at the meter's clock."),
    ),
    (
        frozenset({"times"}),
        _("It uses %(times)s times what it did: look at multiplier and unit."),
    ),
    (
        frozenset({"share"}),
        _("%(share)s %% of this meter's use are not explained by its %(meters)s sub-meters."),
    ),
)
SILENT = _("Nothing has come for %(hours)s hours.")
TOGETHER = _("%(meters)s meters of this building fell silent at once: look at the collector first.")


def sentences(episode: EpisodePage) -> list[str]:
    """From the detail that was kept; nothing for what is not in it."""
    found = dict(episode.detail)
    if "power" in found:
        found["times"] = str(Decimal(10) ** int(found["power"]))
    if "share" in found:
        found["share"] = round(float(found["share"]) * 100, 1)
    values = {key: _words(value) for key, value in found.items()}
    values["unit"] = label_of(episode.unit_code)
    out = [str(text) % values for needed, text in TOLD if needed <= found.keys()]
    if episode.kind == EpisodeKind.DEAD and "hours" in found:
        out.append(str(SILENT) % values)
        if int(found.get("meters", 1)) > 1:
            out.append(str(TOGETHER) % values)
    return out


def _words(value: Any) -> str:
    try:
        return formats.number(Decimal(str(value)))
    except ArithmeticError:
        return str(value)
