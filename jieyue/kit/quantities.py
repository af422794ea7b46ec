"""Units of mass, volume, count, area and energy, and exact conversion between them.

Pure, so that rules may use it. Labels people read are in `jieyue.kit.unit_labels`.
"""

from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What a unit measures."""

    MASS = "mass"
    VOLUME = "volume"
    COUNT = "count"
    AREA = "area"
    ENERGY = "energy"


class Unit(StrEnum):
    """A stored unit code. `Unit("kg")`; `parse_unit` also reads what people type."""

    G = "g"
    JIN = "jin"  # 斤, half a kilogram: still the unit of every market bill
    KG = "kg"
    T = "t"
    ML = "ml"
    L = "l"
    M3 = "m3"
    PIECE = "piece"
    M2 = "m2"
    HA = "ha"
    KWH = "kwh"
    MWH = "mwh"
    MJ = "mj"
    GJ = "gj"
    KGCE = "kgce"
    TCE = "tce"

    @property
    def kind(self) -> Kind:
        return _KIND_AND_FACTOR[self][0]


# Kind, and how many of the kind's base unit (kg, l, piece, m2, MJ) one of it is. Each is exact.
# 1 kgce = 29,307.6 kJ (7,000 kcal) by definition, GB/T 2589-2020. Energy statistics do not convert
# with it: they multiply by the standard's rounded coefficients (0.1229 kgce/kWh), which are
# parameters of the energy topics.
_KIND_AND_FACTOR: dict[Unit, tuple[Kind, Decimal]] = {
    Unit.G: (Kind.MASS, Decimal("0.001")),
    Unit.JIN: (Kind.MASS, Decimal("0.5")),
    Unit.KG: (Kind.MASS, Decimal(1)),
    Unit.T: (Kind.MASS, Decimal(1000)),
    Unit.ML: (Kind.VOLUME, Decimal("0.001")),
    Unit.L: (Kind.VOLUME, Decimal(1)),
    Unit.M3: (Kind.VOLUME, Decimal(1000)),
    Unit.PIECE: (Kind.COUNT, Decimal(1)),
    Unit.M2: (Kind.AREA, Decimal(1)),
    Unit.HA: (Kind.AREA, Decimal(10000)),
    Unit.KWH: (Kind.ENERGY, Decimal("3.6")),
    Unit.MWH: (Kind.ENERGY, Decimal(3600)),
    Unit.MJ: (Kind.ENERGY, Decimal(1)),
    Unit.GJ: (Kind.ENERGY, Decimal(1000)),
    Unit.KGCE: (Kind.ENERGY, Decimal("29.3076")),
    Unit.TCE: (Kind.ENERGY, Decimal("29307.6")),
}

_WRITTEN = {
    "克": Unit.G,
    "斤": Unit.JIN,
    "市斤": Unit.JIN,
    "千克": Unit.KG,
    "公斤": Unit.KG,
    "吨": Unit.T,
    "毫升": Unit.ML,
    "升": Unit.L,
    "立方米": Unit.M3,
    "m³": Unit.M3,
    "个": Unit.PIECE,
    "只": Unit.PIECE,
    "枚": Unit.PIECE,
    "件": Unit.PIECE,
    "pcs": Unit.PIECE,
    "平方米": Unit.M2,
    "m²": Unit.M2,
    "公顷": Unit.HA,
    "千瓦时": Unit.KWH,
    "度": Unit.KWH,
    "兆焦": Unit.MJ,
    "吉焦": Unit.GJ,
    "千克标准煤": Unit.KGCE,
    "吨标准煤": Unit.TCE,
}


class UnknownUnit(Exception):
    """`text` names no unit."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class CannotConvert(Exception):
    """No way from one unit to the other.

    `missing` names what would allow it: "kg_per_l" (density), "g_per_piece", both, or nothing
    when the two measure things that no density joins.
    """

    def __init__(self, from_unit: Unit, to_unit: Unit, *, missing: tuple[str, ...] = ()) -> None:
        super().__init__(from_unit, to_unit, missing)
        self.from_unit, self.to_unit, self.missing = from_unit, to_unit, missing


def parse_unit(text: str) -> Unit:
    """The unit people mean by `kg`, `KG`, `公斤` or `千克`. Raises UnknownUnit."""
    written = text.strip().lower()
    if written in _WRITTEN:
        return _WRITTEN[written]
    try:
        return Unit(written)
    except ValueError:
        raise UnknownUnit(text) from None


def convert(
    value: Decimal,
    from_unit: Unit,
    to_unit: Unit,
    *,
    kg_per_l: Decimal | None = None,
    g_per_piece: Decimal | None = None,
) -> Decimal:
    """`value` in the other unit, not rounded. Raises CannotConvert.

    A density joins mass and volume, the mass of a piece joins mass and count; both must be
    above zero to count as known.
    """
    if from_unit == to_unit:
        return value
    from_kind, from_factor = _KIND_AND_FACTOR[from_unit]
    to_kind, to_factor = _KIND_AND_FACTOR[to_unit]
    if from_kind == to_kind:
        return value * from_factor / to_factor
    kg_per_base = {Kind.MASS: Decimal(1), Kind.VOLUME: kg_per_l, Kind.COUNT: _kg(g_per_piece)}
    if from_kind not in kg_per_base or to_kind not in kg_per_base:
        raise CannotConvert(from_unit, to_unit)
    from_kg, to_kg = kg_per_base[from_kind], kg_per_base[to_kind]
    if not from_kg or not to_kg or from_kg < 0 or to_kg < 0:
        wanted = {Kind.VOLUME: "kg_per_l", Kind.COUNT: "g_per_piece"}
        missing = [wanted[k] for k in (from_kind, to_kind) if not _known(kg_per_base[k])]
        raise CannotConvert(from_unit, to_unit, missing=tuple(missing))
    return value * from_factor * from_kg / (to_factor * to_kg)


def convertible(
    from_unit: Unit,
    to_unit: Unit,
    *,
    kg_per_l: Decimal | None = None,
    g_per_piece: Decimal | None = None,
) -> bool:
    """Whether `convert` would answer."""
    try:
        convert(Decimal(1), from_unit, to_unit, kg_per_l=kg_per_l, g_per_piece=g_per_piece)
    except CannotConvert:
        return False
    return True


def _kg(g_per_piece: Decimal | None) -> Decimal | None:
    return None if g_per_piece is None else g_per_piece / 1000


def _known(kg: Decimal | None) -> bool:
    return kg is not None and kg > 0
