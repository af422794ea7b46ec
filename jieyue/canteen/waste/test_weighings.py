from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from jieyue.canteen.books.models import ClosedMonth
from jieyue.canteen.books.refusals import MonthClosed
from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.factories import MONDAY, make_canteen
from jieyue.canteen.menus.factories import make_dish
from jieyue.canteen.menus.models import Dish
from jieyue.canteen.waste import refusals, weighings
from jieyue.canteen.waste.factories import AFTER_LUNCH, make_weighing
from jieyue.canteen.waste.models import CleanPlateCheck, WasteWeighing
from jieyue.canteen.waste.weighings import Weighed
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

RIGHTS = {"canteen.waste.read": "complex", "canteen.waste.record": "complex"}


@pytest.fixture
def canteen(db):
    return make_canteen()


@pytest.fixture
def cook(canteen):
    return make_actor(site=canteen.site, grants=RIGHTS)


def barrel(canteen, **changes):
    weighed = Weighed(
        canteen_id=canteen.id, stage="plate", gross_kg=Decimal("12.4"), tare_kg=Decimal("2.4")
    )
    return replace(weighed, **changes)


def weigh(weighed, actor, *, client_id=None, happened_at=AFTER_LUNCH, at=AFTER_LUNCH):
    return weighings.weigh(
        weighed=weighed,
        client_id=client_id or uuid4(),
        happened_at=happened_at,
        actor=actor,
        at=at,
    )


def test_what_is_sent_twice_counts_once(canteen, cook):
    sending = uuid4()
    first = weigh(barrel(canteen), cook, client_id=sending)
    again = weigh(barrel(canteen), cook, client_id=sending, at=AFTER_LUNCH + timedelta(days=3))
    assert (first.id, first.day, first.scale_error_kg) == (again.id, MONDAY, Decimal("0.050"))
    assert WasteWeighing.objects.count() == 1
    assert Entry.objects.filter(name="canteen.waste.weighed").count() == 1


def test_a_known_container_brings_its_tare(canteen, cook):
    container = weighings.set_container(
        canteen_id=canteen.id,
        name="绿桶 1",
        tare_kg=Decimal("3.2"),
        is_active=True,
        actor=cook,
        at=AFTER_LUNCH,
    )
    row = weigh(barrel(canteen, container_id=container.id), cook)
    assert row.gross_kg - row.tare_kg == Decimal("9.2")


def test_a_device_whose_clock_runs_ahead_dates_nothing_in_the_future(canteen, cook):
    row = weigh(barrel(canteen), cook, happened_at=AFTER_LUNCH + timedelta(days=2))
    assert (row.happened_at, row.day) == (AFTER_LUNCH, MONDAY)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"gross_kg": Decimal("-1")}, refusals.BadMass),
        ({"gross_kg": Decimal("500.001")}, refusals.BadMass),
        ({"gross_kg": Decimal("NaN")}, refusals.BadMass),
        ({"tare_kg": Decimal("-0.1")}, refusals.BadMass),
        ({"tare_kg": Decimal("12.5")}, refusals.TareAboveGross),
        ({"edible_share": Decimal("1.01")}, refusals.BadShare),
        ({"dish_id": 0}, Dish.DoesNotExist),
    ],
)
def test_impossible_weighings_leave_nothing(canteen, cook, changes, error):
    with pytest.raises(error):
        weigh(barrel(canteen, **changes), cook)
    assert not WasteWeighing.objects.exists()


def test_another_sites_dish_cannot_be_named(canteen, cook):
    with pytest.raises(Dish.DoesNotExist):
        weigh(barrel(canteen, dish_id=make_dish(site=make_site()).id), cook)


def test_a_correction_stands_in_for_the_wrong_one(canteen, cook):
    wrong = make_weighing(canteen=canteen, net_kg="100")
    right = weighings.correct(
        weighing_id=wrong.id,
        weighed=barrel(canteen),
        reason="多写了一个零",
        client_id=uuid4(),
        actor=cook,
        at=AFTER_LUNCH + timedelta(hours=1),
    )
    assert (right.corrects, right.happened_at) == (wrong, wrong.happened_at)
    assert list(WasteWeighing.objects.filter(corrected_by=None)) == [right]
    with pytest.raises(refusals.AlreadyCorrected) as caught:
        weighings.correct(
            weighing_id=wrong.id,
            weighed=barrel(canteen),
            reason="再改",
            client_id=uuid4(),
            actor=cook,
            at=AFTER_LUNCH,
        )
    assert caught.value.corrected_by == right.recorded_by


def test_a_correction_gives_its_reason(canteen, cook):
    wrong = make_weighing(canteen=canteen)
    with pytest.raises(refusals.ReasonMissing):
        weighings.correct(
            weighing_id=wrong.id,
            weighed=barrel(canteen),
            reason=" ",
            client_id=uuid4(),
            actor=cook,
            at=AFTER_LUNCH,
        )


def check(canteen, cook, *, inspected, clean, client_id=None):
    return weighings.check_plates(
        canteen_id=canteen.id,
        meal="lunch",
        inspected=inspected,
        clean=clean,
        client_id=client_id or uuid4(),
        happened_at=AFTER_LUNCH,
        actor=cook,
        at=AFTER_LUNCH,
    )


def test_plates_are_counted_once(canteen, cook):
    sending = uuid4()
    check(canteen, cook, inspected=120, clean=90, client_id=sending)
    check(canteen, cook, inspected=120, clean=90, client_id=sending)
    row = CleanPlateCheck.objects.get()
    assert (row.inspected, row.clean_trays, row.day) == (120, 90, MONDAY)
    for inspected, clean in ((0, 0), (10, 11), (10, -1)):
        with pytest.raises(refusals.BadPlateCount):
            check(canteen, cook, inspected=inspected, clean=clean)


def test_nothing_is_weighed_into_a_closed_month(canteen, cook):
    ClosedMonth.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        month=date(2026, 3, 1),
        closed_at=AFTER_LUNCH,
        closed_by="会计",
    )
    with pytest.raises(MonthClosed):
        weigh(barrel(canteen), cook)
    with pytest.raises(MonthClosed):
        check(canteen, cook, inspected=100, clean=50)


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_weigh(canteen, role):
    actor = make_actor(site=canteen.site, grants=role_grants(role))
    if role in ("canteen_manager", "kitchen"):
        assert weigh(barrel(canteen), actor).id
    else:
        with pytest.raises(NotAllowed):
            weigh(barrel(canteen), actor)


def test_another_site_has_no_such_canteen(canteen):
    with pytest.raises(Canteen.DoesNotExist):
        weigh(barrel(canteen), make_actor(site=make_site(), grants=RIGHTS))
