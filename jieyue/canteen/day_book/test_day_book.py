"""One page says what waits for whoever looks."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.canteen.day_book import counts
from jieyue.canteen.day_book.tiles import Moment, State, tiles
from jieyue.canteen.diners.queries import CanteenRow
from jieyue.canteen.factories import make_attendance, make_canteen
from jieyue.canteen.menus.factories import make_dish, make_ingredient
from jieyue.canteen.purchasing.models import OnOrder
from jieyue.canteen.staff_health.factories import make_check, make_handler
from jieyue.canteen.trace.factories import make_batch, make_draw, make_lot
from jieyue.people.factories import make_account, make_actor, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db


@pytest.fixture
def canteen():
    return make_canteen(site=make_site())


def moment_of(canteen):
    place = CanteenRow(
        id=canteen.id,
        code=canteen.code,
        name=canteen.name,
        kind=canteen.kind,
        site_id=canteen.site_id,
    )
    return Moment(place=place, day=timezone.localdate(), at=timezone.now())


def steps(canteen, role="canteen_manager"):
    """State and words of each tile a role sees, by its page."""
    actor = make_actor(site=canteen.site, grants=role_grants(role))
    found = tiles(actor, moment_of(canteen))
    return {tile.url: (tile.step.state, tile.step.text) for tile in found}


def test_goods_nobody_requested_wait_for_the_buyer(canteen):
    address = reverse("canteen:purchasing")
    assert steps(canteen)[address][0] is State.DONE
    OnOrder.objects.create(
        site=canteen.site, canteen=canteen, ingredient=make_ingredient(site=canteen.site),
        quantity=Decimal(5), arrives_on=timezone.localdate(),
    )  # fmt: skip
    assert steps(canteen)[address][0] is State.DUE


def test_an_expired_lot_is_late_and_a_near_one_is_due(canteen):
    today, goods = timezone.localdate(), make_ingredient(site=canteen.site)
    address = reverse("canteen:stock_desk")
    lot = make_lot(
        canteen=canteen, ingredient=goods, received_on=today - timedelta(days=29),
        expires_on=today + timedelta(days=1),
    )  # fmt: skip
    assert steps(canteen)[address][0] is State.DUE
    lot.expires_on = today - timedelta(days=1)
    lot.save()
    assert steps(canteen)[address][0] is State.LATE


def test_whoever_was_sent_off_this_morning_is_seen_at_once(canteen):
    address, today = reverse("canteen:morning_checks"), timezone.localdate()
    handler = make_handler(canteen=canteen)
    assert steps(canteen)[address][0] is State.DUE
    make_check(handler=handler, day=today)
    assert steps(canteen)[address][0] is State.DONE
    make_check(
        handler=make_handler(canteen=canteen), day=today, conclusion="suspended",
        symptoms=("skin",),
    )  # fmt: skip
    assert steps(canteen)[address][0] is State.LATE


def test_diners_are_counted_from_the_record_of_each_meal(canteen):
    today = timezone.localdate()
    make_attendance(canteen=canteen, day=today, served=731)
    make_attendance(canteen=canteen, day=today, meal="breakfast", served=None)
    assert counts.diners(canteen.id, today) == 731


def test_a_role_sees_only_its_own_steps(canteen):
    seen = steps(canteen, role="acceptor")
    assert reverse("canteen:receiving") in seen
    assert reverse("canteen:waste") not in seen


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_open_the_day(canteen, sign_in, role):
    client = sign_in(make_account(site=canteen.site, grants=role_grants(role)))
    sees = role in {
        "acceptor", "buyer", "canteen_contractor", "canteen_manager", "food_inspector",
        "food_safety_officer", "kitchen", "leader", "storekeeper", "till",
    }  # fmt: skip
    day = [canteen.code, timezone.localdate()]
    assert client.get(reverse("canteen:day_today")).status_code == (302 if sees else 403)
    assert client.get(reverse("canteen:day_book", args=day)).status_code == (200 if sees else 403)
    sums = role in {"canteen_manager", "food_safety_officer", "leader"}
    answer = client.get(reverse("canteen:day_figures", args=day))
    assert answer.status_code == (200 if sums else 403)


def test_another_sites_canteen_is_no_page(canteen, sign_in):
    client = sign_in(make_account(site=make_site(), grants=role_grants("canteen_manager")))
    make_canteen(site=make_site())
    address = reverse("canteen:day_book", args=[canteen.code, timezone.localdate()])
    assert client.get(address).status_code == 404


def test_the_figures_of_a_day_are_a_part_with_a_chart(canteen, sign_in):
    today = timezone.localdate()
    goods = make_ingredient(site=canteen.site, category="蔬菜")
    lot = make_lot(canteen=canteen, ingredient=goods, received_on=today)
    make_draw(lot=lot, day=today, quantity="10")
    dish = make_dish(site=canteen.site, name="炝莲白")
    make_batch(canteen=canteen, dish=dish, day=today, lots={lot: "10"}, portions=80)
    make_attendance(canteen=canteen, day=today, served=100)
    client = sign_in(make_account(site=canteen.site, grants=role_grants("canteen_manager")))
    page = client.get(reverse("canteen:day_figures", args=[canteen.code, today]))
    assert "炝莲白" in page.content.decode()


def test_the_page_costs_the_same_however_much_lies_in_the_store(
    canteen, sign_in, assert_query_budget
):
    goods = make_ingredient(site=canteen.site)
    for _ in range(12):
        make_lot(canteen=canteen, ingredient=goods, received_on=timezone.localdate())
    client = sign_in(make_account(site=canteen.site, grants=role_grants("canteen_manager")))
    with assert_query_budget(60):
        client.get(reverse("canteen:day_book", args=[canteen.code, timezone.localdate()]))
