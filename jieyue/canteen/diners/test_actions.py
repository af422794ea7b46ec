from datetime import date, timedelta

import pytest

from jieyue.canteen.diners import actions, queries
from jieyue.canteen.diners.models import Attendance, AttendanceCorrection, Canteen, Closure
from jieyue.canteen.factories import (
    AT,
    MONDAY,
    make_attendance,
    make_canteen,
    make_meal_period,
    make_unit_attendance,
)
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_site, make_unit

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 2)


@pytest.fixture
def canteen():
    return make_canteen()


def clerk(canteen, *permissions, scope="complex"):
    return make_actor(site=canteen.site, grants=dict.fromkeys(permissions, scope))


@pytest.fixture
def corrector(canteen):
    return clerk(canteen, "canteen.attendance.correct", "canteen.attendance.read")


def test_a_meal_is_recorded_once(canteen, corrector):
    def record(served):
        return actions.record_attendance(
            canteen_id=canteen.id, meal="lunch", day=DAY, served=served, actor=corrector, at=AT
        )

    record(941)
    with pytest.raises(actions.AttendanceExists):
        record(940)
    assert Attendance.objects.get().served == 941


def test_what_was_planned_is_completed_by_what_was_served(canteen, corrector):
    make_attendance(canteen=canteen, day=DAY, planned=980, served=None)
    row = actions.record_attendance(
        canteen_id=canteen.id, meal="lunch", day=DAY, served=941, actor=corrector, at=AT
    )
    assert (row.planned, row.served) == (980, 941)


@pytest.mark.parametrize(
    ("day", "planned", "served", "error"),
    [
        (DAY, None, -1, actions.AbsurdAttendance),
        (DAY, 10**6, 5, actions.AbsurdAttendance),
        (DAY, None, None, actions.NothingKnown),
        (AT.date() + timedelta(days=2), None, 5, actions.FutureAttendance),
    ],
)
def test_impossible_figures_are_refused(canteen, corrector, day, planned, served, error):
    with pytest.raises(error):
        actions.record_attendance(
            canteen_id=canteen.id,
            meal="lunch",
            day=day,
            planned=planned,
            served=served,
            actor=corrector,
            at=AT,
        )
    assert not Attendance.objects.exists()


def test_a_correction_keeps_what_was(canteen, corrector):
    row = make_attendance(canteen=canteen, day=DAY, planned=980, served=1257)
    actions.correct_attendance(
        attendance_id=row.id, planned=980, served=957, reason="typing error", actor=corrector, at=AT
    )
    correction = AttendanceCorrection.objects.get()
    assert (correction.served_before, correction.served) == (1257, 957)
    assert Attendance.objects.get().served == 957
    fact = Entry.objects.get(name="canteen.diners.attendance_corrected").data
    assert (fact["served_before"], fact["served"], fact["reason"]) == (1257, 957, "typing error")


def test_a_correction_needs_a_reason_and_the_right_site(canteen, corrector):
    row = make_attendance(canteen=canteen, day=DAY)
    figures = {"attendance_id": row.id, "planned": 1, "served": 1, "at": AT}
    with pytest.raises(actions.NoReason):
        actions.correct_attendance(**figures, reason=" ", actor=corrector)
    elsewhere = clerk(make_canteen(), "canteen.attendance.correct", "canteen.attendance.read")
    with pytest.raises(Attendance.DoesNotExist):
        actions.correct_attendance(**figures, reason="x", actor=elsewhere)
    with pytest.raises(NotAllowed):
        actions.correct_attendance(
            **figures, reason="x", actor=clerk(canteen, "canteen.attendance.read")
        )


def test_a_closed_canteen_serves_nothing(canteen):
    make_meal_period(canteen=canteen)
    editor = clerk(canteen, "canteen.canteens.edit")
    closure = actions.close(
        canteen_id=canteen.id,
        first_on=MONDAY + timedelta(days=1),
        last_on=MONDAY + timedelta(days=2),
        reason="停电检修",
        actor=editor,
        at=AT,
    )

    def served():
        days = queries.serving_days(
            canteen_id=canteen.id, meal="lunch", first=MONDAY, last=MONDAY + timedelta(days=6)
        )
        return [day.isoweekday() for day in days]

    assert served() == [1, 4, 5]
    actions.withdraw_closure(closure_id=closure.id, actor=editor, at=AT)
    assert served() == [1, 2, 3, 4, 5]
    names = list(Entry.objects.order_by("id").values_list("name", flat=True))
    assert names == ["canteen.diners.canteen_closed", "canteen.diners.closure_withdrawn"]


def test_a_closure_makes_sense(canteen):
    editor = clerk(canteen, "canteen.canteens.edit")
    days = {"canteen_id": canteen.id, "first_on": MONDAY, "actor": editor, "at": AT}
    with pytest.raises(actions.BackwardsDays):
        actions.close(**days, last_on=MONDAY - timedelta(days=1), reason="x")
    with pytest.raises(actions.NoReason):
        actions.close(**days, last_on=MONDAY, reason="")
    assert not Closure.objects.exists()


def test_canteens_and_attendance_stay_on_their_site(canteen):
    make_attendance(canteen=canteen)
    reader = clerk(make_canteen(), "canteen.attendance.read")
    assert [row.id for row in queries.canteens(reader)] == [
        Canteen.objects.get(site_id=reader.site_id).id
    ]
    assert queries.attendance(reader, first=MONDAY, last=MONDAY) == []
    assert queries.attendance(make_actor(site=canteen.site), first=MONDAY, last=MONDAY) == []


def test_a_unit_clerk_sees_the_own_unit(canteen):
    own, other = make_unit(site=canteen.site), make_unit(site=canteen.site)
    for unit in (own, other):
        make_unit_attendance(canteen=canteen, unit=unit)
    actor = make_actor(unit=own, grants={"canteen.attendance.read": "unit"})
    totals = queries.unit_totals(actor, first=MONDAY, last=MONDAY)
    assert [unit_id for unit_id, _, _ in totals] == [own.id]


def test_only_who_may_sets_up_canteens():
    actor = make_actor(site=make_site())
    with pytest.raises(NotAllowed):
        actions.open_canteen(code="C1", name="一食堂", actor=actor, at=AT)
