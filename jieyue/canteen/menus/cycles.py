"""Writing and reading cycle menus: menus that repeat every few weeks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from jieyue.canteen.diners.models import Canteen, Meal
from jieyue.canteen.menus.actions import check_dishes
from jieyue.canteen.menus.facts import CycleMealSet, CycleSet, CycleWeekCopied
from jieyue.canteen.menus.models import CycleDish, CycleMenu
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor

WEEKDAYS = range(1, 8)
MOST_WEEKS = 12


class CycleNameTaken(Exception):
    """The canteen has a cycle of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotAMonday(Exception):
    """A cycle starts on a Monday; `monday` is the one before."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day, self.monday = day, day - timedelta(days=day.weekday())


class NoSuchPlace(Exception):
    """A week that the cycle does not have."""

    def __init__(self, *, week: int, weeks: int) -> None:
        super().__init__(week, weeks)
        self.week, self.weeks = week, weeks


@dataclass(frozen=True, kw_only=True)
class CycleRow:
    """One cycle of one canteen."""

    id: int
    canteen_id: int
    canteen_code: str
    canteen: str
    name: str
    weeks: int
    starts_on: date


@dataclass(frozen=True)
class CycleCell:
    """One meal of one weekday: its dishes by name."""

    weekday: int
    meal: str
    meal_label: str
    dishes: tuple[str, ...]


def cycles(actor: Actor, *, canteen_id: int | None = None) -> list[CycleRow]:
    """The cycles of the actor's site, by canteen, the latest first. Raises NotAllowed."""
    actor.require(CanteenPermission.MENUS_READ)
    rows = CycleMenu.objects.visible_to(actor).select_related("canteen")
    if canteen_id is not None:
        rows = rows.filter(canteen_id=canteen_id)
    return [_row(row) for row in rows.order_by("canteen__code", "-starts_on", "id")]


def cycle(actor: Actor, *, cycle_id: int) -> CycleRow:
    """Raises NotAllowed, CycleMenu.DoesNotExist."""
    actor.require(CanteenPermission.MENUS_READ)
    return _row(CycleMenu.objects.visible_to(actor).select_related("canteen").get(id=cycle_id))


def week_of(*, cycle_id: int, week: int) -> list[list[CycleCell]]:
    """The meals of each weekday, Monday first. One query."""
    names: dict[tuple[int, str], list[str]] = defaultdict(list)
    rows = CycleDish.objects.filter(cycle_id=cycle_id, week=week).order_by("position", "id")
    for weekday, meal, name in rows.values_list("weekday", "meal", "dish__name"):
        names[weekday, meal].append(name)
    return [
        [CycleCell(day, meal, str(meal.label), tuple(names[day, meal])) for meal in Meal]
        for day in WEEKDAYS
    ]


def dish_ids_of(*, cycle_id: int, week: int, weekday: int, meal: str) -> list[int]:
    """The dishes of one meal in the order of its menu."""
    rows = CycleDish.objects.filter(cycle_id=cycle_id, week=week, weekday=weekday, meal=meal)
    return list(rows.order_by("position", "id").values_list("dish_id", flat=True))


@transaction.atomic
def create_cycle(
    *, canteen_id: int, name: str, weeks: int, starts_on: date, actor: Actor, at: datetime
) -> int:
    """A cycle without dishes; returns its id. Raises CycleNameTaken, NoSuchPlace, NotAMonday."""
    actor.require(CanteenPermission.MENUS_EDIT)
    canteen = Canteen.objects.visible_to(actor).select_for_update(no_key=True).get(id=canteen_id)
    if CycleMenu.objects.filter(canteen=canteen, name=name).exists():
        raise CycleNameTaken(name)
    if starts_on.isoweekday() != 1:
        raise NotAMonday(starts_on)
    if not 1 <= weeks <= MOST_WEEKS:
        raise NoSuchPlace(week=weeks, weeks=MOST_WEEKS)
    row = CycleMenu.objects.create(
        site_id=canteen.site_id, canteen=canteen, name=name, weeks=weeks, starts_on=starts_on
    )
    new = {"name": name, "weeks": str(weeks), "starts_on": str(starts_on)}
    journal.record(CycleSet(cycle_id=row.id, old={}, new=new), actor=actor, at=at)
    return int(row.id)


@transaction.atomic
def set_meal(
    *,
    cycle_id: int,
    week: int,
    weekday: int,
    meal: str,
    dish_ids: Sequence[int],
    actor: Actor,
    at: datetime,
) -> None:
    """Say what one meal of the cycle offers, in this order. Menus filled before stay.

    Raises NotAllowed, CycleMenu.DoesNotExist, NoSuchPlace, UnknownDishes.
    """
    actor.require(CanteenPermission.MENUS_EDIT)
    row = _locked(actor, cycle_id, weeks=(week,))
    new = list(dict.fromkeys(dish_ids))
    check_dishes(new, site_id=row.site_id)
    old = dish_ids_of(cycle_id=cycle_id, week=week, weekday=weekday, meal=meal)
    if new == old:
        return
    CycleDish.objects.filter(cycle=row, week=week, weekday=weekday, meal=meal).delete()
    CycleDish.objects.bulk_create(
        CycleDish(
            site_id=row.site_id,
            cycle=row,
            week=week,
            weekday=weekday,
            meal=meal,
            dish_id=dish_id,
            position=position,
        )
        for position, dish_id in enumerate(new)
    )
    fact = CycleMealSet(cycle_id=cycle_id, week=week, weekday=weekday, meal=meal, old=old, new=new)
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def copy_week(*, cycle_id: int, from_week: int, to_week: int, actor: Actor, at: datetime) -> int:
    """Make one week like another; returns how many dishes it now has.

    Raises NotAllowed, CycleMenu.DoesNotExist, NoSuchPlace.
    """
    actor.require(CanteenPermission.MENUS_EDIT)
    row = _locked(actor, cycle_id, weeks=(from_week, to_week))
    if from_week == to_week:
        return CycleDish.objects.filter(cycle=row, week=to_week).count()
    replaced, _by_table = CycleDish.objects.filter(cycle=row, week=to_week).delete()
    copies = [
        CycleDish(site_id=row.site_id, cycle=row, week=to_week, **dish)
        for dish in CycleDish.objects.filter(cycle=row, week=from_week).values(
            "weekday", "meal", "dish_id", "position"
        )
    ]
    CycleDish.objects.bulk_create(copies)
    fact = CycleWeekCopied(
        cycle_id=cycle_id,
        from_week=from_week,
        to_week=to_week,
        replaced=replaced,
        dishes=len(copies),
    )
    journal.record(fact, actor=actor, at=at)
    return len(copies)


def _locked(actor: Actor, cycle_id: int, *, weeks: Sequence[int]) -> CycleMenu:
    row: CycleMenu = CycleMenu.objects.visible_to(actor).select_for_update().get(id=cycle_id)
    for week in weeks:
        if not 1 <= week <= row.weeks:
            raise NoSuchPlace(week=week, weeks=row.weeks)
    return row


def _row(row: CycleMenu) -> CycleRow:
    return CycleRow(
        id=row.id,
        canteen_id=row.canteen_id,
        canteen_code=row.canteen.code,
        canteen=row.canteen.name,
        name=row.name,
        weeks=row.weeks,
        starts_on=row.starts_on,
    )
