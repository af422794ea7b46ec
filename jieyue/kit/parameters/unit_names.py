"""How the units of parameters are written on a page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.kit.unit_labels import label_of

UNIT_NAMES: dict[str, "str | Promise"] = {
    "": "",
    "%": "%",
    "characters": _("characters"),
    "classes": _("classes"),
    "d": _("days"),
    "days": _("days"),
    "decisions": _("decisions"),
    "diners": _("diners"),
    "episodes": _("episodes"),
    "failures": _("failures"),
    "h": _("hours"),
    "intervals": _("intervals"),
    "m³/h": "m³/h",
    "meals": _("meals"),
    "meters": _("meters"),
    "messages": _("messages"),
    "l/h": "L/h",
    "kg/l": "kg/L",
    "kgCO₂/GJ": "kgCO₂/GJ",
    "kgCO₂/kg": "kgCO₂/kg",
    "kgCO₂/m³": "kgCO₂/m³",
    "kgce/GJ": "kgce/GJ",
    "kgce/kWh": "kgce/kWh",
    "kgce/kg": "kgce/kg",
    "kgce/m²": "kgce/m²",
    "kgce/m³": "kgce/m³",
    "kgce/person": _("kgce a person"),
    "m³/person": _("m³ a person"),
    "lots": _("lots"),
    "mg/l": "mg/L",
    "min": _("minutes"),
    "months": _("months"),
    "nights": _("nights"),
    "passwords": _("passwords"),
    "persons": _("persons"),
    "points": _("points"),
    "plates": _("plates"),
    "quarter_hours": _("quarter-hours"),
    "readings": _("readings"),
    "s": _("seconds"),
    "trays": _("trays"),
    "years": _("years"),
    "yuan": _("yuan"),
    "yuan/GJ": _("yuan/GJ"),
    "yuan/kWh": _("yuan/kWh"),
    "yuan/kg": _("yuan/kg"),
    "yuan/l": _("yuan/l"),
    "yuan/m³": _("yuan/m³"),
    "yuan/t": _("yuan/t"),
    "yuan/tce": _("yuan/tce"),
    "°C": "°C",
}


def name_of(unit: str) -> str:
    """The unit in the reader's language; its stored code when nobody named it."""
    return str(UNIT_NAMES[unit]) if unit in UNIT_NAMES else label_of(unit)
