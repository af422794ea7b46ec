from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.kitchen import actions, slips
from jieyue.canteen.kitchen.factories import make_batch, make_plan_meal, put_in_store
from jieyue.canteen.kitchen.models import IssueSlip, ProductionBatch
from jieyue.canteen.menus.factories import make_dish, make_ingredient, make_menu, make_recipe_line
from jieyue.canteen.menus.models import ServedCount
from jieyue.kit.actor import system
from jieyue.kit.permissions import all_permissions
from jieyue.people.factories import make_account, make_person, make_unit
from jieyue.people.roles.built_in import BUILT_IN, grants_of

pytestmark = pytest.mark.django_db
READ = {"canteen.kitchen.read": "complex"}
COOK = {**READ, "canteen.kitchen.cook": "complex"}
KEEPER = {**READ, "canteen.stock.move": "complex"}


class Today:
    """A lunch of today: one dish, planned 200 + 60, with its goods in the store."""

    def __init__(self):
        self.canteen = make_canteen()
        self.site = self.canteen.site
        self.day = timezone.localdate()
        self.dish = make_dish(site=self.site, name="回锅肉")
        self.pork = make_ingredient(site=self.site, name="猪肉")
        make_recipe_line(dish=self.dish, ingredient=self.pork)
        make_menu(canteen=self.canteen, day=self.day, dishes=[self.dish])
        make_plan_meal(
            canteen=self.canteen,
            day=self.day,
            dishes=[(self.dish, 200, 60)],
            needs=[(self.pork, "26", [[self.dish.id, 260, "26"]])],
        )
        self.lot = put_in_store(
            canteen=self.canteen, ingredient=self.pork, expires_on=self.day + timedelta(days=3)
        )
        self.actor = system("test", site_id=self.site.id)

    def account(self, grants):
        return make_account(person=make_person(unit=make_unit(site=self.site)), grants=grants)

    def slip(self):
        return slips.draw_up(
            meal=slips.MealOf(canteen_id=self.canteen.id, day=self.day, meal="lunch"),
            whole=False,
            actor=self.actor,
            at=timezone.now(),
        )

    def batch(self, **fields):
        return make_batch(
            canteen=self.canteen, dish=self.dish, day=self.day,
            finished_at=timezone.now() - timedelta(minutes=5), **fields,
        )  # fmt: skip

    def url(self, name, *args):
        return reverse(f"canteen:{name}", args=[self.canteen.code, self.day, *args])

    def post_batch(self, client, **fields):
        now = timezone.localtime()
        values = {
            "dish": self.dish.id, "portions": "200", "centre_c": "78.5", "time": f"{now:%H:%M}",
        }  # fmt: skip
        return client.post(self.url("kitchen_record", "lunch"), values | fields)


@pytest.fixture
def today():
    return Today()


def test_the_desk_shows_planned_cooked_and_served(today, sign_in):
    today.batch(portions=150)
    ServedCount.objects.create(
        site=today.site, canteen=today.canteen, day=today.day, meal="lunch", dish=today.dish,
        diners=333, taken=111,
    )  # fmt: skip
    page = sign_in(today.account(COOK)).get(today.url("kitchen_day"))
    [(_, [(dish, form)])] = page.context["meals"]
    assert (dish.planned, dish.second, dish.cooked, dish.served, dish.left) == (
        200, 60, 150, 111, 39,
    )  # fmt: skip
    assert form["portions"] == "50"
    assert "回锅肉" in page.content.decode()


def test_the_desk_of_today_is_where_the_menu_leads(today, sign_in):
    page = sign_in(today.account(READ)).get(reverse("canteen:kitchen"))
    assert page.url == today.url("kitchen_day")


def test_a_batch_is_recorded_from_the_desk(today, sign_in):
    client = sign_in(today.account(COOK))
    assert today.post_batch(client).status_code == 302
    made = ProductionBatch.objects.get()
    assert (made.portions, made.centre_c, made.dish) == (200, made.centre_c, today.dish)
    assert str(made.centre_c) == "78.5"


@pytest.mark.parametrize(
    "wrong",
    [{"portions": "viele"}, {"portions": ""}, {"centre_c": "heiß"}, {"time": "25:99"},
     {"portions": "1e99"}, {"centre_c": "NaN"}, {"cooked_kg": "-3"}],
)  # fmt: skip
def test_what_is_typed_wrong_comes_back_as_it_was(today, sign_in, wrong):
    page = today.post_batch(sign_in(today.account(COOK)), **wrong)
    assert page.status_code == 422
    [(_, [(_, form)])] = page.context["meals"]
    assert form["open"] is True
    for name, text in wrong.items():
        assert form[name] == text
    assert not ProductionBatch.objects.exists()


def test_full_width_figures_are_understood(today, sign_in):
    assert today.post_batch(sign_in(today.account(COOK)), portions="200").status_code == 302


def test_a_batch_that_is_too_cold_asks_for_reheating(today, sign_in):
    client = sign_in(today.account(COOK))
    today.post_batch(client, centre_c="61")
    made = ProductionBatch.objects.get()
    address = reverse("canteen:kitchen_reheat", args=[made.number])
    assert address in client.get(today.url("kitchen_day")).content.decode()
    client.post(address, {"centre_c": "74"})
    assert address not in client.get(today.url("kitchen_day")).content.decode()


def test_a_batch_is_held_and_leaves_the_counter(today, sign_in):
    client, made = sign_in(today.account(COOK)), today.batch()
    client.post(reverse("canteen:kitchen_holding", args=[made.number]), {"holding_c": "63,5"})
    client.post(reverse("canteen:kitchen_off", args=[made.number]))
    made.refresh_from_db()
    assert (str(made.holding_c), made.off_at is not None) == ("63.5", True)
    page = client.get(reverse("canteen:kitchen_batch", args=[made.number]))
    assert page.status_code == 200


def test_a_slip_goes_from_the_cook_to_the_store_and_back(today, sign_in):
    cook, keeper = today.account(COOK), today.account(KEEPER)
    answer = sign_in(cook).post(today.url("kitchen_draw_up", "lunch"))
    slip = IssueSlip.objects.get()
    address = reverse("canteen:kitchen_slip", args=[slip.number])
    assert answer.url == address

    client = sign_in(keeper)
    assert slip.number in client.get(reverse("canteen:kitchen_slips")).content.decode()
    line = slip.lines.get()
    handed = {f"lot_{line.id}": line.lot_id, f"quantity_{line.id}": "20"}
    assert client.post(address, handed).status_code == 302
    again = client.post(address, handed)
    assert again.status_code == 422
    slip.refresh_from_db()
    assert slip.issued_by in again.context["error"]

    sign_in(cook).post(reverse("canteen:kitchen_slip_receive", args=[slip.number]))
    back = {"lot": line.lot_id, "quantity": "2.5", "reason": "剩余"}
    sign_in(keeper).post(reverse("canteen:kitchen_slip_back", args=[slip.number]), back)
    slip.refresh_from_db()
    today.lot.refresh_from_db()
    assert slip.received_by
    assert str(today.lot.quantity) == "82.500"


def test_an_issue_that_is_refused_keeps_what_was_typed(today, sign_in):
    slip = today.slip()
    line = slip.lines.get()
    client = sign_in(today.account(KEEPER))
    page = client.post(
        reverse("canteen:kitchen_slip", args=[slip.number]),
        {f"lot_{line.id}": line.lot_id, f"quantity_{line.id}": "777", f"reason_{line.id}": "多"},
    )
    assert page.status_code == 422
    [field] = page.context["lines"]
    assert (field.quantity, field.reason) == ("777", "多")


def test_a_slip_by_hand(today, sign_in):
    client, address = sign_in(today.account(COOK)), today.url("kitchen_slip_by_hand", "lunch")
    goods = {"ingredient": [today.pork.id, ""], "quantity": ["3", ""]}
    assert client.get(address).status_code == 200
    page = client.post(address, goods | {"reason": ""})
    assert (page.status_code, page.context["rows"][0]) == (422, (str(today.pork.id), "3"))
    assert client.post(address, goods | {"reason": "试菜"}).status_code == 302
    slip = IssueSlip.objects.get()
    client.post(reverse("canteen:kitchen_slip_anew", args=[slip.number]))
    client.post(reverse("canteen:kitchen_slip_cancel", args=[slip.number]))
    slip.refresh_from_db()
    assert slip.status == "cancelled"


def test_corrections_from_the_batch_page(today, sign_in):
    client, made = sign_in(today.account(COOK)), today.batch(portions=90)
    address = reverse("canteen:kitchen_correct", args=[made.number])
    client.post(address, {"portions": "99", "centre_c": "80", "reason": "误"})
    made.refresh_from_db()
    assert made.portions == 99
    client.post(reverse("canteen:kitchen_take_back", args=[made.number]), {"reason": "误"})
    assert not ProductionBatch.objects.exists()


def test_the_desk_takes_as_many_queries_for_many_batches_as_for_one(
    today, sign_in, assert_query_budget
):
    client = sign_in(today.account(COOK))
    today.batch()
    client.get(today.url("kitchen_day"))
    for turn in range(2, 9):
        today.batch(sequence=turn)
        today.slip()
        slips.cancel(
            number=IssueSlip.objects.latest("id").number, actor=today.actor, at=timezone.now()
        )
    with assert_query_budget(24):
        client.get(today.url("kitchen_day"))


def test_the_slip_pages_keep_their_query_budget(today, sign_in, assert_query_budget):
    client = sign_in(today.account(KEEPER))
    slip = today.slip()
    for _ in range(5):
        put_in_store(canteen=today.canteen, ingredient=today.pork)
    client.get(reverse("canteen:kitchen_slips"))
    with assert_query_budget(24):
        client.get(reverse("canteen:kitchen_slips"))
    with assert_query_budget(20):
        client.get(reverse("canteen:kitchen_slip", args=[slip.number]))


def test_who_may_open_the_kitchen(today, sign_in):
    known, slip, made = list(all_permissions()), today.slip(), today.batch()
    pages = [
        today.url("kitchen_day"),
        reverse("canteen:kitchen_slips"),
        reverse("canteen:kitchen_slip", args=[slip.number]),
        reverse("canteen:kitchen_batch", args=[made.number]),
    ]
    for role in BUILT_IN:
        grants = grants_of(role, known)
        client = sign_in(today.account(grants))
        codes = {client.get(page).status_code for page in pages}
        if "canteen.kitchen.read" in grants:
            assert codes == {200}, role.code
        else:
            assert codes <= {403, 404}, role.code


def test_another_sites_kitchen_is_not_there(today, sign_in):
    slip, made = today.slip(), today.batch()
    stranger = make_account(person=make_person(), grants={**COOK, **KEEPER})
    client = sign_in(stranger)
    for page in (
        today.url("kitchen_day"),
        reverse("canteen:kitchen_slip", args=[slip.number]),
        reverse("canteen:kitchen_batch", args=[made.number]),
    ):
        assert client.get(page).status_code == 404
    for page in (
        today.url("kitchen_record", "lunch"),
        today.url("kitchen_draw_up", "lunch"),
        reverse("canteen:kitchen_slip_cancel", args=[slip.number]),
        reverse("canteen:kitchen_take_back", args=[made.number]),
    ):
        assert client.post(page).status_code == 404


def test_nobody_cooks_for_another_meal_than_there_is(today, sign_in):
    client = sign_in(today.account(COOK))
    assert client.post(today.url("kitchen_record", "supper")).status_code == 404
    assert client.post(today.url("kitchen_draw_up", "supper")).status_code == 404


def test_the_pot_is_the_cooks(today):
    pot = actions.Pot(dish_id=today.dish.id, portions=1, finished_at=timezone.now())
    meal = slips.MealOf(canteen_id=today.canteen.id, day=today.day, meal="lunch")
    actor = replace(today.actor, name="王师傅")
    made = actions.record(meal=meal, pot=pot, actor=actor, at=timezone.now())
    assert made.cook == "王师傅"
