"""Retained samples for pages, jobs and other topics: plain values."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.kitchen.models import ProductionBatch
from jieyue.canteen.menus.models import MenuDish
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.samples import rules
from jieyue.canteen.samples.models import IllnessReport, RetainedSample
from jieyue.canteen.samples.parameters import (
    AUTHORITY_HOURS,
    EXEMPT_COURSES,
    KEEP_HOURS,
    SAMPLE_MIN_G,
)
from jieyue.canteen.samples.rules import OpenReport, Served
from jieyue.canteen.stock.models import StockLocation
from jieyue.kit import formats, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.parameters import Values


@dataclass(frozen=True, kw_only=True)
class ServedDish(Served):
    """A dish of a meal with its name."""

    name: str


@dataclass(frozen=True, kw_only=True)
class SampleRow:
    """One sample; held_for: number of the open report that keeps it."""

    id: int
    number: str
    canteen: str
    day: date
    meal: str
    dish_id: int
    dish: str
    mass_g: int
    sampled_at: datetime
    kept_until: datetime
    place: str
    slot: str
    keeper: str
    disposed_at: datetime | None
    disposed_by: str
    held_for: str = ""

    def is_due(self, now: datetime) -> bool:
        """May be thrown away and was not."""
        return self.disposed_at is None and not self.held_for and now >= self.kept_until


@dataclass(frozen=True, kw_only=True)
class DishToSample:
    """A dish that needs a sample; `sample` None: it has none yet."""

    dish_id: int
    dish: str
    sample: SampleRow | None


@dataclass(frozen=True, kw_only=True)
class MealSamples:
    """One meal of the tick list: what needs a sample, and what is exempt."""

    meal: str
    label: str
    dishes: tuple[DishToSample, ...]
    exempt: tuple[str, ...]

    @property
    def missing(self) -> tuple[DishToSample, ...]:
        return tuple(dish for dish in self.dishes if dish.sample is None)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The site's figures: grams and hours."""

    least_g: int
    keep_hours: int


@dataclass(frozen=True, kw_only=True)
class ReportRow:
    """An illness report; tell_by: when the authority must know."""

    number: str
    canteen: str
    first_on: date
    last_on: date
    persons: int
    symptoms: str
    reported_at: datetime
    reported_by: str
    tell_by: datetime
    authority_told_at: datetime | None
    closed_at: datetime | None
    closed_by: str
    outcome: str
    is_false_alarm: bool
    samples: int


def figures(*, site_id: int, on: date) -> Figures:
    """One query."""
    values = parameters.read(site_id=site_id, on=on)
    return Figures(least_g=values.integer(SAMPLE_MIN_G), keep_hours=values.integer(KEEP_HOURS))


def served(*, canteen_id: int, day: date, meal: str) -> list[ServedDish]:
    """Dishes on the meal's menu, and those cooked for it without standing there. Two queries."""
    return served_on(canteen_id=canteen_id, day=day).get(meal, [])


def served_on(*, canteen_id: int, day: date) -> dict[str, list[ServedDish]]:
    """The same for every meal of a day."""
    on_menu = MenuDish.objects.filter(menu__canteen_id=canteen_id, menu__day=day)
    cooked = ProductionBatch.objects.filter(canteen_id=canteen_id, day=day)
    rows = [
        *on_menu.order_by("menu__meal", "position", "id").values_list(
            "menu__meal", "dish_id", "dish__course", "dish__name"
        ),
        *cooked.order_by("meal", "dish_id", "sequence").values_list(
            "meal", "dish_id", "dish__course", "dish__name"
        ),
    ]
    found: dict[str, dict[int, ServedDish]] = {}
    for meal, dish_id, course, name in rows:
        dish = ServedDish(dish_id=dish_id, course=course, name=name)
        found.setdefault(meal, {}).setdefault(dish_id, dish)
    return {meal: list(dishes.values()) for meal, dishes in found.items()}


def day_samples(actor: Actor, *, canteen_id: int, site_id: int, day: date) -> list[MealSamples]:
    """The tick list of a day, meal by meal. Five queries. Raises NotAllowed."""
    actor.require(CanteenPermission.SAMPLES_READ)
    exempt = exempt_courses(site_id=site_id, on=day)
    dishes = served_on(canteen_id=canteen_id, day=day)
    taken = {(row.meal, row.dish_id): row for row in _rows(actor, canteen_id=canteen_id, day=day)}
    return [_meal(meal, dishes[meal], taken, exempt) for meal in Meal.values if dishes.get(meal)]


def missing(*, canteen_id: int, site_id: int, day: date, meal: str) -> tuple[list[int], list[int]]:
    """(dishes that need a sample, those of them without one), in the order of the menu."""
    exempt = exempt_courses(site_id=site_id, on=day)
    needed = rules.needing_sample(served(canteen_id=canteen_id, day=day, meal=meal), exempt=exempt)
    taken = set(
        RetainedSample.objects.filter(canteen_id=canteen_id, day=day, meal=meal).values_list(
            "dish_id", flat=True
        )
    )
    return needed, [dish_id for dish_id in needed if dish_id not in taken]


def exempt_courses(*, site_id: int, on: date) -> frozenset[str]:
    """Courses of which no sample is kept. One query."""
    return frozenset(parameters.read(site_id=site_id, on=on).json(EXEMPT_COURSES))


def open_reports(*, canteen_id: int) -> list[OpenReport]:
    """The canteen's illness reports that are not closed. One query."""
    rows = IllnessReport.objects.filter(canteen_id=canteen_id, closed_at=None)
    return [
        OpenReport(number=number, first_on=first, last_on=last)
        for number, first, last in rows.values_list("number", "first_on", "last_on")
    ]


def kept(actor: Actor, *, canteen_id: int) -> list[SampleRow]:
    """Every sample that is in the fridge, the one to go first on top. Two queries.

    Raises NotAllowed.
    """
    actor.require(CanteenPermission.SAMPLES_READ)
    return sorted(_rows(actor, canteen_id=canteen_id, disposed_at=None), key=_first_to_go)


def by_number(actor: Actor, number: str) -> SampleRow:
    """Raises NotAllowed, RetainedSample.DoesNotExist."""
    actor.require(CanteenPermission.SAMPLES_READ)
    found = RetainedSample.objects.visible_to(actor).get(number=number)
    return _rows(actor, canteen_id=found.canteen_id, number=number)[0]


def labels(actor: Actor, *, canteen_id: int, day: date, meal: str) -> list[SampleRow]:
    """The samples of a meal in the order in which they were taken. Raises NotAllowed."""
    actor.require(CanteenPermission.SAMPLES_READ)
    rows = _rows(actor, canteen_id=canteen_id, day=day, meal=meal)
    return sorted(rows, key=lambda row: row.number)


def fridges(*, canteen_id: int) -> list[tuple[int, str]]:
    """Places that keep samples, by code. One query."""
    rows = StockLocation.objects.filter(canteen_id=canteen_id, holds_samples=True, is_active=True)
    return list(rows.order_by("code").values_list("id", "name"))


def reports(actor: Actor, *, canteen_id: int) -> list[ReportRow]:
    """Illness reports, open ones first, then the newest. Three queries. Raises NotAllowed."""
    actor.require(CanteenPermission.SAMPLES_READ)
    rows = list(
        IllnessReport.objects.visible_to(actor)
        .filter(canteen_id=canteen_id)
        .select_related("canteen")
        .order_by("-reported_at")
    )
    if not rows:
        return []
    days = list(
        RetainedSample.objects.filter(canteen_id=canteen_id, disposed_at=None).values_list(
            "day", flat=True
        )
    )
    values = parameters.read(site_id=rows[0].site_id, on=rows[0].first_on)
    found = [_report(row, values, days) for row in rows]
    return sorted(found, key=lambda row: row.closed_at is not None)


def tell_by(report: IllnessReport) -> datetime:
    """When the authority must know of a report. One query."""
    return _tell_by(report, parameters.read(site_id=report.site_id, on=report.first_on))


def _tell_by(report: IllnessReport, values: Values) -> datetime:
    on_the_day = replace(values, on=formats.local_day_of(report.reported_at))
    return rules.tell_by(report.reported_at, hours=on_the_day.decimal(AUTHORITY_HOURS))


def _report(row: IllnessReport, values: Values, days: Sequence[date]) -> ReportRow:
    return ReportRow(
        number=row.number,
        canteen=row.canteen.name,
        first_on=row.first_on,
        last_on=row.last_on,
        persons=row.persons,
        symptoms=row.symptoms,
        reported_at=row.reported_at,
        reported_by=row.reported_by,
        tell_by=_tell_by(row, values),
        authority_told_at=row.authority_told_at,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        outcome=row.outcome,
        is_false_alarm=row.is_false_alarm,
        samples=sum(row.first_on <= day <= row.last_on for day in days),
    )


def _meal(
    meal: str,
    dishes: Sequence[ServedDish],
    taken: dict[tuple[str, int], SampleRow],
    exempt: frozenset[str],
) -> MealSamples:
    names = {dish.dish_id: dish.name for dish in dishes}
    needed = rules.needing_sample(dishes, exempt=exempt)
    return MealSamples(
        meal=meal,
        label=str(Meal(meal).label),
        dishes=tuple(
            DishToSample(dish_id=i, dish=names[i], sample=taken.get((meal, i))) for i in needed
        ),
        exempt=tuple(name for dish_id, name in names.items() if dish_id not in needed),
    )


def _rows(actor: Actor, *, canteen_id: int, **wanted: object) -> list[SampleRow]:
    found = RetainedSample.objects.visible_to(actor).filter(canteen_id=canteen_id, **wanted)
    holding = open_reports(canteen_id=canteen_id)
    rows = []
    for row in found.select_related("canteen", "dish", "location"):
        report = rules.held_by(row.day, holding) if row.disposed_at is None else None
        rows.append(replace(_row(row), held_for=report.number if report else ""))
    return rows


def _row(row: RetainedSample) -> SampleRow:
    return SampleRow(
        id=row.id,
        number=row.number,
        canteen=row.canteen.name,
        day=row.day,
        meal=row.meal,
        dish_id=row.dish_id,
        dish=row.dish.name,
        mass_g=row.mass_g,
        sampled_at=row.sampled_at,
        kept_until=row.kept_until,
        place=row.location.name if row.location else "",
        slot=row.slot,
        keeper=row.keeper,
        disposed_at=row.disposed_at,
        disposed_by=row.disposed_by,
    )


def _first_to_go(row: SampleRow) -> tuple[bool, datetime, int]:
    return bool(row.held_for), row.kept_until, row.id
