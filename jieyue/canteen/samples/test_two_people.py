"""Two people throw one sample away, or take one, in the same moment."""

from datetime import UTC, date, datetime, timedelta

import pytest

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.menus.factories import make_dish, make_menu
from jieyue.canteen.samples import actions, refusals
from jieyue.canteen.samples.models import RetainedSample
from jieyue.kit.actor import system
from jieyue.kit.journal.models import Entry

MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
LATER = NOON + timedelta(hours=49)


@pytest.fixture
def meal(transactional_db):
    canteen = make_canteen()
    dish = make_dish(site=canteen.site)
    make_menu(canteen=canteen, day=MONDAY, dishes=[dish])
    return actions.MealOf(canteen_id=canteen.id, day=MONDAY, meal="lunch"), dish, canteen.site_id


def take(meal, person):
    of, dish, site_id = meal
    taken = [actions.Taken(dish_id=dish.id, mass_g=125)]
    return actions.take(
        meal=of, samples=taken, sampled_at=NOON, location_id=None,
        actor=system(person, site_id=site_id), at=NOON,
    )  # fmt: skip


def test_of_two_who_throw_a_sample_away_the_second_is_told(meal, at_once):
    [sample] = take(meal, "甲")

    def dispose(person):
        actor = system(person, site_id=meal[2])
        return actions.dispose(sample_ids=[sample.id], actor=actor, at=LATER)

    answers = at_once(lambda: dispose("甲"), lambda: dispose("乙"), lambda: dispose("丙"))

    sample.refresh_from_db()
    refused = [each for each in answers if isinstance(each, refusals.AlreadyDisposed)]
    assert [(each.by, each.at) for each in refused] == [(sample.disposed_by, LATER)] * 2
    assert Entry.objects.filter(name="canteen.samples.disposed").count() == 1


def test_of_two_who_take_a_sample_the_second_is_told(meal, at_once):
    answers = at_once(lambda: take(meal, "甲"), lambda: take(meal, "乙"))

    [refused] = [each for each in answers if isinstance(each, refusals.AlreadySampled)]
    kept = RetainedSample.objects.get()
    assert (refused.keeper, refused.at) == (kept.keeper, NOON)
