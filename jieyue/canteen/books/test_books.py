from datetime import UTC, date, datetime

import pytest

from jieyue.canteen.books import actions, refusals, rules
from jieyue.canteen.books.models import ClosedMonth
from jieyue.canteen.books.queries import check_open
from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.factories import make_canteen
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.kit.problems import words_for
from jieyue.people.factories import make_actor, make_person, make_site

FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
AT = datetime(2026, 4, 2, 2, 0, tzinfo=UTC)
CLOSE = {"canteen.costs.close": "complex"}


@pytest.fixture
def canteen(db):
    return make_canteen()


def person(canteen):
    return make_actor(person=make_person(site=canteen.site), grants=CLOSE)


def close(canteen, *, actor=None, month=MARCH, at=AT):
    return actions.close(
        canteen_id=canteen.id,
        month=month,
        figures={"closing_yuan": "12.00"},
        parameters_used={},
        actor=actor or person(canteen),
        at=at,
    )


def reopen(canteen, *, actor=None, month=MARCH, reason="漏记一张验收单", at=AT):
    actor = actor or person(canteen)
    actions.reopen(canteen_id=canteen.id, month=month, reason=reason, actor=actor, at=at)


@pytest.mark.parametrize(
    ("day", "first", "after"),
    [
        (date(2026, 1, 31), date(2026, 1, 1), date(2026, 2, 1)),
        (date(2026, 12, 1), date(2026, 12, 1), date(2027, 1, 1)),
        (date(2028, 2, 29), date(2028, 2, 1), date(2028, 3, 1)),
    ],
)
def test_months(day, first, after):
    assert (rules.first_of(day), rules.following(day)) == (first, after)


def test_a_closed_month_and_those_before_take_nothing(canteen):
    check_open(canteen_id=canteen.id, on=date(2026, 3, 31))
    close(canteen)
    for day in (date(2026, 3, 1), date(2026, 3, 31), date(2026, 1, 5)):
        with pytest.raises(refusals.MonthClosed) as caught:
            check_open(canteen_id=canteen.id, on=day)
        assert caught.value.month == MARCH
    check_open(canteen_id=canteen.id, on=date(2026, 4, 1))
    check_open(canteen_id=make_canteen(site=canteen.site).id, on=MARCH)
    assert Entry.objects.filter(name="canteen.books.closed").count() == 1


def test_the_second_to_close_is_told_who_was_first(canteen):
    first = person(canteen)
    close(canteen, actor=first)
    with pytest.raises(refusals.AlreadyClosed) as caught:
        close(canteen)
    assert (caught.value.closed_by, caught.value.closed_at) == (first.name, AT)
    assert first.name in words_for(caught.value).say(caught.value)


def test_a_month_closes_when_it_is_over(canteen):
    last_evening = datetime(2026, 3, 31, 15, 59, tzinfo=UTC)  # 23:59 local
    with pytest.raises(refusals.MonthNotOver):
        close(canteen, at=last_evening)
    close(canteen, at=datetime(2026, 3, 31, 16, 0, tzinfo=UTC))


def test_another_person_opens_it_again_with_a_reason(canteen):
    closer = person(canteen)
    close(canteen, actor=closer)
    with pytest.raises(refusals.SamePerson):
        reopen(canteen, actor=closer)
    with pytest.raises(refusals.ReasonMissing):
        reopen(canteen, reason="  ")
    reopen(canteen)
    check_open(canteen_id=canteen.id, on=MARCH)
    with pytest.raises(refusals.NotClosed):
        reopen(canteen)
    close(canteen, actor=closer)
    assert ClosedMonth.objects.count() == 2  # the first closing is kept with its reason


def test_the_latest_month_is_opened_first(canteen):
    close(canteen, month=FEBRUARY)
    close(canteen, month=MARCH)
    with pytest.raises(refusals.LaterMonthClosed) as caught:
        reopen(canteen, month=FEBRUARY)
    assert caught.value.later == MARCH


def test_only_with_the_right_and_on_the_own_site(canteen):
    with pytest.raises(NotAllowed):
        close(
            canteen, actor=make_actor(site=canteen.site, grants={"canteen.costs.read": "complex"})
        )
    with pytest.raises(Canteen.DoesNotExist):
        close(canteen, actor=make_actor(site=make_site(), grants=CLOSE))
