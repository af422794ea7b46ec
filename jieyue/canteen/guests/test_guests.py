from datetime import timedelta

import pytest

from jieyue.canteen.diners.actions import NotServed
from jieyue.canteen.factories import AT, MONDAY, make_canteen, make_meal_period
from jieyue.canteen.guests import actions, queries, rules
from jieyue.canteen.guests.models import GuestBooking
from jieyue.canteen.guests.rules import ReceptionWarning
from jieyue.kit.actor import NotAllowed
from jieyue.people.factories import make_actor, make_unit

RIGHTS = ("canteen.guests.book", "canteen.guests.read")


@pytest.mark.parametrize(
    ("guests", "most"), [(1, 3), (10, 3), (11, 3), (12, 4), (30, 10), (31, 10)]
)
def test_companions_by_party(guests, most):
    assert rules.most_companions(guests, small_party_guests=10, companions_small_party=3) == most


@pytest.mark.parametrize(
    ("companions", "letter", "warnings"),
    [
        (3, "雅函〔2026〕12号", []),
        (4, "雅函〔2026〕12号", [ReceptionWarning.TOO_MANY_COMPANIONS]),
        (0, " ", [ReceptionWarning.NO_LETTER]),
        (4, "", [ReceptionWarning.TOO_MANY_COMPANIONS, ReceptionWarning.NO_LETTER]),
    ],
)
def test_warnings(companions, letter, warnings):
    found = rules.reception_warnings(companions=companions, most=3, letter_number=letter)
    assert found == warnings


@pytest.fixture
def host(db):
    canteen = make_canteen()
    make_meal_period(canteen=canteen)
    return canteen, make_unit(site=canteen.site)


def party(canteen, unit, **changes):
    values = {"meal": "lunch", "day": MONDAY, "guests": 6, "purpose": "调研"}
    return actions.Party(canteen_id=canteen.id, unit_id=unit.id, **(values | changes))


def test_a_unit_books_and_cancels(host):
    canteen, unit = host
    actor = make_actor(unit=unit, grants=dict.fromkeys(RIGHTS, "unit"))
    warnings = actions.book(party=party(canteen, unit, companions=4), actor=actor, at=AT)
    assert len(warnings) == 2
    (row,) = queries.bookings(actor, first=MONDAY, last=MONDAY)
    assert (row.guests, row.warnings) == (6, tuple(warnings))
    assert queries.totals(canteen_id=canteen.id, first=MONDAY, last=MONDAY) == {
        ("lunch", MONDAY): 10
    }
    actions.cancel(booking_id=row.id, actor=actor, at=AT)
    actions.cancel(booking_id=row.id, actor=actor, at=AT + timedelta(hours=1))
    assert queries.bookings(actor, first=MONDAY, last=MONDAY) == []
    assert GuestBooking.objects.get().cancelled_at == AT


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"guests": 0}, actions.NoGuests),
        ({"day": MONDAY - timedelta(days=7)}, actions.DayPast),
        ({"day": MONDAY + timedelta(days=5)}, NotServed),
        ({"meal": "dinner"}, NotServed),
    ],
)
def test_impossible_bookings(host, changes, error):
    canteen, unit = host
    actor = make_actor(unit=unit, grants=dict.fromkeys(RIGHTS, "unit"))
    with pytest.raises(error):
        actions.book(party=party(canteen, unit, **changes), actor=actor, at=AT)
    assert not GuestBooking.objects.exists()


def test_a_unit_books_only_for_itself(host):
    canteen, unit = host
    neighbour = make_actor(unit=make_unit(site=canteen.site), grants=dict.fromkeys(RIGHTS, "unit"))
    with pytest.raises(NotAllowed):
        actions.book(party=party(canteen, unit), actor=neighbour, at=AT)
    owner = make_actor(unit=unit, grants=dict.fromkeys(RIGHTS, "unit"))
    actions.book(party=party(canteen, unit), actor=owner, at=AT)
    assert queries.bookings(neighbour, first=MONDAY, last=MONDAY) == []
    with pytest.raises(GuestBooking.DoesNotExist):
        actions.cancel(booking_id=GuestBooking.objects.get().id, actor=neighbour, at=AT)
