from datetime import date, timedelta
from decimal import Decimal

import pytest

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.menus.factories import make_ingredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.stock import movements, refusals, stocktakes
from jieyue.canteen.stock.factories import AT, make_location, make_lot
from jieyue.canteen.stock.models import Movement, MovementKind, StockLot
from jieyue.canteen.stock.rules.counts import is_beyond, tolerance_pct
from jieyue.kit.actor import NotAllowed
from jieyue.people.factories import make_actor, make_person

D = Decimal
MAY = {
    CanteenPermission.STOCK_COUNT: "complex",
    CanteenPermission.STOCK_APPROVE: "complex",
    CanteenPermission.STOCK_READ: "complex",
}


@pytest.fixture
def canteen(db):
    return make_canteen()


@pytest.fixture
def rice(canteen):
    return make_ingredient(site=canteen.site, name="大米", storage="dry", category="grain")


def person(canteen, name):
    actor = make_actor(
        site=canteen.site, grants=MAY, person=make_person(site=canteen.site, name=name)
    )
    return {"actor": actor, "at": AT}


@pytest.mark.parametrize(
    ("category", "storage", "pct"),
    [("leaf_vegetable", "chilled", 5), ("grain", "dry", 1), ("grain", "", 2), ("", "", 2)],
)
def test_tolerance_is_that_of_the_class_then_of_the_storage(category, storage, pct):
    by_class = {"classes": {"leaf_vegetable": 5}, "storage": {"dry": 1, "chilled": 3}, "other": 2}
    assert tolerance_pct(by_class, category=category, storage=storage) == pct


@pytest.mark.parametrize(
    ("book", "counted", "beyond"),
    [("100", "99", False), ("100", "98.999", True), ("100", "101.001", True), ("0", "1", True)],
)
def test_a_difference_beyond_the_tolerance_is_seen(book, counted, beyond):
    assert is_beyond(book=D(book), counted=D(counted), tolerance_pct=D(1)) is beyond


def test_differences_beyond_need_reasons_and_all_is_counted(canteen, rice):
    lot, other = (make_lot(canteen=canteen, ingredient=rice, quantity="100") for _ in range(2))
    who = person(canteen, "张三")
    begun = stocktakes.start(canteen_id=canteen.id, **who)
    lines = {line.lot_id: line.id for line in begun.lines.all()}
    stocktakes.count(line_id=lines[lot.id], counted=D(90), **who)
    with pytest.raises(refusals.NotAllCounted) as refused:
        stocktakes.submit(number=begun.number, **who)
    assert refused.value.lines == 1
    stocktakes.count(line_id=lines[other.id], counted=D("99.5"), **who)
    with pytest.raises(refusals.ReasonsMissing) as refused:
        stocktakes.submit(number=begun.number, **who)
    assert refused.value.lots == [f"大米 {lot.number}"]
    with pytest.raises(refusals.BadCount):
        stocktakes.count(line_id=lines[lot.id], counted=D(-1), **who)


def test_who_counts_second_is_told_and_may_count_again(canteen, rice):
    make_lot(canteen=canteen, ingredient=rice)
    begun = stocktakes.start(canteen_id=canteen.id, **person(canteen, "张三"))
    line_id = begun.lines.get().id
    stocktakes.count(line_id=line_id, counted=D(9), **person(canteen, "张三"))
    second = person(canteen, "李四")
    with pytest.raises(refusals.AlreadyCounted) as refused:
        stocktakes.count(line_id=line_id, counted=D(8), **second)
    assert (refused.value.by, refused.value.counted) == ("张三", 9)
    stocktakes.count(line_id=line_id, counted=D(8), again=True, **second)
    assert begun.lines.get().counted_by == "李四"


def test_goods_are_counted_once_at_a_time(canteen, rice):
    shelf, other = make_location(canteen=canteen), make_location(canteen=canteen)
    for place in (shelf, other):
        make_lot(canteen=canteen, ingredient=rice, location=place)
    who = person(canteen, "张三")
    first = stocktakes.start(canteen_id=canteen.id, location_id=shelf.id, **who)
    for again in (None, shelf.id):
        with pytest.raises(refusals.StocktakeOpen) as refused:
            stocktakes.start(canteen_id=canteen.id, location_id=again, **who)
        assert refused.value.stocktake == first.number
    stocktakes.start(canteen_id=canteen.id, location_id=other.id, **who)
    stocktakes.cancel(number=first.number, reason="停电", **who)
    with pytest.raises(refusals.StocktakeOver):
        stocktakes.cancel(number=first.number, reason="停电", **who)
    stocktakes.start(canteen_id=canteen.id, location_id=shelf.id, **who)


def test_a_month_end_count_needs_three_people_and_an_empty_place_no_count(canteen, rice):
    make_lot(canteen=canteen, ingredient=rice)
    empty, who = make_location(canteen=canteen), person(canteen, "张三")
    full = {"canteen_id": canteen.id, "is_month_end": True, **who}
    for names in ({}, {"accountant": "会计"}, {"accountant": " ", "supervisor": "主管"}):
        with pytest.raises(refusals.MonthEndNeedsNames):
            stocktakes.start(**full, **names)
    names = {"accountant": "会计", "supervisor": "主管"}
    with pytest.raises(refusals.MonthEndNeedsNames):
        stocktakes.start(**full, **names, location_id=empty.id)
    with pytest.raises(refusals.NothingToCount):
        stocktakes.start(canteen_id=canteen.id, location_id=empty.id, **who)
    assert stocktakes.start(**full, **names).supervisor == "主管"


def test_the_books_follow_an_approved_count_dated_to_its_handing_in(canteen, rice):
    lot = make_lot(canteen=canteen, ingredient=rice, quantity="10", amount_yuan="33.33")
    who = person(canteen, "张三")
    begun = stocktakes.start(canteen_id=canteen.id, **who)
    found = {"ingredient_id": rice.id, "quantity": D(2), "expires_on": date(2026, 9, 1)}
    stocktakes.add_found(number=begun.number, reason="漏登记", **found, **who)
    line = begun.lines.exclude(lot=None).get()
    stocktakes.count(line_id=line.id, counted=D(0), reason="找不到", **who)
    stocktakes.submit(number=begun.number, **who)
    with pytest.raises(refusals.OwnCount):
        stocktakes.approve(number=begun.number, **who)
    later = person(canteen, "李四") | {"at": AT + timedelta(days=1)}
    stocktakes.approve(number=begun.number, **later)
    lot.refresh_from_db()
    assert (lot.quantity, lot.value_yuan) == (0, 0)
    new = StockLot.objects.exclude(id=lot.id).get()
    assert (new.quantity, new.value_yuan, new.expires_on) == (2, 8, date(2026, 9, 1))
    days = Movement.objects.filter(kind=MovementKind.ADJUSTMENT).values_list("happened_on")
    assert set(days) == {(AT.date(),)}
    with pytest.raises(refusals.StocktakeOver):
        stocktakes.approve(number=begun.number, **later)


def test_what_was_issued_since_cannot_be_missing_too(canteen, rice):
    lot = make_lot(canteen=canteen, ingredient=rice, quantity="10")
    who = person(canteen, "张三")
    begun = stocktakes.start(canteen_id=canteen.id, **who)
    stocktakes.count(line_id=begun.lines.get().id, counted=D(4), reason="少了", **who)
    stocktakes.submit(number=begun.number, **who)
    movements.issue(lot_id=lot.id, quantity=D(7), **who)
    with pytest.raises(refusals.NotEnoughStock):
        stocktakes.approve(number=begun.number, **person(canteen, "李四"))
    lot.refresh_from_db()
    assert lot.quantity == 3


def test_only_who_may_count_counts(canteen, rice):
    make_lot(canteen=canteen, ingredient=rice)
    reader = make_actor(site=canteen.site, grants={CanteenPermission.STOCK_READ: "complex"})
    with pytest.raises(NotAllowed):
        stocktakes.start(canteen_id=canteen.id, actor=reader, at=AT)
