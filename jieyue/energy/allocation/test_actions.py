from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from jieyue.energy.allocation import actions, monthly, queries, refusals, seeding, sources
from jieyue.energy.allocation.models import AllocationLine, AllocationRun
from jieyue.energy.bills.models import Bill
from jieyue.energy.consumption.queries import Dimension, Total
from jieyue.energy.factories import make_meter
from jieyue.estate.buildings.models import Building, Floor
from jieyue.estate.factories import make_building, make_occupancy, make_room
from jieyue.kit.actor import NotAllowed, system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_actor, make_person, make_site, make_unit
from jieyue.people.messages.models import Message

pytestmark = pytest.mark.django_db
MARCH, AT = date(2026, 3, 1), datetime(2026, 4, 3, 1, tzinfo=UTC)


class House:
    """A building with a floor that A and B share, a canteen meter and a meter of A's own."""

    def __init__(self, monkeypatch):
        self.site = make_site()
        self.actor = system("test", site_id=self.site.id)
        self.building: Building = make_building(site=self.site, code="1")
        self.a, self.b = (make_unit(site=self.site, code=code) for code in "AB")
        for unit, area in ((self.a, 60), (self.b, 40)):
            make_room(building=self.building, level=2, unit=unit, area_m2=Decimal(area))
        self.floor: Floor = self.building.floors.get()
        meter = {"site": self.site, "building": self.building}
        self.own = make_meter(number="E-1", unit=self.a, **meter)
        self.shared = make_meter(number="E-2", floor=self.floor, **meter)
        self.canteen = make_meter(number="E-3", item="canteen", **meter)
        self.uses = {self.own.id: "70", self.shared.id: "100.000001", self.canteen.id: "30"}
        monkeypatch.setattr(sources, "totals", self.totals)

    def totals(self, *, by=(), medium=None, **_span):
        """The remainders of one month, as consumption answers."""
        if medium != "electricity":
            return []
        if not by:
            whole = sum(Decimal(use) for use in self.uses.values())
            return [Total({}, None, whole, Decimal(0), Decimal("0.98"))]
        return [
            Total(
                {
                    Dimension.METER: meter.id,
                    Dimension.UNIT: self.a.id if meter is self.own else None,
                    Dimension.ITEM: "canteen" if meter is self.canteen else "total",
                    Dimension.BUILDING: self.building.id,
                    Dimension.FLOOR: self.floor.id if meter is self.shared else None,
                },
                None, Decimal(self.uses[meter.id]), Decimal(1), Decimal("0.98"),
            )
            for meter in (self.own, self.shared, self.canteen)
        ]  # fmt: skip

    def draft(self, **fields):
        values = {"medium": "electricity", "month": MARCH, "actor": self.actor, "at": AT, **fields}
        return actions.draft(**values)

    def published(self):
        run = self.draft()
        actions.publish(number=run.number, seen_revision=1, actor=self.actor, at=AT)
        return run

    def meals(self, **by_code):
        for code, value in by_code.items():
            actions.set_basis(
                month=MARCH, unit_code=code, kind="diner_meals", value=Decimal(value),
                actor=self.actor, at=AT,
            )  # fmt: skip


@pytest.fixture
def house(monkeypatch):
    made = House(monkeypatch)
    seeding.seed(actor=made.actor, at=AT)
    return made


def test_a_month_is_divided_to_the_millionth_and_to_the_fen(house):
    house.meals(A=100, B=300)
    run = house.published()
    found = queries.unit_use(site_id=house.site.id, medium="electricity", month=MARCH)
    a, b = found[house.a.id], found[house.b.id]
    assert (a.own, a.shared) == (70, Decimal("67.500001"))  # 60.000001 of the floor, 7.5 of meals
    assert (b.own, b.shared) == (0, Decimal("62.5"))
    assert a.total + b.total == Decimal("200.000001")
    assert a.amount_yuan + b.amount_yuan == Decimal("140.00")  # x 0.7 yuan
    assert (a.version, a.run, a.coverage) == (1, run.number, Decimal("0.98"))


def test_without_meals_the_canteen_goes_by_area(house):
    run = house.draft()
    line = AllocationLine.objects.get(run=run, meter=house.canteen, unit=house.a)
    assert (line.basis, line.use_micro) == ("area", 18_000_000)


def test_the_bill_is_split_to_the_fen(house):
    run = house.draft(bill_yuan=Decimal("133.33"))
    lines = AllocationLine.objects.filter(run=run).values_list("amount_fen", flat=True)
    assert (sum(lines), run.amount_source) == (13333, "bill")


def test_bills_entered_for_the_complex_count_before_the_price(house):
    values = {
        "site": house.site, "medium": "electricity", "month": MARCH, "quantity": 200,
        "entered_at": AT, "entered_by": "x",
    }  # fmt: skip
    Bill.objects.create(amount_yuan=100, **values)
    Bill.objects.create(amount_yuan=Decimal("50.01"), **values)
    Bill.objects.create(amount_yuan=999, cancelled_at=AT, **values)
    Bill.objects.create(amount_yuan=999, unit=house.a, **values)
    run = house.draft()
    assert (run.amount_fen, run.amount_source) == (15001, "bill")


def test_a_unit_that_came_mid_month_weighs_by_days(house):
    c = make_unit(site=house.site, code="C")
    room = make_room(building=house.building, level=2, area_m2=Decimal(31))
    make_occupancy(room=room, unit=c, since_on=date(2026, 3, 22))
    areas = sources.areas(site_id=house.site.id, month=MARCH)
    assert areas["floor", house.floor.id] == {house.a.id: 60, house.b.id: 40, c.id: 10}


def test_a_draft_is_computed_anew_and_the_number_stays(house):
    first = house.draft()
    house.uses[house.shared.id] = "200"
    second = house.draft()
    assert (second.number, second.revision) == (first.number, 2)
    assert AllocationRun.objects.get().use_micro == 300_000_000
    assert sum(AllocationLine.objects.values_list("use_micro", flat=True)) == 300_000_000


def test_what_is_published_stands_until_another_is(house):
    first = house.published()
    house.uses[house.shared.id] = "200"
    second = house.draft()
    assert queries.unit_use(site_id=house.site.id, medium="electricity", month=MARCH)[
        house.b.id
    ].shared == Decimal("52")  # 40 of the floor, 12 of the canteen
    actions.publish(number=second.number, seen_revision=1, actor=house.actor, at=AT)
    second.refresh_from_db()
    first.refresh_from_db()
    assert (first.status, second.replaces) == ("superseded", first)


def test_two_people_publish_one_run(house):
    run = house.published()
    with pytest.raises(refusals.RunAlreadyPublished):
        actions.publish(number=run.number, seen_revision=1, actor=house.actor, at=AT)


def test_a_draft_that_moved_is_not_published_unseen(house):
    run = house.draft()
    house.draft()
    with pytest.raises(refusals.RunChanged):
        actions.publish(number=run.number, seen_revision=1, actor=house.actor, at=AT)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"month": date(2026, 4, 1)}, refusals.MonthNotOver),
        ({"month": date(2014, 1, 1)}, refusals.NoMethod),
        ({"medium": "water"}, refusals.NothingMeasured),
        ({"bill_yuan": Decimal(0)}, refusals.BadBill),
        ({"bill_yuan": Decimal("NaN")}, refusals.BadBill),
    ],
)
def test_what_cannot_be_divided_is_refused(house, fields, refusal):
    with pytest.raises(refusal):
        house.draft(**fields)
    assert not AllocationRun.objects.exists()


@pytest.mark.parametrize("value", ["-1", "NaN", "1000000000", "1.0001"])
def test_a_bad_basis_is_refused(house, value):
    with pytest.raises(refusals.BadBasis):
        house.meals(A=value)


def test_a_basis_of_no_unit_is_refused(house):
    make_unit(code="Z")  # of another site
    with pytest.raises(refusals.BasisOfNoUnit):
        house.meals(Z=1)


def test_a_version_counts_once_another_person_published_it(house):
    def person(name):
        found = make_person(unit=house.a, name=name)
        return make_actor(person=found, grants={"energy.allocation.edit": "complex"})

    maker, other = person("甲"), person("乙")
    content = {"title": "新办法", "rules": [{"code": "all", "title": "全部", "basis": "persons"}]}
    house.published()
    with pytest.raises(refusals.MethodBeginsTooEarly):
        actions.propose_method(content, effective_from=MARCH, actor=maker, at=AT)
    april = date(2026, 4, 1)
    method = actions.propose_method(content, effective_from=april, actor=maker, at=AT)
    assert actions.in_force(site_id=house.site.id, on=april).version == 1
    with pytest.raises(refusals.OwnMethod):
        actions.publish_method(method_id=method.id, actor=maker, at=AT)
    actions.publish_method(method_id=method.id, actor=other, at=AT)
    assert actions.in_force(site_id=house.site.id, on=april).version == 2
    assert actions.in_force(site_id=house.site.id, on=MARCH).version == 1
    with pytest.raises(refusals.MethodAlreadyPublished):
        actions.publish_method(method_id=method.id, actor=other, at=AT)


def test_early_in_a_month_the_one_before_is_drafted_once(house):
    person = make_person(unit=house.a)
    grants = {"energy.allocation.edit": "complex"}
    make_account(person=person, grants=grants)
    for _day in range(2):
        monthly.draft_last_month(site_id=house.site.id, at=AT)
    assert AllocationRun.objects.get().month == MARCH
    assert Message.objects.get().values["month"] == "2026-03"


def test_every_write_needs_the_right_and_is_in_the_journal(house):
    nobody = make_actor(site=house.site, grants={"energy.allocation.read": "complex"})
    run = house.published()
    with pytest.raises(NotAllowed):
        actions.draft(medium="electricity", month=MARCH, actor=nobody, at=AT)
    with pytest.raises(NotAllowed):
        actions.publish(number=run.number, seen_revision=1, actor=nobody, at=AT)
    with pytest.raises(NotAllowed):
        actions.propose_method({}, effective_from=MARCH, actor=nobody, at=AT)
    with pytest.raises(NotAllowed):
        actions.set_basis(
            month=MARCH, unit_code="A", kind="persons", value=Decimal(1), actor=nobody, at=AT
        )
    names = set(Entry.objects.values_list("name", flat=True))
    assert {"energy.allocation.drafted", "energy.allocation.published"} <= names
