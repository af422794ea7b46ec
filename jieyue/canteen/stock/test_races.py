"""Many people move the same goods at once; needs a server that locks rows."""

import random
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from jieyue.canteen.books.refusals import BooksRefused
from jieyue.canteen.stock import actions, stocktakes
from jieyue.canteen.stock.factories import AT, make_lot
from jieyue.canteen.stock.models import Movement, MovementKind, StockLot, Stocktake
from jieyue.canteen.stock.refusals import LotChanged, StockRefused, StocktakeOver
from jieyue.canteen.stock.test_balance import Yard, check_balance
from jieyue.kit.actor import system
from jieyue.kit.problems import say
from jieyue.people.factories import make_site

D = Decimal
PEOPLE = 6
NAMES = ("issue", "give_back", "return", "spoil", "destroy", "transfer")


@pytest.fixture
def yard(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, so nobody can be second in the same moment")
    return Yard(make_site())


def at_once(work):
    """`work(n)` by every person in the same moment; what each answers."""
    together = Barrier(PEOPLE)

    def run(person):
        together.wait()
        try:
            return work(person)
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(run, range(PEOPLE)))


@pytest.mark.parametrize("seed", range(4))
def test_random_moves_at_once_lose_nothing_and_never_wait_for_each_other(yard, seed):
    for good in (0, 1, 0):
        yard.receive(None, good, D(40), D("123.45"), good == 1)

    def busy(person):
        chance, done = random.Random(f"{seed}-{person}"), 0
        for _ in range(12):
            quantity = Decimal(chance.randint(1, 9000)) / 1000
            drawn = chance.random()
            try:
                if drawn < 0.12:
                    yard.receive(None, chance.randint(0, 1), quantity, D("9.99"), False)
                elif drawn < 0.2:
                    yard.act((chance.choice(["hold", "release"]), chance.randint(0, 9)))
                elif drawn < 0.26:
                    yard.count(None, [quantity, D(3)])
                else:
                    yard.act((chance.choice(NAMES), chance.randint(0, 9), quantity))
                done += 1
            except (StockRefused, BooksRefused):
                continue
        return done

    done = at_once(busy)  # a deadlock would raise here
    assert sum(done) > PEOPLE
    check_balance(yard.canteen)


def test_of_many_who_issue_the_last_of_a_lot_one_gets_it(yard):
    lot = make_lot(canteen=yard.canteen, ingredient=yard.goods[0], quantity="10")
    last = Movement.objects.get(lot=lot).id

    def issue(person):
        try:
            actions.issue(
                lot_id=lot.id,
                quantity=D(7),
                reason="",
                seen=last,
                actor=system(f"人{person}", site_id=lot.site_id),
                at=AT,
            )
        except LotChanged as refusal:
            return refusal.by
        return ""

    answers = at_once(issue)
    winner = Movement.objects.get(kind=MovementKind.ISSUE).recorded_by
    assert sorted(answers) == ["", *[winner] * (PEOPLE - 1)]
    assert StockLot.objects.get(id=lot.id).quantity == 3


def test_a_count_and_moves_in_the_same_moment_exclude_each_other(yard):
    lot = make_lot(canteen=yard.canteen, ingredient=yard.goods[0], quantity="60")
    who = {"actor": system("test", site_id=lot.site_id), "at": AT}

    def work(person):
        try:
            if person == 0:
                return stocktakes.start(canteen_id=yard.canteen.id, **who).lines.get().book_quantity
            actions.issue(lot_id=lot.id, quantity=D(1), reason="", **who)
        except StockRefused:
            return None
        return None

    (book, *_rest) = at_once(work)
    assert book == StockLot.objects.get(id=lot.id).quantity


def test_of_many_who_approve_a_count_one_adjusts_and_the_others_are_told(yard):
    lot = make_lot(canteen=yard.canteen, ingredient=yard.goods[0], quantity="10")
    who = {"actor": system("库管", site_id=lot.site_id), "at": AT}
    number = stocktakes.start(canteen_id=yard.canteen.id, **who).number
    line = Stocktake.objects.get().lines.get()
    stocktakes.count(line_id=line.id, counted=D(8), reason="自然损耗", **who)
    stocktakes.submit(number=number, **who)

    def approve(person):
        try:
            actor = system(f"人{person}", site_id=lot.site_id)
            stocktakes.approve(number=number, actor=actor, at=AT)
        except StocktakeOver as refusal:
            return refusal.by if refusal.said in say(refusal) else None
        return ""

    answers = at_once(approve)
    winner = Stocktake.objects.get().decided_by
    assert sorted(answers) == ["", *[winner] * (PEOPLE - 1)]
    assert StockLot.objects.get(id=lot.id).quantity == 8
    assert Movement.objects.filter(kind=MovementKind.ADJUSTMENT).count() == 1
