"""Coefficients, densities, carbon factors and prices: each with source, evidence and its dates.

A new value is proposed and approved like any other parameter, and counts from its day on.
"""

import json

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

GBT_2589 = _("GB/T 2589-2020, table A.1")
AUDIT_TOOL = _("A public energy-audit tool")
SICHUAN_PRICE = _("Order of magnitude of local tariffs, to be replaced by the contract's")


def _figure(
    code: str, value: str, unit: str, label: Promise, source: Promise, evidence: str
) -> Parameter:
    return define(
        Parameter(
            code=f"energy.factors.{code}",
            value=value,
            kind="decimal",
            unit=unit,
            minimum="0",
            source=source,
            evidence=evidence,
            label=label,
        )
    )


def _table(code: str, value: object, label: Promise, source: Promise, evidence: str) -> Parameter:
    return define(
        Parameter(
            code=f"energy.factors.{code}",
            value=json.dumps(value, ensure_ascii=False),
            kind="json",
            source=source,
            evidence=evidence,
            label=label,
        )
    )


# Standard coal by the energy's own heat (当量值), by medium. Gasoline, diesel and gas by mass or
# volume as the standard has them; litres become kilograms by DENSITY.
CALORIFIC = {
    "coal": _figure(
        "calorific.coal", "0.7143", "kgce/kg", _("Standard coal of raw coal"), GBT_2589, "found"
    ),
    "diesel": _figure(
        "calorific.diesel", "1.4571", "kgce/kg", _("Standard coal of diesel"), GBT_2589, "found"
    ),
    "electricity": _figure(
        "calorific.electricity",
        "0.1229",
        "kgce/kWh",
        _("Standard coal of electricity, by its own heat (calorific)"),
        GBT_2589,
        "found",
    ),
    "gas": _figure(
        "calorific.gas",
        "1.3300",
        "kgce/m³",
        _("Standard coal of natural gas"),
        _("GB/T 2589-2020 gives 1.1000 to 1.3300; oil-field gas, the usual default"),
        "found",
    ),
    "gasoline": _figure(
        "calorific.gasoline",
        "1.4714",
        "kgce/kg",
        _("Standard coal of gasoline"),
        GBT_2589,
        "found",
    ),
    "heat": _figure(
        "calorific.heat", "34.12", "kgce/GJ", _("Standard coal of heat"), GBT_2589, "found"
    ),
    "lpg": _figure(
        "calorific.lpg",
        "1.7143",
        "kgce/kg",
        _("Standard coal of liquefied petroleum gas"),
        GBT_2589,
        "found",
    ),
}
DENSITY = {
    "diesel": _figure(
        "density.diesel",
        "0.86",
        "kg/l",
        _("Density of diesel"),
        _("Usual value"),
        "K",
    ),
    "gasoline": _figure(
        "density.gasoline",
        "0.73",
        "kg/l",
        _("Density of gasoline"),
        _("Another tool uses 0.725"),
        "K",
    ),
}
EQUIVALENT_ELECTRICITY = _table(
    "equivalent.electricity_by_year",
    {
        "2018": "0.3076",
        "2019": "0.3064",
        "2020": "0.3055",
        "2021": "0.3025",
        "2022": "0.3015",
        "2023": "0.3016",
    },
    _("Standard coal of electricity by the power stations' use (equivalent), kgce/kWh by year"),
    _("Supply coal rate of power stations published yearly; tools use 0.305–0.315"),
    "K",
)
LOCAL_SETS = _table(
    "local_sets",
    {"shandong_2019": {"electricity": "0.31", "gas": "1.2143"}},
    _("Local coefficient sets: what differs from the calorific set"),
    _("Sample: DB37/T 2672-2019 of Shandong, as an energy-audit project quotes it"),
    "found",
)
OTHER_ENERGY = _table(
    "other_energy",
    {
        "biogas_m3": "0.7143",
        "coke_kg": "0.9714",
        "coke_oven_gas_m3": "0.5714",
        "crude_oil_kg": "1.4286",
        "fuel_oil_kg": "1.4286",
        "kerosene_kg": "1.4714",
        "lng_kg": "1.7572",
        "steam_kg": "0.1286",
    },
    _("Standard coal of energy that has no line of its own, kgce per unit"),
    _("GB/T 2589-2020, table A.1; of a range the lower end"),
    "K",
)

GRID = _table(
    "carbon.grid",
    {
        "national": {"2021": "0.5568", "2022": "0.5366", "2023": "0.5306"},
        "national_without_traded": {"2023": "0.6096"},
        "national_fossil": {"2023": "0.8273"},
        "north": {"2023": "0.6361"},
        "northeast": {"2023": "0.5122"},
        "east": {"2023": "0.5500"},
        "central": {"2023": "0.5271"},
        "northwest": {"2023": "0.5543"},
        "sichuan": {"2021": "0.1255", "2022": "0.1404"},
    },
    _("Carbon dioxide of electricity from the grid, kg/kWh by scope and year"),
    _("Announcements of the ministry of ecology and environment; national 2021 unverified"),
    "found",
)
GRID_SCOPE = define(
    Parameter(
        code="energy.factors.carbon.grid_scope",
        value="sichuan",
        kind="text",
        source=_("Our own proposal: the grid of the province, as its announcements name it"),
        evidence="D",
        label=_("Which grid's factor counts for carbon"),
    )
)
CARBON = {
    "coal": _figure(
        "carbon.coal",
        "1.9003",
        "kgCO₂/kg",
        _("Carbon dioxide of raw coal"),
        _("Widely used"),
        "K",
    ),
    "diesel": _figure(
        "carbon.diesel", "3.0959", "kgCO₂/kg", _("Carbon dioxide of diesel"), AUDIT_TOOL, "found"
    ),
    "gas": _figure(
        "carbon.gas", "2.1622", "kgCO₂/m³", _("Carbon dioxide of natural gas"), AUDIT_TOOL, "found"
    ),
    "gasoline": _figure(
        "carbon.gasoline",
        "2.9251",
        "kgCO₂/kg",
        _("Carbon dioxide of gasoline"),
        AUDIT_TOOL,
        "found",
    ),
    "heat": _figure(
        "carbon.heat",
        "110",
        "kgCO₂/GJ",
        _("Carbon dioxide of purchased heat"),
        _("Usual value, 0.11 tCO₂/GJ"),
        "K",
    ),
    "lpg": _figure(
        "carbon.lpg",
        "3.1013",
        "kgCO₂/kg",
        _("Carbon dioxide of liquefied petroleum gas"),
        _("Heat value, carbon content and oxidation rate of the national guides"),
        "K",
    ),
}

PRICE = {
    "coal": _figure("price.coal", "900", "yuan/t", _("Price of raw coal"), SICHUAN_PRICE, "K"),
    "diesel": _figure("price.diesel", "7.5", "yuan/l", _("Price of diesel"), SICHUAN_PRICE, "K"),
    "electricity": _figure(
        "price.electricity",
        "0.7",
        "yuan/kWh",
        _("Price of electricity"),
        _("About 0.7 yuan in an audit tool"),
        "found",
    ),
    "gas": _figure(
        "price.gas",
        "4.2",
        "yuan/m³",
        _("Price of natural gas"),
        _("4.2 to 4.6 yuan in an audit tool"),
        "found",
    ),
    "gasoline": _figure(
        "price.gasoline", "7.8", "yuan/l", _("Price of gasoline"), SICHUAN_PRICE, "K"
    ),
    "heat": _figure("price.heat", "45", "yuan/GJ", _("Price of heat"), SICHUAN_PRICE, "K"),
    "lpg": _figure(
        "price.lpg", "7", "yuan/kg", _("Price of liquefied petroleum gas"), SICHUAN_PRICE, "K"
    ),
    "other": _figure(
        "price.other", "1500", "yuan/tce", _("Price of other energy"), SICHUAN_PRICE, "K"
    ),
    "water": _figure(
        "price.water",
        "5",
        "yuan/m³",
        _("Price of water"),
        _("About 5 yuan in an audit tool"),
        "found",
    ),
}
