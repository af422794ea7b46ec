"""Opening + in - out - spoiled ± adjustments = closing, whatever people do in whatever order."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.menus.factories import make_ingredient
from jieyue.canteen.stock import movements, periods, stocktakes
from jieyue.canteen.stock.factories import AT, make_location
from jieyue.canteen.stock.models import AverageCost, Movement, StockLot
from jieyue.canteen.stock.refusals import StockRefused
from jieyue.canteen.suppliers.models import Supplier
from jieyue.kit.actor import system
from jieyue.people.factories import make_person, make_site

D = Decimal
QUANTITIES = st.decimals("0.001", "40", places=3)
AMOUNTS = st.decimals("0", "500", places=2)
STEPS = st.one_of(
    st.tuples(st.just("receive"), st.integers(0, 1), QUANTITIES, AMOUNTS, st.booleans()),
    st.tuples(
        st.sampled_from(["issue", "give_back", "return", "spoil", "destroy", "transfer"]),
        st.integers(0, 9),
        QUANTITIES | st.none(),  # None: all there is
    ),
    st.tuples(st.sampled_from(["hold", "release", "reject"]), st.integers(0, 9)),
    st.tuples(st.just("count"), st.lists(QUANTITIES | st.just(D(0)), min_size=1, max_size=4)),
)


class Yard:
    """A store with two ingredients and two places, and the steps that people take in it."""

    def __init__(self, site):
        self.canteen = make_canteen(site=site)
        self.goods = [make_ingredient(site=site) for _ in range(2)]
        self.places = [make_location(canteen=self.canteen) for _ in range(2)]
        self.supplier = Supplier.objects.create(site=site, code="S", name="供应商")
        self.witness = make_person(site=site)
        self.who = {"actor": system("test", site_id=site.id), "at": AT}

    def take(self, step):
        name, *rest = step
        getattr(self, name if name in ("receive", "count") else "act")(step, *rest)

    def receive(self, _step, good, quantity, amount, has_pieces):
        movements.receive(
            canteen_id=self.canteen.id,
            ingredient_id=self.goods[good].id,
            quantity=quantity,
            amount_yuan=amount,
            supplier_id=self.supplier.id,
            location_id=self.places[0].id,
            pieces=D(7) if has_pieces else None,
            **self.who,
        )

    def act(self, step, *_rest):
        name, nth = step[0], step[1]
        lots = list(StockLot.objects.filter(canteen=self.canteen).order_by("id"))
        if not lots:
            return
        lot = lots[nth % len(lots)]
        if name in ("hold", "release", "reject"):
            getattr(movements, name)(lot_id=lot.id, reason="检", **self.who)
            return
        values = {"lot_id": lot.id, "quantity": step[2] or lot.quantity, **self.who}
        if name == "transfer":
            place = next(place for place in self.places if place.id != lot.location_id)
            movements.transfer(location_id=place.id, **values)
        elif name in ("spoil", "destroy"):
            witness = self.witness.id
            getattr(movements, name)(reason="坏", witness_person_id=witness, **values)
        elif name == "return":
            movements.return_to_supplier(reason="退", **values)
        elif name == "give_back":
            movements.give_back(document="", reason="余", **values)
        else:
            movements.issue(**values)

    def count(self, _step, counted):
        stocktake = stocktakes.start(canteen_id=self.canteen.id, **self.who)
        for place, line in enumerate(stocktake.lines.order_by("id")):
            stocktakes.count(
                line_id=line.id, counted=counted[place % len(counted)], reason="盘", **self.who
            )
        stocktakes.add_found(
            number=stocktake.number,
            ingredient_id=self.goods[0].id,
            quantity=D("0.5"),
            reason="无账",
            **self.who,
        )
        stocktakes.submit(number=stocktake.number, **self.who)
        stocktakes.approve(number=stocktake.number, **self.who)


def check_balance(canteen):
    """Every identity the store promises."""
    for lot in StockLot.objects.filter(canteen=canteen):
        sums = lot.movements.aggregate(q=Sum("quantity"), y=Sum("amount_yuan"), p=Sum("pieces"))
        assert lot.quantity == round(sums["q"], 3) >= 0
        assert lot.value_yuan == round(sums["y"], 2) >= 0
        assert lot.quantity > 0 or lot.value_yuan == 0
        assert lot.pieces is None or lot.pieces == round(sums["p"], 1) >= 0
    for average in AverageCost.objects.filter(canteen=canteen):
        lots = StockLot.objects.filter(canteen=canteen, ingredient_id=average.ingredient_id)
        moved = Movement.objects.filter(lot__in=lots)
        sums = moved.aggregate(q=Sum("quantity"), y=Sum("average_amount_yuan"))
        assert average.quantity == round(sums["q"], 3)
        assert average.quantity == round(lots.aggregate(q=Sum("quantity"))["q"], 3)
        assert average.value_yuan == round(sums["y"], 2) >= 0
        assert average.quantity > 0 or average.value_yuan == 0
    check_sheet(canteen)


def check_sheet(canteen):
    held = {
        row["ingredient_id"]: (row["q"], row["y"])
        for row in StockLot.objects.filter(canteen=canteen)
        .order_by()
        .values("ingredient_id")
        .annotate(q=Sum("quantity"), y=Sum("value_yuan"))
    }
    averages = dict(
        AverageCost.objects.filter(canteen=canteen).values_list("ingredient_id", "value_yuan")
    )
    whole = {"canteen_id": canteen.id, "first": date(2026, 1, 1), "last": date(2026, 12, 31)}
    for row in periods.sheet(**whole):
        assert row.quantity.opening == 0
        assert row.quantity.closing == round(held[row.ingredient_id][0], 3)
        assert row.yuan.closing == round(held[row.ingredient_id][1], 2)
    for row in periods.sheet(**whole, costing="moving_average"):
        assert row.yuan.closing == averages[row.ingredient_id]


@pytest.mark.django_db
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=3, max_size=14))
def test_the_books_balance_after_anything_in_any_order(db, steps):
    yard = Yard(make_site())
    for step in steps:
        try:
            yard.take(step)
        except StockRefused:
            yard.canteen.refresh_from_db()
    check_balance(yard.canteen)


def test_the_sheet_splits_a_period_from_what_lay_there_before(db):
    yard = Yard(make_site())
    yard.receive(None, 0, D(10), D("33.33"), False)
    for day, name, quantity in ((1, "issue", "4"), (2, "give_back", "1"), (3, "spoil", "2")):
        yard.who["at"] = AT + timedelta(days=day)
        yard.act((name, 0, D(quantity)))
    days = {"canteen_id": yard.canteen.id, "last": date(2026, 3, 5)}
    (row,) = periods.sheet(**days, first=date(2026, 3, 4))
    flow, money = row.quantity, row.yuan
    assert (flow.opening, flow.came_in, flow.went_out, flow.spoiled) == (6, 0, -1, 2)
    assert flow.closing == 5
    assert money.opening == D("33.33") - D("13.33")
    assert money.closing == StockLot.objects.get().value_yuan
    assert periods.sheet(canteen_id=yard.canteen.id, first=date(2026, 2, 1), last=AT.date()) != []


def test_a_broken_book_is_seen(db):
    yard = Yard(make_site())
    yard.receive(None, 0, D(10), D("33.33"), False)
    StockLot.objects.update(value_yuan=D("33.32"))
    with pytest.raises(AssertionError):
        check_balance(yard.canteen)
