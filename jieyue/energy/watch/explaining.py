"""What an episode found, in sentences."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.energy.watch.episodes import INSIDE
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

PEOPLE = _(
    "At %(at)s between %(least)s and %(most)s people were in %(building)s; the gates heard "
    "%(heard)s %% of who passes there."
)
FEW_PEOPLE = _(
    "At %(at)s at most %(most)s people, perhaps nobody, were in %(building)s; the gates heard "
    "%(heard)s %% of who passes there."
)
UNKNOWN_PEOPLE = _("How many people were in %(building)s at %(at)s is not known.")


def sentences(episode: EpisodePage) -> list[str]:
    """From the detail that was kept; nothing for what is not in it."""
    found = dict(episode.detail)
    if "power" in found:
        found["times"] = str(Decimal(10) ** int(found["power"]))
    if "share" in found:
        found["share"] = round(float(found["share"]) * 100, 1)
    people = found.pop(INSIDE, None)
    values = {key: _words(value) for key, value in found.items()}
    values["unit"] = label_of(episode.unit_code)
    out = [str(text) % values for needed, text in TOLD if needed <= found.keys()]
    if episode.kind == EpisodeKind.DEAD and "hours" in found:
        out.append(str(SILENT) % values)
        if int(found.get("meters", 1)) > 1:
            out.append(str(TOGETHER) % values)
    if people:
        out.append(_people(people))
    return out


def _people(inside: dict[str, Any]) -> str:
    """Who was in the meter's building when it began; see `episodes.Inside`."""
    text = PEOPLE if inside["least"] else FEW_PEOPLE
    heard = round(inside["heard"] * 100)
    at = formats.moment(datetime.fromisoformat(inside["at"]))
    return str(UNKNOWN_PEOPLE if inside["most"] is None else text) % {
        **inside, "at": at, "heard": heard
    }  # fmt: skip


def _words(value: Any) -> str:
    try:
        return formats.number(Decimal(str(value)))
    except ArithmeticError:
        return str(value)
