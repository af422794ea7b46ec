from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.menus.factories import make_dish, make_ingredient, make_recipe_line
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.stock.factories import make_location, make_lot
from jieyue.canteen.stock.models import (
    FridgeReading,
    LotStatus,
    Movement,
    MovementKind,
    StockLocation,
    Stocktake,
)
from jieyue.kit.permissions import all_permissions
from jieyue.people.accounts.rules import OFFICERS
from jieyue.people.factories import make_account, make_person, make_role, make_site
from jieyue.people.roles.built_in import BUILT_IN, grants_of

D = Decimal
PHOTO = b"\xff\xd8\xff" + b"0" * 64
READ = {CanteenPermission.MENUS_READ: "complex", CanteenPermission.STOCK_READ: "complex"}
KEEP = READ | {
    CanteenPermission.STOCK_MOVE: "complex",
    CanteenPermission.STOCK_COUNT: "complex",
}
LISTS = ("stock", "stock_desk", "stock_lots", "stock_sheet", "fridges", "stock_places")


@pytest.fixture
def canteen(db):
    return make_canteen()


@pytest.fixture
def chicken(canteen):
    return make_ingredient(
        site=canteen.site, name="三黄鸡", grams_per_piece=D(1200), shelf_life_days=3
    )


def goods(canteen, ingredient, **fields):
    return make_lot(canteen=canteen, ingredient=ingredient, at=timezone.now(), **fields)


@pytest.fixture
def keeper(canteen, sign_in):
    return sign_in(make_account(site=canteen.site, grants=KEEP))


def move_url(lot, move):
    return reverse("canteen:stock_move", args=[lot.number, move])


def last(lot):
    return lot.movements.latest("id").id


def test_goods_are_issued_in_any_unit_and_pieces_weigh_what_they_do(canteen, chicken, keeper):
    lot = goods(canteen, chicken, quantity="25.3", pieces="20")
    values = {"quantity": "10", "unit": "jin", "pieces": "4", "seen": last(lot)}
    assert keeper.post(move_url(lot, "issue"), values).status_code == 302
    lot.refresh_from_db()
    assert (lot.quantity, lot.pieces) == (D("20.3"), 16)
    values = {"quantity": "4", "unit": "piece", "pieces": "4", "seen": last(lot)}
    assert keeper.post(move_url(lot, "issue"), values).status_code == 302
    lot.refresh_from_db()
    assert (lot.quantity, lot.pieces) == (D("15.225"), 12)


def test_the_second_of_two_people_is_told_what_the_first_did(canteen, chicken, keeper):
    lot = goods(canteen, chicken, quantity="10")
    seen = last(lot)
    values = {"quantity": "7.25", "unit": "kg", "seen": seen}
    assert keeper.post(move_url(lot, "issue"), values).status_code == 302
    answer = keeper.post(move_url(lot, "issue"), values)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert Movement.objects.latest("id").recorded_by in text
    assert 'value="7.25"' in text  # what was typed stays
    assert Movement.objects.filter(kind=MovementKind.ISSUE).count() == 1


def test_passing_over_an_earlier_lot_asks_for_a_reason(canteen, chicken, keeper):
    today = timezone.localdate()
    goods(canteen, chicken, expires_on=today)
    later = goods(canteen, chicken, expires_on=today + timedelta(days=3))
    values = {"quantity": "1", "unit": "kg", "seen": last(later), "reason": ""}
    assert keeper.post(move_url(later, "issue"), values).status_code == 422
    values["reason"] = "先到批次冻在最里面"
    assert keeper.post(move_url(later, "issue"), values).status_code == 302
    assert Movement.objects.get(kind=MovementKind.ISSUE).reason == "先到批次冻在最里面"


def test_a_disposal_needs_photo_and_second_person(canteen, chicken, keeper, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    lot, witness = goods(canteen, chicken), make_person(site=canteen.site)
    values = {"quantity": "2", "unit": "kg", "reason": "变质", "seen": last(lot)}
    assert keeper.post(move_url(lot, "spoil"), values).status_code == 422
    values["witness"] = witness.id
    assert keeper.post(move_url(lot, "spoil"), values).status_code == 422
    values["photo"] = SimpleUploadedFile("x.txt", b"hello")
    assert keeper.post(move_url(lot, "spoil"), values).status_code == 422
    values["photo"] = SimpleUploadedFile("x.jpg", PHOTO)
    assert keeper.post(move_url(lot, "spoil"), values).status_code == 302
    movement = Movement.objects.get(kind=MovementKind.SPOILED)
    assert (movement.quantity, movement.witness) == (-2, witness)
    page = keeper.get(reverse("canteen:stock_lot", args=[lot.number])).content.decode()
    assert witness.name in page
    assert reverse("kit:file", args=[movement.photo_id]) in page


def test_each_move_has_its_form_and_works(canteen, chicken, keeper):
    here, there = make_location(canteen=canteen), make_location(canteen=canteen)
    lot = goods(canteen, chicken, quantity="10", location=here)
    page = keeper.get(move_url(lot, "transfer")).content.decode()
    assert there.name in page
    assert f">{here.code}" not in page
    values = {"quantity": "4", "unit": "kg", "location": there.id, "seen": last(lot)}
    assert keeper.post(move_url(lot, "transfer"), values).status_code == 302
    values = {"quantity": "2", "unit": "kg", "seen": last(lot)}
    assert keeper.post(move_url(lot, "issue"), values).status_code == 302
    values |= {"reason": "没用完", "document": "", "seen": last(lot)}
    assert keeper.post(move_url(lot, "give_back"), values).status_code == 302
    assert keeper.post(move_url(lot, "hold"), {"reason": "异味"}).status_code == 302
    lot.refresh_from_db()
    assert (lot.quantity, lot.status) == (6, LotStatus.QUARANTINED)
    assert keeper.post(move_url(lot, "hold"), {"reason": "异味"}).status_code == 422
    assert keeper.get(move_url(lot, "burn")).status_code == 404


def test_another_sites_lot_fridge_and_stocktake_are_not_there(canteen, chicken, sign_in):
    lot, place = goods(canteen, chicken), make_location(canteen=canteen, storage="chilled")
    stranger = sign_in(make_account(site=make_site(), grants=KEEP))
    for url in (
        reverse("canteen:stock_lot", args=[lot.number]),
        move_url(lot, "issue"),
        reverse("canteen:fridge", args=[place.id]),
        reverse("canteen:stocktake", args=["ST-2026-00001"]),
    ):
        assert stranger.get(url).status_code == 404


@pytest.mark.parametrize("role", BUILT_IN, ids=lambda role: role.code)
def test_every_role_sees_and_moves_what_it_may(canteen, chicken, sign_in, role):
    grants = grants_of(role, all_permissions())
    account = make_account(
        site=canteen.site, role=make_role(site=canteen.site, code=role.code, grants=grants)
    )
    client = sign_in(account)
    lot = goods(canteen, chicken)
    may_read = CanteenPermission.STOCK_READ in grants
    for name in (*LISTS, "near_expiry", "stocktakes"):
        page = client.get(reverse(f"canteen:{name}"))
        if role.code in OFFICERS:
            assert page.status_code == 302  # to the second factor, before anything else
            return
        assert page.status_code == (200 if may_read else 403), name
    assert client.get(reverse("canteen:stock_lot", args=[lot.number])).status_code == (
        200 if may_read else 404
    )
    if not may_read:
        return
    may_move = CanteenPermission.STOCK_MOVE in grants
    values = {"quantity": "1", "unit": "kg", "seen": last(lot)}
    posted = client.post(move_url(lot, "issue"), values)
    assert posted.status_code == (302 if may_move else 403)
    may_approve = CanteenPermission.STOCK_APPROVE in grants
    posted = client.post(move_url(lot, "reject"), {"reason": "召回"})
    assert posted.status_code == (302 if may_approve else 403)
    may_count = CanteenPermission.STOCK_COUNT in grants
    posted = client.post(reverse("canteen:stocktakes"), {})
    assert posted.status_code == (302 if may_count else 403)


def test_lists_cost_the_same_queries_whatever_their_length(
    canteen, chicken, sign_in, assert_query_budget
):
    client = sign_in(make_account(site=canteen.site, grants=KEEP))
    dish = make_dish(site=canteen.site, name="白切鸡")
    make_recipe_line(dish=dish, ingredient=chicken)
    for _ in range(12):
        goods(canteen, chicken, expires_on=timezone.localdate())
        make_location(canteen=canteen, storage="chilled")
    client.get(reverse("canteen:stock_desk"))  # the first read of parameters writes them
    for name in (*LISTS, "near_expiry"):
        with assert_query_budget(20):
            assert client.get(reverse(f"canteen:{name}")).status_code == 200


def test_near_expiry_names_lots_that_nobody_uses_and_the_dishes_that_would(
    canteen, chicken, keeper
):
    make_recipe_line(dish=make_dish(site=canteen.site, name="白切鸡"), ingredient=chicken)
    lot = goods(canteen, chicken, expires_on=timezone.localdate())
    fine = goods(canteen, chicken, expires_on=timezone.localdate() + timedelta(days=90))
    page = keeper.get(reverse("canteen:near_expiry"))
    (row,) = page.context["rows"]
    assert (row.lot.number, row.is_in_time, row.used_up_on) == (lot.number, False, None)
    assert row.dishes == ("白切鸡",)
    assert fine.number not in page.content.decode()
    part = keeper.get(reverse("canteen:near_expiry"), headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()


def test_the_sheet_goes_out_to_excel(canteen, chicken, keeper):
    goods(canteen, chicken)
    answer = keeper.get(reverse("canteen:stock_sheet"), {"export": "xlsx"})
    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")


def test_a_fridge_is_read_by_phone_and_out_of_range_asks_what_was_done(canteen, keeper):
    fridge = make_location(canteen=canteen, storage="chilled", highest_c=D(8), lowest_c=D(0))
    url = reverse("canteen:fridge", args=[fridge.id])
    assert "<svg" in keeper.get(url).content.decode()
    assert keeper.post(url, {"temperature_c": "4,5"}).status_code == 302
    assert FridgeReading.objects.get().is_in_range
    assert keeper.post(url, {"temperature_c": "9.5"}).status_code == 422
    assert keeper.post(url, {"temperature_c": "95"}).status_code == 422
    answer = keeper.post(url, {"temperature_c": "9.5", "measure_taken": "关门复测"})
    assert answer.status_code == 302
    assert FridgeReading.objects.filter(is_in_range=False).get().measure_taken == "关门复测"
    assert "关门复测" in keeper.get(url).content.decode()


def test_a_place_is_set_up_with_the_laws_limits_and_a_code_of_its_own(canteen, keeper):
    values = {"code": "F1", "name": "一号冷库", "storage": "frozen"}
    assert keeper.post(reverse("canteen:stock_places"), values).status_code == 302
    place = StockLocation.objects.get()
    assert (place.lowest_c, place.highest_c) == (None, -12)
    assert keeper.post(reverse("canteen:stock_places"), values).status_code == 422
    change = reverse("canteen:stock_place", args=[place.id])
    assert keeper.post(change, values | {"name": "冷冻库", "highest_c": "-18"}).status_code == 302
    place.refresh_from_db()
    assert (place.name, place.highest_c) == ("冷冻库", -18)


def test_a_count_from_start_to_approval_by_another_person(canteen, chicken, keeper, sign_in):
    lot = goods(canteen, chicken, quantity="10", amount_yuan="100.00")
    assert keeper.post(reverse("canteen:stocktakes"), {"is_blind": "on"}).status_code == 302
    stocktake = Stocktake.objects.get()
    url = reverse("canteen:stocktake", args=[stocktake.number])
    assert "10.000" not in keeper.get(url).content.decode()  # blind
    line = stocktake.lines.get()
    part = keeper.post(url, {"line": line.id, "counted": "abc"}, headers={"HX-Request": "true"})
    assert part.status_code == 422
    assert 'value="abc"' in part.content.decode()
    assert keeper.post(url, {"line": line.id, "counted": "8"}).status_code == 302
    step = {name: reverse("canteen:stocktake_step", args=[stocktake.number, name])
            for name in ("submit", "approve", "cancel", "found")}  # fmt: skip
    keeper.post(step["submit"])
    stocktake.refresh_from_db()
    assert stocktake.status == "counting"  # two kilograms less, and no reason
    keeper.post(url, {"line": line.id, "counted": "8", "reason": "损耗", "again": "1"})
    keeper.post(step["found"], {"ingredient_id": chicken.id, "quantity": "1.5", "reason": "漏登记"})
    keeper.post(step["submit"])
    assert keeper.post(step["approve"]).status_code == 403
    boss = make_account(
        site=canteen.site, grants=READ | {CanteenPermission.STOCK_APPROVE: "complex"}
    )
    sign_in(boss).post(step["approve"])
    lot.refresh_from_db()
    assert (lot.quantity, lot.value_yuan) == (8, 80)
    assert Movement.objects.filter(kind=MovementKind.ADJUSTMENT).count() == 2
    stocktake.refresh_from_db()
    assert stocktake.status == "approved"
