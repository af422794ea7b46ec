"""The figures of days that indicators are reckoned from: one query or two for each kind."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Sum

from jieyue.canteen.balance.flows import Food, foods
from jieyue.canteen.diners.models import Attendance
from jieyue.canteen.evaluation.rules.figures import (
    Bought,
    DayFigures,
    Forecasts,
    Plates,
    Stored,
    Supply,
    Yielded,
)
from jieyue.canteen.forecast.models import Forecast
from jieyue.canteen.kitchen.models import ProductionBatch
from jieyue.canteen.menus.models import ServedCount
from jieyue.canteen.stock.models import Movement, MovementKind
from jieyue.canteen.waste.models import CleanPlateCheck, WasteStage, WasteWeighing

NET_KG = F("gross_kg") - F("tare_kg")
Parts = dict[date, dict[str, Any]]


def figures(
    *, canteen_id: int, site_id: int, first: date, last: date, wanted: Collection[str] = ()
) -> list[DayFigures]:
    """Days of [first, last] in order, also those nothing is known of.

    wanted: only these indicators will be asked for; empty is all. Twelve queries at most.
    """
    found: Parts = defaultdict(dict)
    _diners(found, canteen_id, first, last)
    for load in dict.fromkeys(LOADERS[code] for code in (wanted or LOADERS)):
        load(found, canteen_id, site_id, first, last)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [DayFigures(day=day, **found.get(day, {})) for day in days]


def _diners(found: Parts, canteen_id: int, first: date, last: date) -> None:
    rows = Attendance.objects.filter(canteen_id=canteen_id, day__range=(first, last))
    known = rows.exclude(served=None).filter(served__gt=0).order_by()
    for day, served, meals in known.values_list("day").annotate(Sum("served"), Count("id")):
        found[day] |= {"diners": served, "meals": meals}


def _waste(found: Parts, canteen_id: int, site_id: int, first: date, last: date) -> None:  # noqa: ARG001
    rows = WasteWeighing.objects.filter(
        canteen_id=canteen_id, day__range=(first, last), corrected_by=None
    ).order_by()
    for day, stage, kg in rows.values_list("day", "stage").annotate(kg=Sum(NET_KG)):
        found[day].setdefault("waste_kg", {})[stage] = kg


def _bought(found: Parts, canteen_id: int, site_id: int, first: date, last: date) -> None:
    masses = foods(site_id=site_id)
    sums: dict[date, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
    rows = _movements(canteen_id, first, last, (MovementKind.RECEIPT,))
    for day, ingredient, quantity, yuan in rows:
        kg = masses[ingredient].kg
        known = (quantity * kg, yuan) if kg is not None else (Decimal(0), Decimal(0))
        sums[day] = [a + b for a, b in zip(sums[day], (known[0], yuan, known[1]), strict=True)]
    for day, (kg, yuan, known_yuan) in sums.items():
        found[day]["bought"] = Bought(kg=kg, yuan=yuan, known_yuan=known_yuan)


def _movements(
    canteen_id: int, first: date, last: date, kinds: Collection[str]
) -> Collection[tuple[date, int, Decimal, Decimal]]:
    """Day, ingredient, quantity and yuan, signed as in the store."""
    rows = Movement.objects.filter(
        lot__canteen_id=canteen_id, happened_on__range=(first, last), kind__in=kinds
    ).order_by()
    sums = rows.values_list("happened_on", "lot__ingredient_id").annotate(
        Sum("quantity"), Sum("amount_yuan")
    )
    return list(sums)


def _supply(found: Parts, canteen_id: int, site_id: int, first: date, last: date) -> None:  # noqa: ARG001
    span = {"canteen_id": canteen_id, "day__range": (first, last)}
    pots = ProductionBatch.objects.filter(**span).order_by()
    served = ServedCount.objects.filter(**span).order_by()
    taken = {
        (day, meal, dish): count
        for day, meal, dish, count in served.values_list("day", "meal", "dish_id", "taken")
    }
    sums: dict[date, list[int]] = defaultdict(lambda: [0] * 4)
    rows = pots.values_list("day", "meal", "dish_id").annotate(Sum("portions"))
    for day, meal, dish, portions in rows:
        eaten = taken.get((day, meal, dish))
        counted = (1, portions, abs(portions - eaten)) if eaten is not None else (0, 0, 0)
        sums[day] = [a + b for a, b in zip(sums[day], (1, *counted), strict=True)]
    for day, (dishes, count, prepared, off) in sums.items():
        found[day]["supply"] = Supply(dishes=dishes, counted=count, prepared=prepared, off=off)


def _yields(found: Parts, canteen_id: int, site_id: int, first: date, last: date) -> None:
    masses = foods(site_id=site_id)
    drawn = (MovementKind.ISSUE, MovementKind.RETURN)
    issued: dict[date, dict[int, Decimal]] = defaultdict(dict)
    for day, ingredient, quantity, _yuan in _movements(canteen_id, first, last, drawn):
        kg = masses[ingredient].kg
        if kg is not None:
            issued[day][ingredient] = -quantity * kg
    trimmed = _trimmed(canteen_id, first, last)
    for day, by_ingredient in issued.items():
        found[day]["yielded"] = _yielded(by_ingredient, trimmed.get(day, {}), masses)


def _trimmed(canteen_id: int, first: date, last: date) -> dict[date, dict[int, Decimal]]:
    rows = WasteWeighing.objects.filter(
        canteen_id=canteen_id,
        day__range=(first, last),
        stage=WasteStage.TRIMMINGS,
        corrected_by=None,
    ).exclude(ingredient=None)
    found: dict[date, dict[int, Decimal]] = defaultdict(dict)
    sums = rows.order_by().values_list("day", "ingredient_id").annotate(kg=Sum(NET_KG))
    for day, ingredient, kg in sums:
        found[day][ingredient] = kg
    return found


def _yielded(
    issued: Mapping[int, Decimal], trimmed: Mapping[int, Decimal], masses: Mapping[int, Food]
) -> Yielded:
    gross = {each: issued[each] for each in trimmed if issued.get(each, Decimal(0)) > 0}
    return Yielded(
        issued_kg=sum((kg for kg in issued.values() if kg > 0), Decimal(0)),
        gross_kg=sum(gross.values(), Decimal(0)),
        net_kg=sum((max(kg - trimmed[each], Decimal(0)) for each, kg in gross.items()), Decimal(0)),
        standard_kg=sum((kg * masses[each].net_yield for each, kg in gross.items()), Decimal(0)),
    )


def _stored(found: Parts, canteen_id: int, site_id: int, first: date, last: date) -> None:  # noqa: ARG001
    rows = Movement.objects.filter(
        lot__canteen_id=canteen_id,
        happened_on__range=(first, last),
        kind__in=(MovementKind.ISSUE, MovementKind.RETURN, MovementKind.SPOILED),
    ).order_by()
    issued: dict[date, Decimal] = defaultdict(Decimal)
    spoiled: dict[date, Decimal] = defaultdict(Decimal)
    for day, kind, yuan in rows.values_list("happened_on", "kind").annotate(Sum("amount_yuan")):
        (spoiled if kind == MovementKind.SPOILED else issued)[day] -= yuan
    for day in issued.keys() | spoiled.keys():
        found[day]["stored"] = Stored(issued_yuan=issued[day], spoiled_yuan=spoiled[day])


def _plates(found: Parts, canteen_id: int, site_id: int, first: date, last: date) -> None:  # noqa: ARG001
    rows = CleanPlateCheck.objects.filter(canteen_id=canteen_id, day__range=(first, last))
    sums = (
        rows.order_by()
        .values_list("day")
        .annotate(Count("meal", distinct=True), Sum("inspected"), Sum("clean_trays"))
    )
    for day, meals, inspected, clean in sums:
        found[day]["plates"] = Plates(meals=meals, inspected=inspected, clean=clean)


def _forecasts(found: Parts, canteen_id: int, site_id: int, first: date, last: date) -> None:  # noqa: ARG001
    rows = Forecast.objects.filter(
        canteen_id=canteen_id, day__range=(first, last), horizon=1, served__gt=0
    ).order_by("made_at")
    latest = {
        (day, meal): (expected, served)
        for day, meal, expected, served in rows.values_list("day", "meal", "expected", "served")
    }
    by_day: dict[date, list[tuple[int, int]]] = defaultdict(list)
    for (day, _meal), pair in latest.items():
        expected, served = pair
        by_day[day].append((expected, served or 0))
    for day, pairs in by_day.items():
        found[day]["forecasts"] = Forecasts(
            meals=len(pairs),
            came=sum(came for _, came in pairs),
            off=sum(abs(expected - came) for expected, came in pairs),
        )


Load = Callable[[Parts, int, int, date, date], None]
LOADERS: dict[str, Load] = {
    "W1": _waste, "W1a": _waste, "W1b": _waste, "W1c": _waste, "W2": _bought, "W2y": _bought,
    "W3": _plates, "W4": _supply, "W5": _yields, "W6": _stored, "W7": _forecasts,
}  # fmt: skip
