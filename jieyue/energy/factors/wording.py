"""Grids, media and energies of the tables of factors, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GRID_NAMES: dict[str, "str | Promise"] = {
    "central": _("Central China grid"),
    "east": _("East China grid"),
    "national": _("national average"),
    "national_fossil": _("national, fossil power only"),
    "national_without_traded": _("national, without traded non-fossil power"),
    "north": _("North China grid"),
    "northeast": _("Northeast grid"),
    "northwest": _("Northwest grid"),
    "sichuan": _("Sichuan average"),
}
NAMES: dict[str, "str | Promise"] = GRID_NAMES | {
    "biogas_m3": _("biogas (m³)"),
    "coke_kg": _("coke (kg)"),
    "coke_oven_gas_m3": _("coke-oven gas (m³)"),
    "crude_oil_kg": _("crude oil (kg)"),
    "electricity": _("electricity"),
    "fuel_oil_kg": _("fuel oil (kg)"),
    "gas": _("natural gas"),
    "kerosene_kg": _("kerosene (kg)"),
    "lng_kg": _("liquefied natural gas (kg)"),
    "shandong_2019": _("Shandong sample (DB37/T 2672-2019)"),
    "steam_kg": _("steam, low pressure (kg)"),
}


def name_of(code: str) -> str:
    """In words; a code nobody named, such as a year, as it is."""
    return str(NAMES.get(code, code))
