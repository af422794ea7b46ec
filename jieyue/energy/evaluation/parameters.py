"""What indicators are held against in evaluations; 0 is not known, and then a person judges."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

SOURCE = _("Mean of like institutions of the province in the year before; not found, enter yours")


def _average(code: str, unit: str, label: Promise) -> Parameter:
    return define(
        Parameter(
            code=f"energy.evaluation.average_{code}",
            value="0",
            kind="decimal",
            unit=unit,
            minimum="0",
            source=SOURCE,
            evidence="D",
            label=label,
        )
    )


AVERAGES = {
    "per_m2": _average("per_m2", "kgce/m²", _("Mean energy per m² of like institutions")),
    "per_person": _average(
        "per_person", "kgce/person", _("Mean energy per person of like institutions")
    ),
    "water": _average("water", "m³/person", _("Mean water per person of like institutions")),
}
