"""报餐与停餐: who will eat and who will not."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from jieyue.canteen.diners import queries as diners
from jieyue.canteen.diners.actions import NotServed
from jieyue.canteen.diners.models import Canteen, Meal, MealPeriod
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.signups import rules
from jieyue.canteen.signups.facts import MealsChosen
from jieyue.canteen.signups.models import MealChoice
from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.people.persons.models import Person


class TooLate(Exception):
    """The deadline has passed; the kitchen has bought already."""

    def __init__(self, *, day: date, meal: str, deadline: datetime) -> None:
        super().__init__(day, meal, deadline)
        self.day, self.meal, self.deadline = day, meal, deadline
        self.said = f"{deadline:%Y-%m-%d %H:%M}"


@transaction.atomic
def choose(
    *,
    person_id: int,
    canteen_id: int,
    meal: str,
    day: date,
    eats: bool,
    actor: Actor,
    at: datetime,
) -> None:
    """Sign one person up for a meal, or off from it. Raises NotServed, TooLate, NotAllowed."""
    person = _person(person_id, actor)
    days = diners.serving_days(canteen_id=canteen_id, meal=meal, first=day, last=day)
    canteen = Canteen.objects.visible_to(actor).get(id=canteen_id)
    if not days:
        raise NotServed(day=day, meal=meal)
    period = MealPeriod.objects.get(canteen=canteen, meal=meal)
    until = rules.deadline(day, until=period.signup_until, days_before=period.signup_days_before)
    if at > until:
        raise TooLate(day=day, meal=meal, deadline=until)
    changed = _choose(person, canteen, [(meal, day)], eats=eats, actor=actor, at=at)
    _record(person, canteen, [(meal, day)], eats=eats, changed=changed, actor=actor, at=at)


@transaction.atomic
def sign_off(
    *,
    person_id: int,
    canteen_id: int,
    first_on: date,
    last_on: date,
    meals: Iterable[str] = Meal.values,
    actor: Actor,
    at: datetime,
) -> int:
    """停餐: sign a person off from these meals on [first_on, last_on], such as a leave.

    Meals whose deadline has passed are left as they are. Returns the meals signed off; raises
    TooLate when there is none left.
    """
    person = _person(person_id, actor)
    canteen = Canteen.objects.visible_to(actor).get(id=canteen_id)
    wanted: list[tuple[str, date]] = []
    latest: TooLate | None = None
    for period in MealPeriod.objects.filter(canteen=canteen, meal__in=list(meals)):
        days = diners.serving_days(
            canteen_id=canteen_id, meal=period.meal, first=first_on, last=last_on
        )
        for day in days:
            until = rules.deadline(
                day, until=period.signup_until, days_before=period.signup_days_before
            )
            if at <= until:
                wanted.append((period.meal, day))
            else:
                latest = TooLate(day=day, meal=period.meal, deadline=until)
    if not wanted:
        raise latest or NotServed(day=first_on, meal=Meal.LUNCH)
    changed = _choose(person, canteen, wanted, eats=False, actor=actor, at=at)
    _record(person, canteen, wanted, eats=False, changed=changed, actor=actor, at=at)
    return len(wanted)


def _person(person_id: int, actor: Actor) -> Person:
    """A person of the actor's site whom the actor may sign up or off."""
    person = Person.objects.get(id=person_id, site_id=actor.site_id)
    actor.require(CanteenPermission.SIGNUPS_EDIT, unit_id=person.unit_id, person_id=person.id)
    return person


def _choose(
    person: Person,
    canteen: Canteen,
    wanted: list[tuple[str, date]],
    *,
    eats: bool,
    actor: Actor,
    at: datetime,
) -> int:
    """Write the choices; returns how many differ from before."""
    days = [day for _, day in wanted]
    stored = MealChoice.objects.filter(person=person, day__range=(min(days), max(days)))
    known = {(meal, day): was for meal, day, was in stored.values_list("meal", "day", "eats")}
    changed = [key for key in wanted if known.get(key) is not eats]
    MealChoice.objects.bulk_create(
        [
            MealChoice(
                site_id=canteen.site_id,
                canteen=canteen,
                person=person,
                unit_id=person.unit_id,
                meal=meal,
                day=day,
                eats=eats,
                chosen_by=actor.name,
                chosen_at=at,
            )
            for meal, day in changed
        ],
        update_conflicts=True,
        unique_fields=["person", "meal", "day"],
        update_fields=["canteen", "unit", "eats", "chosen_by", "chosen_at"],
    )
    return len(changed)


def _record(
    person: Person,
    canteen: Canteen,
    wanted: list[tuple[str, date]],
    *,
    eats: bool,
    changed: int,
    actor: Actor,
    at: datetime,
) -> None:
    if not changed:
        return
    days = [day for _, day in wanted]
    fact = MealsChosen(
        person_id=person.id,
        unit_id=person.unit_id,
        canteen_id=canteen.id,
        eats=eats,
        first_on=min(days),
        last_on=max(days),
        meals=sorted({meal for meal, _ in wanted}),
        changed=changed,
    )
    journal.record(fact, actor=actor, at=at)
