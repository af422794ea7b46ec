"""W1 to W7 (STANDARDS 2.9): value, how much of the truth was recorded, and how sure it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import sqrt

from jieyue.canteen.evaluation.rules.figures import DayFigures

STAGES = {"W1a": "plate", "W1b": "unserved", "W1c": "trimmings"}
Z = 1.959964  # of a 95 % interval
GRAMS = 1000


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One indicator over some days. value None: it cannot be told.

    coverage: 0 to 1, the part of what should have been recorded that was. low, high: 95 %
    interval, only where the figure rests on a sample. parts: figures it was made of, by name.
    """

    code: str
    value: Decimal | None
    coverage: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    parts: Mapping[str, Decimal] = field(default_factory=dict)


def reckon(days: Sequence[DayFigures]) -> dict[str, Indicator]:
    """Every indicator by code, in the order of the standard."""
    return {code: rule(code, days) for code, rule in RULES.items()}


def waste_per_meal(code: str, days: Sequence[DayFigures]) -> Indicator:
    """W1a, b, c: grams of one stage for each diner-meal, over the days it was weighed on."""
    stage = STAGES[code]
    pairs = [
        (float(day.waste_kg[stage]) * GRAMS, day.diners)
        for day in days
        if stage in day.waste_kg and day.diners
    ]
    return _grams(code, pairs, sum(day.diners for day in days))


def all_waste_per_meal(code: str, days: Sequence[DayFigures]) -> Indicator:
    """W1: grams of all stages, over the days on which all three were weighed."""
    pairs = [
        (float(sum(day.waste_kg.values())) * GRAMS, day.diners)
        for day in days
        if day.diners and set(STAGES.values()) <= set(day.waste_kg)
    ]
    return _grams(code, pairs, sum(day.diners for day in days))


def _grams(code: str, pairs: Sequence[tuple[float, int]], all_diners: int) -> Indicator:
    """A ratio of sums; days not weighed make it a sample, whose error its residuals tell."""
    grams, diners = sum(each for each, _ in pairs), sum(each for _, each in pairs)
    coverage = _share(diners, all_diners)
    parts = {"kg": _decimal(grams / GRAMS), "diners": Decimal(diners), "days": Decimal(len(pairs))}
    if not diners:
        return Indicator(code=code, value=None, coverage=coverage, parts=parts)
    ratio = grams / diners
    low = high = None
    if coverage < 1 and len(pairs) > 1:
        squares = sum((each - ratio * count) ** 2 for each, count in pairs)
        missing = 1 - float(coverage)
        error = sqrt(squares * len(pairs) / (len(pairs) - 1) * missing) / diners
        low, high = _decimal(max(ratio - Z * error, 0.0)), _decimal(ratio + Z * error)
    return Indicator(
        code=code, value=_decimal(ratio), coverage=coverage, low=low, high=high, parts=parts
    )


def bought_per_meal(code: str, days: Sequence[DayFigures]) -> Indicator:
    """W2 in kg: goods whose mass is known; coverage is their share of what was paid."""
    diners = sum(day.diners for day in days)
    kg = sum((day.bought.kg for day in days), Decimal(0))
    yuan = sum((day.bought.yuan for day in days), Decimal(0))
    known = sum((day.bought.known_yuan for day in days), Decimal(0))
    value = kg / diners if diners and kg else None
    parts = {"kg": kg, "yuan": yuan, "diners": Decimal(diners)}
    return Indicator(code=code, value=value, coverage=_share(known, yuan), parts=parts)


def paid_per_meal(code: str, days: Sequence[DayFigures]) -> Indicator:
    """W2 in yuan."""
    diners = sum(day.diners for day in days)
    yuan = sum((day.bought.yuan for day in days), Decimal(0))
    value = yuan / diners if diners and yuan else None
    parts = {"yuan": yuan, "diners": Decimal(diners)}
    return Indicator(code=code, value=value, coverage=Decimal(int(bool(yuan))), parts=parts)


def clean_plates(code: str, days: Sequence[DayFigures]) -> Indicator:
    """W3 光盘率: clean trays among those inspected, with Wilson's interval.

    coverage: share of the meals at which trays were inspected.
    """
    inspected = sum(day.plates.inspected for day in days)
    clean = sum(day.plates.clean for day in days)
    checked = sum(day.plates.meals for day in days)
    coverage = _share(checked, sum(day.meals for day in days))
    parts = {
        "inspected": Decimal(inspected), "clean": Decimal(clean), "meals": Decimal(checked)
    }  # fmt: skip
    if not inspected:
        return Indicator(code=code, value=None, coverage=coverage, parts=parts)
    share = clean / inspected
    middle = share + Z**2 / (2 * inspected)
    half = Z * sqrt(share * (1 - share) / inspected + Z**2 / (4 * inspected**2))
    scale = 1 + Z**2 / inspected
    return Indicator(
        code=code,
        value=_decimal(share),
        coverage=coverage,
        low=_decimal(max(0.0, (middle - half) / scale)),
        high=_decimal(min(1.0, (middle + half) / scale)),
        parts=parts,
    )


def supply_deviation(code: str, days: Sequence[DayFigures]) -> Indicator:
    """W4 供需偏差率: abs(prepared - taken) / prepared, dish by dish, summed."""
    prepared = sum(day.supply.prepared for day in days)
    off = sum(day.supply.off for day in days)
    dishes, counted = (sum(getattr(day.supply, name) for day in days) for name in DISHES)
    parts = {"prepared": Decimal(prepared), "off": Decimal(off), "dishes": Decimal(counted)}
    value = Decimal(off) / prepared if prepared else None
    return Indicator(code=code, value=value, coverage=_share(counted, dishes), parts=parts)


DISHES = ("dishes", "counted")


def net_yield(code: str, days: Sequence[DayFigures]) -> Indicator:
    """W5 净料率: net / gross of the ingredients whose trimmings were weighed.

    parts["standard"]: what their own net yields promise for the same goods.
    """
    names = ("issued_kg", "gross_kg", "net_kg", "standard_kg")
    issued, gross, net, standard = (
        sum((getattr(day.yielded, name) for day in days), Decimal(0)) for name in names
    )
    parts = {"gross_kg": gross, "net_kg": net}
    if gross:
        parts["standard"] = standard / gross
    value = net / gross if gross else None
    return Indicator(code=code, value=value, coverage=_share(gross, issued), parts=parts)


def spoilage(code: str, days: Sequence[DayFigures]) -> Indicator:
    """W6 库存损耗率: value spoiled / value issued."""
    issued = sum((day.stored.issued_yuan for day in days), Decimal(0))
    spoiled = sum((day.stored.spoiled_yuan for day in days), Decimal(0))
    parts = {"issued_yuan": issued, "spoiled_yuan": spoiled}
    value = spoiled / issued if issued else None
    return Indicator(code=code, value=value, coverage=Decimal(int(bool(issued))), parts=parts)


def forecast_error(code: str, days: Sequence[DayFigures]) -> Indicator:
    """W7: abs(forecast - came) / came, of the forecasts of the evening before, summed."""
    came = sum(day.forecasts.came for day in days)
    off = sum(day.forecasts.off for day in days)
    forecast = sum(day.forecasts.meals for day in days)
    coverage = _share(forecast, sum(day.meals for day in days))
    parts = {"came": Decimal(came), "off": Decimal(off), "meals": Decimal(forecast)}
    value = Decimal(off) / came if came else None
    return Indicator(code=code, value=value, coverage=coverage, parts=parts)


RULES: dict[str, Callable[[str, Sequence[DayFigures]], Indicator]] = {
    "W1": all_waste_per_meal,
    "W1a": waste_per_meal,
    "W1b": waste_per_meal,
    "W1c": waste_per_meal,
    "W2": bought_per_meal,
    "W2y": paid_per_meal,
    "W3": clean_plates,
    "W4": supply_deviation,
    "W5": net_yield,
    "W6": spoilage,
    "W7": forecast_error,
}


def _share(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """0 to 1; nothing of nothing is nothing."""
    return min(Decimal(part) / Decimal(whole), Decimal(1)) if whole else Decimal(0)


def _decimal(value: float) -> Decimal:
    return Decimal(str(round(value, 6)))
