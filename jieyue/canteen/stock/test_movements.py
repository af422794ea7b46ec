from datetime import date, timedelta
from decimal import Decimal

import pytest

from jieyue.canteen.books.models import ClosedMonth
from jieyue.canteen.books.refusals import MonthClosed
from jieyue.canteen.factories import make_canteen
from jieyue.canteen.menus.factories import make_ingredient
from jieyue.canteen.stock import movements, queries, refusals
from jieyue.canteen.stock.factories import AT, MONDAY, make_location, make_lot
from jieyue.canteen.stock.models import (
    AverageCost,
    LotStatus,
    Movement,
    MovementKind,
    StockLot,
    Stocktake,
)
from jieyue.kit.actor import system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person, make_site

D = Decimal


@pytest.fixture
def canteen(db):
    return make_canteen()


@pytest.fixture
def potato(canteen):
    return make_ingredient(site=canteen.site, name="土豆")


@pytest.fixture
def actor(canteen):
    return make_actor(site=canteen.site, person=make_person(site=canteen.site))


@pytest.fixture
def witness(canteen):
    return make_person(site=canteen.site)


def moves(actor, lot, quantity, **more):
    return {"lot_id": lot.id, "quantity": D(quantity), "actor": actor, "at": AT} | more


def test_what_comes_in_is_a_lot_with_a_number_a_value_and_an_average(canteen, potato):
    lot = make_lot(canteen=canteen, ingredient=potato, quantity="3", amount_yuan="10.00")

    assert lot.number.startswith("L-2026-")
    assert (lot.quantity, lot.value_yuan, lot.unit_cost_yuan) == (3, 10, D("3.3333"))
    assert (lot.received_on, lot.status) == (MONDAY, LotStatus.AVAILABLE)
    average = AverageCost.objects.get()
    assert (average.quantity, average.value_yuan) == (3, 10)
    assert Entry.objects.get().name == "canteen.stock.received"


def test_issues_take_the_lots_cost_and_the_moving_average(canteen, potato, actor):
    cheap = make_lot(canteen=canteen, ingredient=potato, quantity="10", amount_yuan="10.00")
    make_lot(canteen=canteen, ingredient=potato, quantity="10", amount_yuan="30.00")
    movement = movements.issue(**moves(actor, cheap, "5", document="IS-1"))

    assert (movement.quantity, movement.amount_yuan) == (-5, -5)
    assert movement.average_amount_yuan == -10
    cheap.refresh_from_db()
    assert (cheap.quantity, cheap.value_yuan) == (5, 5)
    assert AverageCost.objects.get().value_yuan == 30


def test_the_last_issue_takes_the_rest_to_the_fen(canteen, potato, actor):
    lot = make_lot(canteen=canteen, ingredient=potato, quantity="3", amount_yuan="10.00")
    amounts = [movements.issue(**moves(actor, lot, "1")).amount_yuan for _ in range(3)]
    assert amounts == [D("-3.33"), D("-3.34"), D("-3.33")]
    lot.refresh_from_db()
    assert (lot.quantity, lot.value_yuan) == (0, 0)


def test_what_comes_back_is_worth_what_it_was_issued_for(canteen, potato, actor):
    lot = make_lot(canteen=canteen, ingredient=potato, quantity="3", amount_yuan="10.00")
    movements.issue(**moves(actor, lot, "2"))
    back = movements.give_back(**moves(actor, lot, "2", document="IS-1", reason="未用完"))
    assert (back.quantity, back.amount_yuan) == (2, D("6.67"))
    lot.refresh_from_db()
    assert (lot.quantity, lot.value_yuan) == (3, 10)
    with pytest.raises(refusals.MoreThanIssued) as refused:
        movements.give_back(**moves(actor, lot, "1", document="IS-1", reason="未用完"))
    assert refused.value.issued == 0


def test_a_part_moved_away_is_a_lot_of_its_own_and_nothing_is_lost(canteen, potato, actor):
    lot = make_lot(
        canteen=canteen,
        ingredient=potato,
        quantity="3",
        amount_yuan="10.00",
        expires_on=date(2026, 3, 9),
    )
    shelf = make_location(canteen=canteen)
    part = movements.transfer(**moves(actor, lot, "1", location_id=shelf.id))

    lot.refresh_from_db()
    assert (part.split_from_id, part.location_id) == (lot.id, shelf.id)
    assert (part.expires_on, part.received_on) == (lot.expires_on, lot.received_on)
    assert part.number != lot.number
    assert (lot.quantity + part.quantity, lot.value_yuan + part.value_yuan) == (3, 10)
    average = AverageCost.objects.get()
    assert (average.quantity, average.value_yuan) == (3, 10)
    with pytest.raises(refusals.SamePlace):
        movements.transfer(**moves(actor, part, "1", location_id=shelf.id))


def test_catch_weight_keeps_count_and_weight_apart(canteen, potato, actor):
    chickens = make_lot(canteen=canteen, ingredient=potato, quantity="25.3", pieces="20")
    movements.issue(**moves(actor, chickens, "6.5", pieces=D("5")))
    movements.issue(**moves(actor, chickens, "2.5"))  # nobody counted: two, by weight
    chickens.refresh_from_db()
    assert (chickens.quantity, chickens.pieces) == (D("16.3"), 13)
    with pytest.raises(refusals.NotEnoughPieces):
        movements.issue(**moves(actor, chickens, "10", pieces=D("14")))
    movements.issue(**moves(actor, chickens, "16.3", pieces=D("12")))
    chickens.refresh_from_db()
    assert chickens.pieces == 0


@pytest.mark.parametrize(
    ("quantity", "refusal"),
    [
        ("10.001", refusals.NotEnoughStock),
        ("0", refusals.BadQuantity),
        ("-1", refusals.BadQuantity),
        ("0.0004", refusals.BadQuantity),
    ],
)
def test_a_bad_quantity_is_refused_and_nothing_moves(canteen, potato, actor, quantity, refusal):
    lot = make_lot(canteen=canteen, ingredient=potato, quantity="10")
    with pytest.raises(refusal):
        movements.issue(**moves(actor, lot, quantity))
    lot.refresh_from_db()
    assert lot.quantity == 10
    assert Movement.objects.count() == 1


def test_goods_worth_less_than_nothing_are_refused(canteen, potato):
    with pytest.raises(refusals.BadAmount):
        make_lot(canteen=canteen, ingredient=potato, amount_yuan="-1")


def test_an_expired_lot_is_blocked_by_itself(canteen, potato, actor):
    lot = make_lot(canteen=canteen, ingredient=potato, expires_on=MONDAY)
    movements.issue(**moves(actor, lot, "1"))
    with pytest.raises(refusals.LotExpired):
        movements.issue(**moves(actor, lot, "1") | {"at": AT + timedelta(days=1)})


def test_a_held_lot_is_issued_only_after_release_and_a_rejected_one_never(canteen, potato, actor):
    lot = make_lot(canteen=canteen, ingredient=potato, held_for="待农残检测")
    who = {"actor": actor, "at": AT}
    with pytest.raises(refusals.LotNotReleased) as refused:
        movements.issue(**moves(actor, lot, "1"))
    assert refused.value.reason == "待农残检测"
    movements.release(lot_id=lot.id, reason="未检出超限", **who)
    movements.issue(**moves(actor, lot, "1"))
    movements.reject(lot_id=lot.id, reason="三次超限", **who)
    for again in (movements.release, movements.hold, movements.reject):
        with pytest.raises(refusals.LotAlready):
            again(lot_id=lot.id, reason="再试", **who)
    with pytest.raises(refusals.LotNotReleased):
        movements.issue(**moves(actor, lot, "1"))
    with pytest.raises(refusals.ReasonNeeded):
        movements.hold(lot_id=lot.id, reason=" ", **who)


@pytest.mark.parametrize("judged", [0, 1, 2])
def test_judging_one_part_judges_the_whole_delivery(canteen, potato, actor, judged):
    whole = make_lot(canteen=canteen, ingredient=potato)
    stranger = make_lot(canteen=canteen, ingredient=potato)
    shelf, fridge = make_location(canteen=canteen), make_location(canteen=canteen)
    part = movements.transfer(**moves(actor, whole, "6", location_id=shelf.id))
    crumb = movements.transfer(**moves(actor, part, "2", location_id=fridge.id))
    lot = (whole, part, crumb)[judged]
    movements.reject(lot_id=lot.id, reason="农残超标", actor=actor, at=AT)

    rejected = StockLot.objects.filter(status=LotStatus.REJECTED)
    assert set(rejected) == {whole, part, crumb}
    stranger.refresh_from_db()
    assert stranger.status == LotStatus.AVAILABLE
    assert Entry.objects.filter(name="canteen.stock.rejected").count() == 3


def test_a_disposal_takes_a_second_person_of_the_site_and_a_reason(canteen, potato, actor, witness):
    lot = make_lot(canteen=canteen, ingredient=potato)
    stranger = make_person(site=make_site())
    for dispose in (movements.spoil, movements.destroy):
        for person_id in (actor.person_id, stranger.id):
            with pytest.raises(refusals.WitnessNeeded):
                dispose(**moves(actor, lot, "1", reason="变质", witness_person_id=person_id))
        with pytest.raises(refusals.ReasonNeeded):
            dispose(**moves(actor, lot, "1", reason="", witness_person_id=witness.id))
        movement = dispose(**moves(actor, lot, "1", reason="变质", witness_person_id=witness.id))
        assert movement.witness_id == witness.id
    kinds = set(Movement.objects.values_list("kind", flat=True))
    assert kinds == {MovementKind.RECEIPT, MovementKind.SPOILED, MovementKind.DESTROYED}


def test_goods_go_back_only_to_a_known_supplier(canteen, potato, actor):
    lot = make_lot(canteen=canteen, ingredient=potato)
    with pytest.raises(refusals.NoSupplier):
        movements.return_to_supplier(**moves(actor, lot, "1", reason="发错"))


def test_nothing_moves_where_goods_are_counted(canteen, potato, actor, witness):
    here, there = make_location(canteen=canteen), make_location(canteen=canteen)
    lot = make_lot(canteen=canteen, ingredient=potato, location=here)
    free = make_lot(canteen=canteen, ingredient=potato, location=there)
    Stocktake.objects.create(
        site=canteen.site,
        number="ST-1",
        canteen=canteen,
        location=here,
        started_at=AT,
        started_by="张三",
    )
    reason = {"reason": "变质", "witness_person_id": witness.id}
    for move in (
        lambda: movements.issue(**moves(actor, lot, "1")),
        lambda: movements.give_back(**moves(actor, lot, "1", document="", reason="")),
        lambda: movements.spoil(**moves(actor, lot, "1", **reason)),
        lambda: movements.transfer(**moves(actor, lot, "1", location_id=there.id)),
        lambda: movements.transfer(**moves(actor, free, "1", location_id=here.id)),
        lambda: make_lot(canteen=canteen, ingredient=potato, location=here),
    ):
        with pytest.raises(refusals.StoreFrozen) as refused:
            move()
        assert (refused.value.stocktake, refused.value.started_by) == ("ST-1", "张三")
    draws = queries.propose(
        canteen_id=canteen.id, ingredient_id=potato.id, quantity=D(20), on=MONDAY
    )
    assert [draw.lot_id for draw in draws] == [free.id]
    movements.issue(**moves(actor, free, "1"))
    Stocktake.objects.update(location=None)
    with pytest.raises(refusals.StoreFrozen):
        movements.issue(**moves(actor, free, "1"))


def test_a_closed_month_is_not_written(canteen, potato, actor):
    lot = make_lot(canteen=canteen, ingredient=potato)
    ClosedMonth.objects.create(
        site=canteen.site, canteen=canteen, month=date(2026, 3, 1), closed_at=AT, closed_by="会计"
    )
    with pytest.raises(MonthClosed):
        movements.issue(**moves(actor, lot, "1"))
    with pytest.raises(MonthClosed):
        make_lot(canteen=canteen, ingredient=potato)
    movements.reject(lot_id=lot.id, reason="召回", actor=actor, at=AT)


def test_another_sites_goods_do_not_exist(canteen, potato, witness):
    lot = make_lot(canteen=canteen, ingredient=potato)
    stranger = system("test", site_id=make_site().id)
    for move in (
        lambda: movements.issue(**moves(stranger, lot, "1")),
        lambda: movements.hold(lot_id=lot.id, reason="x", actor=stranger, at=AT),
    ):
        with pytest.raises(StockLot.DoesNotExist):
            move()


def test_only_what_may_be_issued_is_proposed(canteen, potato):
    goods = {"canteen": canteen, "ingredient": potato}
    late = make_lot(**goods, expires_on=MONDAY + timedelta(days=9))
    soon = make_lot(**goods, expires_on=MONDAY)
    make_lot(**goods, expires_on=MONDAY - timedelta(days=1))
    make_lot(**goods, held_for="待检")
    make_lot(canteen=make_canteen(site=canteen.site), ingredient=potato)
    ask = {"canteen_id": canteen.id, "on": MONDAY}
    draws = queries.propose(**ask, ingredient_id=potato.id, quantity=D(99))
    assert [(draw.lot_id, draw.quantity) for draw in draws] == [(soon.id, 10), (late.id, 10)]
    assert queries.propose_all(**ask, wanted={potato.id: D(12), 0: D(1)}) == {
        potato.id: queries.propose(**ask, ingredient_id=potato.id, quantity=D(12)),
        0: [],
    }


def test_passing_over_what_expires_first_needs_a_reason(canteen, potato, actor):
    goods = {"canteen": canteen, "ingredient": potato}
    first = make_lot(**goods, expires_on=MONDAY)
    other = make_lot(**goods, expires_on=MONDAY + timedelta(days=9))
    check = {"reason": "", "on": MONDAY, "actor": actor}
    movements.check_first(lot_id=first.id, **check)
    with pytest.raises(refusals.NotFirstToExpire) as refused:
        movements.check_first(lot_id=other.id, **check)
    assert refused.value.first == first.number
    movements.check_first(lot_id=other.id, **check | {"reason": "先到批次在最里面"})
