"""Who signed up and who signed off: for a person's phone, for the unit's clerk, for the kitchen."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count

from jieyue.canteen.diners import queries as diners
from jieyue.canteen.diners.models import Meal
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.signups import rules
from jieyue.canteen.signups.models import MealChoice
from jieyue.kit.actor import Actor
from jieyue.people.persons.models import Person


@dataclass(frozen=True)
class MealToggle:
    """One meal of one day on a person's phone. `eats` is None as long as nothing was chosen."""

    meal: str
    label: str
    eats: bool | None
    deadline: datetime
    is_open: bool


@dataclass(frozen=True)
class DayToggles:
    day: date
    is_today: bool
    meals: tuple[MealToggle, ...]


@dataclass(frozen=True)
class SignOffRow:
    """Sign-ups and sign-offs of one unit for one meal."""

    day: date
    meal: str
    unit_id: int
    unit: str
    signed_up: int
    signed_off: int


@dataclass(frozen=True)
class ColleagueRow:
    """One person in the clerk's list."""

    id: int
    name: str
    signed_off: frozenset[str]


def my_days(
    *, person_id: int, canteen_id: int, first: date, days: int, at: datetime
) -> list[DayToggles]:
    """The next `days` days from `first` with what the canteen serves, and what was chosen."""
    last = first + timedelta(days=days - 1)
    chosen = {
        (meal, day): eats
        for meal, day, eats in MealChoice.objects.filter(
            person_id=person_id, day__range=(first, last)
        ).values_list("meal", "day", "eats")
    }
    found: dict[date, list[MealToggle]] = defaultdict(list)
    served = diners.served_meals(canteen_id=canteen_id, first=first, last=last)
    for period, served_days in served:
        for day in served_days:
            until = rules.deadline(
                day, until=period.signup_until, days_before=period.signup_days_before
            )
            found[day].append(
                MealToggle(
                    period.meal,
                    str(Meal(period.meal).label),
                    chosen.get((period.meal, day)),
                    until,
                    at <= until,
                )
            )
    each = [first + timedelta(days=n) for n in range(days)]
    return [DayToggles(day, day == first, tuple(found[day])) for day in each]


def by_unit(
    actor: Actor, *, first: date, last: date, canteen_id: int | None = None
) -> list[SignOffRow]:
    """Sign-ups and sign-offs by day, meal and unit, on [first, last]. One query."""
    rows = MealChoice.objects.visible_to(actor).filter(day__range=(first, last))
    if canteen_id is not None:
        rows = rows.filter(canteen_id=canteen_id)
    counts: dict[tuple[date, str, int, str], list[int]] = defaultdict(lambda: [0, 0])
    found = rows.values_list("day", "meal", "unit_id", "unit__name", "eats").annotate(n=Count("id"))
    for day, meal, unit_id, unit, eats, n in found:
        counts[(day, meal, unit_id, unit)][0 if eats else 1] += n
    order = {meal: place for place, meal in enumerate(Meal.values)}
    keys = sorted(counts, key=lambda key: (key[0], order[key[1]], key[3]))
    return [SignOffRow(*key, *counts[key]) for key in keys]


def totals(*, canteen_id: int, first: date, last: date) -> dict[tuple[str, date], tuple[int, int]]:
    """Signed up and signed off by meal and day, for the forecast and the kitchen. One query."""
    rows = MealChoice.objects.filter(canteen_id=canteen_id, day__range=(first, last))
    counts: dict[tuple[str, date], list[int]] = defaultdict(lambda: [0, 0])
    for meal, day, eats, n in rows.values_list("meal", "day", "eats").annotate(n=Count("id")):
        counts[(meal, day)][0 if eats else 1] += n
    return {key: (up, off) for key, (up, off) in counts.items()}


def colleagues(actor: Actor, *, day: date, search: str = "") -> list[ColleagueRow]:
    """People whom the actor may sign up or off, with the meals they are off from on `day`."""
    people = Person.objects.filter(site_id=actor.site_id, left_on=None)
    if not actor.may(CanteenPermission.SIGNUPS_EDIT):
        own = actor.may(CanteenPermission.SIGNUPS_EDIT, unit_id=actor.unit_id)
        people = people.filter(unit_id=actor.unit_id) if own else people.none()
    if search:
        people = people.filter(name__icontains=search)
    rows = list(people.order_by("unit__code", "staff_no").values_list("id", "name")[:200])
    off = _off_from(day, [person_id for person_id, _ in rows])
    return [ColleagueRow(person_id, name, off[person_id]) for person_id, name in rows]


def _off_from(day: date, person_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {person_id: set() for person_id in person_ids}
    rows = MealChoice.objects.filter(day=day, eats=False, person_id__in=person_ids)
    for person_id, meal in rows.values_list("person_id", "meal"):
        found[person_id].add(meal)
    return {person_id: frozenset(meals) for person_id, meals in found.items()}
