"""Lunches with their outcome, as they were weighed, counted or rated."""

from collections import defaultdict
from datetime import date

from django.db.models import F, QuerySet, Sum

from jieyue.canteen.diners.queries import served_on
from jieyue.canteen.experiments.models import LunchRating, Outcome
from jieyue.canteen.experiments.rules.days import Lunch
from jieyue.canteen.menus.models import Course
from jieyue.canteen.waste.models import CleanPlateCheck, WasteStage, WasteWeighing

GRAMS = 1000
STAGES = {
    Outcome.PLATE_G: (WasteStage.PLATE,),
    Outcome.UNSERVED_G: (WasteStage.UNSERVED,),
    Outcome.WASTE_G: (WasteStage.PLATE, WasteStage.UNSERVED),
    Outcome.STAPLE_G: (WasteStage.PLATE, WasteStage.UNSERVED),
}
LOWER_IS_BETTER = frozenset(STAGES)


def lunches(*, canteen_id: int, meal: str, outcome: str, first: date, last: date) -> list[Lunch]:
    """Meals served on [first, last] in date order. Two queries.

    A mass counts only if every one of its stages was weighed that day: not weighed is not zero.
    """
    diners = served_on(canteen_id=canteen_id, meal=meal, first=first, last=last)
    kind = Outcome(outcome)
    if kind in STAGES:
        known = _grams(kind, canteen_id, meal, first, last, diners)
    elif kind is Outcome.CLEAN_SHARE:
        known = _clean(canteen_id, meal, first, last)
    else:
        known = _ratings(canteen_id, meal, first, last)
    return [Lunch(day, count, known.get(day)) for day, count in diners.items() if count > 0]


def _grams(
    kind: Outcome, canteen_id: int, meal: str, first: date, last: date, diners: dict[date, int]
) -> dict[date, float]:
    rows: QuerySet[WasteWeighing] = WasteWeighing.objects.filter(
        canteen_id=canteen_id,
        meal=meal,
        day__range=(first, last),
        stage__in=STAGES[kind],
        corrected_by=None,
    ).order_by()
    wanted: set[str] = {str(stage) for stage in STAGES[kind]}
    if kind is Outcome.STAPLE_G:
        rows, wanted = rows.filter(dish__course=Course.STAPLE), set()
    by_stage: dict[date, dict[str, float]] = defaultdict(dict)
    masses = rows.values_list("day", "stage").annotate(kg=Sum(F("gross_kg") - F("tare_kg")))
    for day, stage, kg in masses:
        by_stage[day][stage] = float(kg)
    return {
        day: sum(masses_of.values()) * GRAMS / diners[day]
        for day, masses_of in by_stage.items()
        if diners.get(day) and wanted <= set(masses_of)
    }


def _clean(canteen_id: int, meal: str, first: date, last: date) -> dict[date, float]:
    rows = CleanPlateCheck.objects.filter(
        canteen_id=canteen_id, meal=meal, day__range=(first, last)
    ).order_by()
    sums = rows.values_list("day").annotate(Sum("clean_trays"), Sum("inspected"))
    return {day: clean / inspected for day, clean, inspected in sums}


def _ratings(canteen_id: int, meal: str, first: date, last: date) -> dict[date, float]:
    rows = LunchRating.objects.filter(canteen_id=canteen_id, meal=meal, day__range=(first, last))
    return {day: float(mean) for day, mean in rows.order_by().values_list("day", "mean")}
