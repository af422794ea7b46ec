from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.apps import apps

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.menus.factories import make_ingredient
from jieyue.canteen.menus.imports import NoSuchIngredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.stock import movements, opening, places, refusals, reminders
from jieyue.canteen.stock.factories import AT, MONDAY, make_location
from jieyue.canteen.stock.models import Movement, MovementKind, StockLot
from jieyue.canteen.stock.rules.expiry import Nearness, is_near
from jieyue.canteen.stock.test_balance import check_balance
from jieyue.kit.actor import NotAllowed, system
from jieyue.people.factories import make_account, make_actor
from jieyue.people.messages.models import Notice

D = Decimal


@pytest.fixture
def canteen(db):
    return make_canteen(name="机关食堂")


@pytest.fixture
def potato(canteen):
    return make_ingredient(site=canteen.site, name="土豆", price_yuan="4.00")


def row(**changes):
    return {
        "canteen": "机关食堂",
        "ingredient": "土豆",
        "number": "L1",
        "quantity": D("25"),
        "received_on": date(2026, 2, 20),
        "expires_on": date(2026, 3, 20),
    } | changes


def test_a_sheet_opens_lots_once_and_never_changes_them(canteen, potato):
    who = {"actor": system("test", site_id=canteen.site_id), "at": AT}
    assert [opening.put_lot(row(), **who) for _ in range(2)] == ["added", "unchanged"]
    lot = StockLot.objects.get()
    assert (lot.quantity, lot.value_yuan, lot.received_on) == (25, 100, date(2026, 2, 20))
    assert Movement.objects.get().kind == MovementKind.OPENING
    movements.issue(lot_id=lot.id, quantity=D(5), **who)
    assert opening.put_lot(row(), **who) == "unchanged"
    with pytest.raises(refusals.LotKnown) as refused:
        opening.put_lot(row(quantity=D(20)), **who)
    assert refused.value.held == 20
    check_balance(canteen)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"canteen": "别处"}, refusals.NoSuchCanteen),
        ({"ingredient": "龙肉"}, NoSuchIngredient),
        ({"place": "X9"}, refusals.NoSuchPlace),
        ({"expires_on": date(2026, 2, 1)}, refusals.ExpiresFirst),
        ({"quantity": D(0)}, refusals.BadQuantity),
    ],
)
def test_a_bad_row_leaves_nothing(canteen, potato, change, refusal):
    with pytest.raises(refusal):
        opening.put_lot(row(**change), actor=system("t", site_id=canteen.site_id), at=AT)
    assert not StockLot.objects.exists()


def test_only_who_moves_goods_opens_lots(canteen, potato):
    planner = make_actor(site=canteen.site, grants={CanteenPermission.PLANNING_EDIT: "complex"})
    with pytest.raises(NotAllowed):
        opening.put_lot(row(), actor=planner, at=AT)


def test_lots_older_than_movements_are_brought_over_once(canteen, potato):
    bare = {"site": canteen.site, "canteen": canteen, "received_on": MONDAY}
    dear = make_ingredient(site=canteen.site, price_yuan=None)
    for number, ingredient, quantity in (
        ("", potato, "2.5"),
        ("", dear, "3"),
        ("A1", potato, "0"),
    ):
        StockLot.objects.create(ingredient=ingredient, number=number, quantity=D(quantity), **bare)
    assert opening.open_old_lots(apps, at=AT) == 2
    assert opening.open_old_lots(apps, at=AT) == 0
    numbers = set(StockLot.objects.values_list("number", flat=True))
    assert len(numbers) == 3
    assert "" not in numbers
    assert StockLot.objects.get(quantity=D("2.5")).value_yuan == 10
    filled = StockLot.objects.filter(quantity__gt=0)
    who = {"actor": system("test", site_id=canteen.site_id), "at": AT}
    for lot in filled:
        movements.issue(lot_id=lot.id, quantity=D("1"), **who)
    StockLot.objects.filter(number="A1").delete()  # without goods it has no movements to sum
    check_balance(canteen)


@pytest.mark.parametrize(
    ("life", "left", "near"),
    [
        (3, 1, True),
        (3, 2, False),  # a vegetable of three days is not near its end from the first day
        (30, 10, True),
        (30, 11, False),
        (15, 7, True),
        (14, 7, False),
        (360, 120, True),
        (5, -1, True),
    ],
)
def test_near_is_a_third_of_the_shelf_life_or_seven_days(life, left, near):
    figures = Nearness(share=D("0.3334"), days=7, days_from=15)
    ends = MONDAY + timedelta(days=left)
    since = ends - timedelta(days=life)
    assert is_near(ends, since=since, today=MONDAY, near=figures) is near


def test_goods_without_a_date_are_never_near():
    figures = Nearness(share=D("0.3334"), days=7, days_from=15)
    assert not is_near(None, since=MONDAY, today=MONDAY, near=figures)


def test_storekeepers_are_told_of_fridges_that_nobody_read(canteen):
    keeper = make_account(site=canteen.site, grants={CanteenPermission.STOCK_MOVE: "complex"})
    warm = make_location(canteen=canteen, storage="chilled", lowest_c=D(0), highest_c=D(8))
    read = make_location(canteen=canteen, storage="frozen", highest_c=D(-12))
    make_location(canteen=canteen, storage="dry")
    who = {"actor": system("test", site_id=canteen.site_id)}
    places.read_fridge(location_id=read.id, temperature_c=D(-18), at=AT, **who)
    reminders.remind(site_id=canteen.site_id, at=AT + timedelta(minutes=30))
    assert not Notice.objects.exists()  # half past nine: not due yet
    reminders.remind(site_id=canteen.site_id, at=AT + timedelta(minutes=65))
    notice = Notice.objects.get()
    assert notice.person_id == keeper.person_id
    assert notice.message.values["places"] == warm.name
