from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from jieyue.canteen.diners.models import Attendance, AttendanceSource, UnitAttendance
from jieyue.canteen.factories import make_canteen, make_meal_period
from jieyue.canteen.menus.factories import make_dish
from jieyue.canteen.menus.models import ServedCount
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.service import actions, counting
from jieyue.canteen.service.factories import make_booking, make_meal_account, serving
from jieyue.kit.actor import Scope
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person, make_unit

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # lunch is open until 13:00 local
OVER = NOON + timedelta(hours=1, minutes=15)
TODAY = date(2026, 11, 23)


@pytest.fixture
def canteen():
    found = make_canteen()
    make_meal_period(canteen=found)
    return found


@pytest.fixture
def sell(canteen):
    actor = make_actor(site=canteen.site, grants={CanteenPermission.SERVICE_SELL: Scope.COMPLEX})

    def sold(**fields):
        wanted = serving(canteen=canteen, happened_at=NOON, already_served=True, **fields)
        return actions.sell(serving=wanted, actor=actor, at=fields.get("at", NOON)).sale

    return sold


def counted(canteen, at=OVER):
    counting.count_meals(site_id=canteen.site_id, at=at)


def test_a_meal_that_is_over_becomes_attendance_and_portions(canteen, sell):
    fish, soup = (make_dish(site=canteen.site) for _ in range(2))
    unit = make_unit(site=canteen.site)
    for number in range(3):
        account = make_meal_account(person=make_person(unit=unit), card=f"{number}")
        sell(card_number=account.card_number, portions={fish.id: Decimal("0.5")})
    sell(diners=5, portions={soup.id: Decimal(4)})
    booking = make_booking(canteen=canteen, unit=unit, day=TODAY, at=NOON)
    sell(guest_booking_id=booking.id, diners=2)

    counted(canteen)

    attendance = Attendance.objects.get()
    assert (attendance.served, attendance.source) == (10, AttendanceSource.COUNTED)
    rows = {row.dish_id: (row.diners, row.taken) for row in ServedCount.objects.all()}
    assert rows == {fish.id: (10, 2), soup.id: (10, 4)}  # three halves, rounded half up
    assert UnitAttendance.objects.get().served == 3  # guests are not of the unit


def test_a_meal_still_served_is_not_counted(canteen, sell):
    sell(diners=5)
    counted(canteen, at=OVER - timedelta(minutes=1))
    assert not Attendance.objects.exists()


def test_counting_again_records_nothing_until_a_late_sale_comes(canteen, sell):
    sell(diners=5)
    counted(canteen)
    facts = Entry.objects.count()
    counted(canteen)
    assert Entry.objects.count() == facts

    sell(diners=2)
    counted(canteen)
    attendance = Attendance.objects.get()
    assert attendance.served == 7
    assert attendance.corrections.get().served_before == 5


def test_what_was_entered_by_hand_stays(canteen, sell):
    Attendance.objects.create(
        site=canteen.site,
        canteen=canteen,
        meal="lunch",
        day=TODAY,
        served=812,
        source=AttendanceSource.ENTERED,
        recorded_at=NOON,
    )
    sell(diners=5)
    counted(canteen)
    assert Attendance.objects.get().served == 812
    assert not ServedCount.objects.exists()
