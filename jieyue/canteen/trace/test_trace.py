"""From a lot to every meal and back; nothing may be missed, nothing counted twice."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.menus.factories import make_dish, make_ingredient
from jieyue.canteen.menus.models import ServedCount
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.planning.factories import make_supplier
from jieyue.canteen.residue_tests.models import ResidueMethod, ResidueReading, ResidueTest
from jieyue.canteen.samples.models import RetainedSample
from jieyue.canteen.stock.models import LotStatus, StockLot
from jieyue.canteen.trace import actions, queries, search
from jieyue.canteen.trace.factories import make_batch, make_draw, make_lot
from jieyue.kit.actor import NotAllowed, Scope
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_actor, make_site, role_grants

DAY = date(2026, 3, 4)
AT = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def canteen():
    return make_canteen(site=make_site())


@pytest.fixture
def reader(canteen):
    grants = {CanteenPermission.TRACE_READ: Scope.COMPLEX}
    return make_actor(site=canteen.site, grants=grants)


@pytest.fixture
def recaller(canteen):
    rights = (CanteenPermission.TRACE_READ, CanteenPermission.TRACE_RECALL)
    return make_actor(site=canteen.site, grants=dict.fromkeys(rights, Scope.COMPLEX))


@pytest.fixture
def cabbage(canteen):
    return make_ingredient(site=canteen.site, name="莲花白")


def lot_of(canteen, ingredient, **fields):
    return make_lot(canteen=canteen, ingredient=ingredient, received_on=DAY, **fields)


def test_a_lot_is_followed_to_every_batch_it_went_into(canteen, cabbage, reader):
    lot, other = lot_of(canteen, cabbage), lot_of(canteen, cabbage)
    dish, soup = make_dish(site=canteen.site, name="炝莲白"), make_dish(site=canteen.site)
    make_batch(canteen=canteen, dish=dish, day=DAY, lots={lot: "12.5", other: "3"}, portions=310)
    make_batch(canteen=canteen, dish=soup, day=DAY + timedelta(1), lots={lot: "2"}, portions=90)
    make_batch(canteen=canteen, dish=dish, day=DAY + timedelta(2), lots={other: "9"})
    trace = queries.lot_trace(reader, lot.number)
    assert [(use.day, use.dish, use.quantity) for use in trace.meals] == [
        (DAY, "炝莲白", Decimal("12.5")),
        (DAY + timedelta(1), soup.name, Decimal(2)),
    ]
    assert (trace.meal_count, trace.portions, trace.used) == (2, 400, Decimal("14.5"))


def test_parts_and_lots_of_one_makers_batch_are_followed_together(canteen, cabbage, reader):
    supplier = make_supplier(site=canteen.site)
    whole = lot_of(canteen, cabbage, supplier=supplier, batch_number="B-47113")
    part = lot_of(canteen, cabbage, split_from=whole)
    part_of_part = lot_of(canteen, cabbage, split_from=part)
    sibling = lot_of(canteen, cabbage, supplier=supplier, batch_number="B-47113")
    stranger = lot_of(canteen, cabbage, batch_number="B-47113")  # another supplier's number
    expected = {lot.id for lot in (whole, part, part_of_part, sibling)}
    for lot in (whole, part_of_part):
        assert expected - {sibling.id} <= {
            one.lot_id for one in queries.lot_trace(reader, lot.number).lots
        }
    found = {one.lot_id for one in queries.lot_trace(reader, whole.number).lots}
    assert found == expected
    assert stranger.id not in found


def test_a_part_shows_the_tests_of_its_whole(canteen, cabbage, reader):
    whole = lot_of(canteen, cabbage)
    part = lot_of(canteen, cabbage, split_from=whole)
    method = ResidueMethod.objects.create(
        site=canteen.site, code="EI", name="酶抑制率法", standard="GB/T 5009.199", threshold_pct=50
    )
    test = ResidueTest.objects.create(
        site=canteen.site, number="RT-1", lot=whole, method=method, threshold_pct=50,
        state="passed", sampled_at=AT, sampled_by="tester",
    )  # fmt: skip
    ResidueReading.objects.create(
        site=canteen.site, test=test, repeat=1, da0="0.9", dat="0.8", inhibition_pct="11.11",
        at=AT, tester="tester",
    )  # fmt: skip
    found = {one.number: one for one in queries.lot_trace(reader, part.number).lots}
    assert [t.inhibition_pct for t in found[part.number].tests] == [Decimal("11.11")]


def test_goods_drawn_without_a_batch_are_not_missed(canteen, cabbage, reader):
    lot = lot_of(canteen, cabbage)
    make_draw(lot=lot, day=DAY, quantity="7")
    (use,) = queries.lot_trace(reader, lot.number).meals
    assert (use.batch, use.quantity, use.day) == ("", Decimal(7), DAY)


def test_goods_drawn_and_cooked_count_once(canteen, cabbage, reader):
    lot = lot_of(canteen, cabbage)
    make_draw(lot=lot, day=DAY, quantity="7")
    make_batch(canteen=canteen, dish=make_dish(site=canteen.site), day=DAY, lots={lot: "7"})
    assert queries.lot_trace(reader, lot.number).used == Decimal(7)


def test_served_portions_and_samples_stand_with_their_meal(canteen, cabbage, reader):
    lot, dish = lot_of(canteen, cabbage), make_dish(site=canteen.site)
    make_batch(canteen=canteen, dish=dish, day=DAY, lots={lot: "7"})
    ServedCount.objects.create(
        site=canteen.site, canteen=canteen, day=DAY, meal="lunch", dish=dish, diners=900, taken=288
    )
    RetainedSample.objects.create(
        site=canteen.site, number="RS-1", canteen=canteen, day=DAY, meal="lunch", dish=dish,
        mass_g=130, sampled_at=AT, kept_until=AT + timedelta(hours=48), keeper="cook",
    )  # fmt: skip
    (use,) = queries.lot_trace(reader, lot.number).meals
    assert (use.served, use.sample, use.sample_is_kept) == (288, "RS-1", True)


def test_a_dish_leads_back_to_its_lots_and_suppliers(canteen, cabbage, reader):
    supplier = make_supplier(site=canteen.site, name="演示蔬菜")
    lot, dish = lot_of(canteen, cabbage, supplier=supplier), make_dish(site=canteen.site)
    make_batch(canteen=canteen, dish=dish, day=DAY, lots={lot: "7"})
    make_batch(canteen=canteen, dish=dish, day=DAY, lots={lot: "4"}, sequence=2)
    trace = queries.dish_trace(reader, dish_code=dish.code, day=DAY)
    assert [row.quantity for row in trace.lots] == [Decimal(7), Decimal(4)]
    assert {row.origin.supplier for row in trace.lots} == {"演示蔬菜"}
    assert not queries.dish_trace(reader, dish_code=dish.code, day=DAY + timedelta(1)).uses


def test_a_recall_holds_what_is_left_of_the_family_once(canteen, cabbage, recaller):
    whole = lot_of(canteen, cabbage)
    part = lot_of(canteen, cabbage, split_from=whole)
    lot_of(canteen, cabbage, split_from=whole, quantity="0")  # nothing is left of it to hold
    actions.recall(number=part.number, reason="供应商通知", actor=recaller, at=AT)
    states = dict(StockLot.objects.values_list("id", "status"))
    assert states[whole.id] == states[part.id] == LotStatus.QUARANTINED
    actions.recall(number=part.number, reason="再次核对", actor=recaller, at=AT)
    facts = Entry.objects.filter(name="canteen.trace.lot_recalled").order_by("id")
    assert [len(fact.data["held"]) for fact in facts] == [2, 0]


def test_a_recall_needs_a_reason_and_the_right(canteen, cabbage, recaller, reader):
    lot = lot_of(canteen, cabbage)
    with pytest.raises(actions.RecallReasonMissing):
        actions.recall(number=lot.number, reason=" ", actor=recaller, at=AT)
    with pytest.raises(NotAllowed):
        actions.recall(number=lot.number, reason="供应商通知", actor=reader, at=AT)
    lot.refresh_from_db()
    assert lot.status == LotStatus.AVAILABLE


def test_another_site_has_no_such_lot_or_dish(canteen, cabbage):
    lot, dish = lot_of(canteen, cabbage), make_dish(site=canteen.site)
    grants = {CanteenPermission.TRACE_READ: Scope.COMPLEX}
    stranger = make_actor(site=make_site(), grants=grants)
    with pytest.raises(StockLot.DoesNotExist):
        queries.lot_trace(stranger, lot.number)
    assert not search.lots(stranger, lot.number)
    with pytest.raises(type(dish).DoesNotExist):
        queries.dish_trace(stranger, dish_code=dish.code, day=DAY)


def test_a_trace_costs_the_same_however_many_meals(canteen, cabbage, reader, assert_query_budget):
    lot = lot_of(canteen, cabbage)
    for days in range(12):
        dish = make_dish(site=canteen.site)
        make_batch(canteen=canteen, dish=dish, day=DAY + timedelta(days), lots={lot: "1"})
    with assert_query_budget(12):
        assert queries.lot_trace(reader, lot.number).meal_count == 12


@pytest.mark.parametrize(
    ("role", "may_read", "may_recall"),
    [
        ("canteen_manager", True, True),
        ("food_safety_officer", True, True),
        ("food_inspector", True, False),
        ("storekeeper", True, False),
        ("leader", True, False),
        ("buyer", False, False),
        ("kitchen", False, False),
        ("till", False, False),
        ("employee", False, False),
        ("auditor", False, False),
    ],
)
def test_who_may_trace_and_recall(canteen, cabbage, sign_in, role, may_read, may_recall):
    lot = lot_of(canteen, cabbage)
    client = sign_in(make_account(site=canteen.site, grants=role_grants(role)))
    for name in ("canteen:trace_lot", "canteen:trace_print"):
        answer = client.get(reverse(name, args=[lot.number]))
        assert answer.status_code == (200 if may_read else 403)
    answer = client.post(reverse("canteen:trace_recall", args=[lot.number]), {"reason": "核对"})
    assert answer.status_code == (302 if may_recall else 403)


def test_the_pages_lead_from_a_search_to_both_ways(canteen, cabbage, sign_in):
    lot, dish = lot_of(canteen, cabbage), make_dish(site=canteen.site, name="炝莲白")
    make_batch(canteen=canteen, dish=dish, day=DAY, lots={lot: "7"})
    client = sign_in(make_account(site=canteen.site, grants=role_grants("canteen_manager")))
    found = client.get(reverse("canteen:trace"), {"q": "莲"}).content.decode()
    assert reverse("canteen:trace_lot", args=[lot.number]) in found
    assert reverse("canteen:trace_dish", args=[dish.code, DAY]) in found
    page = client.get(reverse("canteen:trace_dish", args=[dish.code, DAY])).content.decode()
    assert lot.number in page
    refused = client.post(reverse("canteen:trace_recall", args=[lot.number]), {"reason": ""})
    assert refused.status_code == 422
    assert client.get(reverse("canteen:trace_lot", args=["LOT-0"])).status_code == 404


def test_the_command_prints_json_and_names_near_lots(canteen, cabbage, capsys):
    lot = lot_of(canteen, cabbage)
    make_batch(canteen=canteen, dish=make_dish(site=canteen.site), day=DAY, lots={lot: "7"})
    call_command("canteen_trace", lot.number, "--json")
    printed = json.loads(capsys.readouterr().out)
    assert (printed["meal_count"], printed["portions"]) == (1, 300)
    assert printed["lots"][0]["number"] == lot.number
    with pytest.raises(CommandError, match=lot.number):
        call_command("canteen_trace", "LOT-T-x")
