import pytest
from django.urls import reverse

from jieyue.canteen.factories import make_canteen, make_meal_period
from jieyue.canteen.signups.models import MealChoice
from jieyue.people.factories import make_account, make_person, make_unit

TYPED = {"meal": "lunch", "day": "2026-03-02", "canteen": "1", "person": "1"}


@pytest.fixture
def clerk(db, sign_in):
    """Signed in as somebody of a site with a canteen that serves lunch."""
    period = make_meal_period(canteen=make_canteen(), meal="lunch")
    person = make_person(unit=make_unit(site=period.canteen.site))
    return sign_in(make_account(person=person, grants={"canteen.signups.edit": "complex"}))


@pytest.mark.parametrize("page", ["my_meals", "colleagues"])
@pytest.mark.parametrize(
    "typed",
    [
        {"day": "9999-12-31"},
        {"day": "0001-01-01"},
        {"canteen": "9" * 30},
        {"canteen": "²"},
        {"meal": "supper\0"},
        {"person": "²", "day": "9999-12-31"},
        {"person": "9" * 30},
    ],
)
def test_what_no_page_sends_is_refused(clerk, page, typed):
    answer = clerk.post(reverse(f"canteen:{page}"), TYPED | typed)

    assert answer.status_code == 422
    assert not MealChoice.objects.exists()


def test_a_leave_at_the_end_of_time_is_refused(clerk):
    typed = {"first_on": "9999-12-30", "last_on": "9999-12-31", "meals": "lunch", "canteen": "1"}
    assert clerk.post(reverse("canteen:leave"), typed).status_code == 422
