"""How units are written on a page, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.kit.quantities import Unit

UNIT_LABELS: dict[Unit, "str | Promise"] = {
    Unit.G: _("g"),
    Unit.JIN: _("jin"),
    Unit.KG: _("kg"),
    Unit.T: _("t"),
    Unit.ML: _("ml"),
    Unit.L: _("l"),
    Unit.M3: _("m³"),
    Unit.PIECE: _("piece"),
    Unit.M2: _("m²"),
    Unit.HA: _("ha"),
    Unit.KWH: _("kWh"),
    Unit.MWH: _("MWh"),
    Unit.MJ: _("MJ"),
    Unit.GJ: _("GJ"),
    Unit.KGCE: _("kgce"),
    Unit.TCE: _("tce"),
}


def choices() -> list[tuple[str, "str | Promise"]]:
    """Code and label of every unit, for a form's list."""
    return [(unit.value, label) for unit, label in UNIT_LABELS.items()]


def label_of(unit: Unit | str) -> str:
    """The label of a stored code; the code itself when it is not a unit of ours."""
    try:
        return str(UNIT_LABELS[Unit(unit)])
    except ValueError:
        return str(unit)
