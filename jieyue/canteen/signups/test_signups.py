from datetime import UTC, datetime, time, timedelta

import pytest

from jieyue.canteen.diners import actions as diners
from jieyue.canteen.diners.actions import NotServed
from jieyue.canteen.factories import MONDAY, make_canteen, make_meal_period
from jieyue.canteen.signups import queries, rules
from jieyue.canteen.signups.actions import TooLate, choose, sign_off
from jieyue.canteen.signups.models import MealChoice
from jieyue.kit.actor import NotAllowed, system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person, make_site, make_unit
from jieyue.people.persons.models import Person

EDIT = "canteen.signups.edit"
FRIDAY_NOON = datetime(2026, 2, 27, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("until", "days_before", "local"),
    [
        (time(16), 1, "2026-03-01T16:00:00+08:00"),
        (time(9, 30), 0, "2026-03-02T09:30:00+08:00"),
        (time(16), 3, "2026-02-27T16:00:00+08:00"),
    ],
)
def test_deadlines(until, days_before, local):
    found = rules.deadline(MONDAY, until=until, days_before=days_before)
    assert found.isoformat() == local


@pytest.fixture
def office(db):
    """A canteen with lunch and dinner, and a unit of two people."""
    canteen = make_canteen(site=make_site())
    for meal in ("lunch", "dinner"):
        make_meal_period(canteen=canteen, meal=meal)
    unit = make_unit(site=canteen.site)
    return canteen, make_person(unit=unit), make_person(unit=unit)


def own(person):
    return make_actor(person=person, grants={EDIT: "own"})


def pick(canteen, person, *, eats=False, actor=None, at=FRIDAY_NOON, day=MONDAY, meal="lunch"):
    choose(
        person_id=person.id,
        canteen_id=canteen.id,
        meal=meal,
        day=day,
        eats=eats,
        actor=actor or own(person),
        at=at,
    )


def test_a_person_signs_off_and_on_again(office):
    canteen, person, _ = office
    pick(canteen, person)
    pick(canteen, person)  # a second tap on a slow phone
    pick(canteen, person, eats=True)
    assert MealChoice.objects.get().eats is True
    entries = Entry.objects.filter(name="canteen.signups.meals_chosen").order_by("id")
    assert [entry.data["eats"] for entry in entries] == [False, True]
    assert "name" not in entries[0].data


def test_after_the_deadline_it_is_too_late(office):
    canteen, person, _ = office
    just_in_time = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)  # Sunday 16:00 local
    pick(canteen, person, at=just_in_time)
    with pytest.raises(TooLate):
        pick(canteen, person, eats=True, at=just_in_time + timedelta(seconds=1))
    assert MealChoice.objects.get().eats is False


def test_a_day_without_the_meal_is_refused(office):
    canteen, person, _ = office
    saturday = MONDAY + timedelta(days=5)
    with pytest.raises(NotServed):
        pick(canteen, person, day=saturday)
    with pytest.raises(NotServed):
        pick(canteen, person, meal="breakfast")


@pytest.mark.parametrize(("scope", "allowed"), [("own", False), ("unit", True), ("complex", True)])
def test_who_may_choose_for_a_colleague(office, scope, allowed):
    canteen, person, colleague = office
    actor = make_actor(person=person, grants={EDIT: scope})
    if allowed:
        pick(canteen, colleague, actor=actor)
        assert MealChoice.objects.get().chosen_by == person.name
    else:
        with pytest.raises(NotAllowed):
            pick(canteen, colleague, actor=actor)


def test_another_sites_person_is_not_found(office):
    canteen, _, _ = office
    stranger = make_person()
    with pytest.raises(Person.DoesNotExist):
        pick(canteen, stranger, actor=system("test", site_id=canteen.site_id))


def test_a_leave_is_signed_off_at_once(office):
    canteen, person, _ = office
    diners.close(
        canteen_id=canteen.id,
        first_on=MONDAY + timedelta(days=1),
        last_on=MONDAY + timedelta(days=1),
        reason="检修",
        actor=system("test", site_id=canteen.site_id),
        at=FRIDAY_NOON,
    )
    leave = {"person_id": person.id, "canteen_id": canteen.id, "actor": own(person)}
    days = {"first_on": MONDAY, "last_on": MONDAY + timedelta(days=6)}
    assert sign_off(**leave, **days, at=FRIDAY_NOON) == 8  # four days, two meals
    assert MealChoice.objects.filter(eats=False).count() == 8
    fact = Entry.objects.get(name="canteen.signups.meals_chosen").data
    assert (fact["changed"], fact["meals"]) == (8, ["dinner", "lunch"])
    with pytest.raises(TooLate):
        sign_off(**leave, **days, at=FRIDAY_NOON + timedelta(days=30))


def test_the_phone_shows_seven_days(office):
    canteen, person, _ = office
    pick(canteen, person)
    days = queries.my_days(
        person_id=person.id,
        canteen_id=canteen.id,
        first=FRIDAY_NOON.date(),
        days=7,
        at=FRIDAY_NOON,
    )
    assert [len(day.meals) for day in days] == [2, 2, 0, 2, 2, 2, 2]  # a make-up Saturday
    friday, monday = days[0], days[3]
    assert not friday.meals[0].is_open
    assert {meal.meal: meal.eats for meal in monday.meals} == {"lunch": False, "dinner": None}


def test_the_kitchen_counts_and_the_clerk_sees_the_unit(office):
    canteen, person, colleague = office
    pick(canteen, person)
    pick(canteen, colleague, eats=True)
    outsider = make_person(unit=make_unit(site=canteen.site))
    pick(canteen, outsider)
    counts = queries.totals(canteen_id=canteen.id, first=MONDAY, last=MONDAY)
    assert counts == {("lunch", MONDAY): (1, 2)}
    clerk = make_actor(person=person, grants={"canteen.signups.read": "unit", EDIT: "unit"})
    (row,) = queries.by_unit(clerk, first=MONDAY, last=MONDAY)
    assert (row.signed_up, row.signed_off) == (1, 1)
    rows = queries.colleagues(clerk, day=MONDAY)
    assert [(r.id, r.signed_off) for r in rows] == [
        (person.id, frozenset({"lunch"})),
        (colleague.id, frozenset()),
    ]
