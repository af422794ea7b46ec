from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.canteen.board import queries
from jieyue.canteen.factories import make_canteen
from jieyue.canteen.menus.factories import make_dish
from jieyue.canteen.planning.models import Plan, PlanDish, PlanMeal, PlanStatus
from jieyue.people.factories import make_account, make_actor, make_person, make_site, make_unit

pytestmark = pytest.mark.django_db
RIGHTS = {"canteen.planning.read": "complex", "canteen.forecast.read": "complex"}


def make_plan(canteen, *, status=PlanStatus.CONFIRMED, released=None):
    day = timezone.localdate()
    plan = Plan.objects.create(
        site=canteen.site, number=f"PL-{status}", canteen=canteen, day=day, status=status,
        made_at=timezone.now(), made_by="x",
    )  # fmt: skip
    meal = PlanMeal.objects.create(
        site=canteen.site, plan=plan, meal="lunch", order=1, expected=900, low=800, high=1000,
        service_level=Decimal("0.9"), level_from_costs=Decimal("0.9"), thrown_away_yuan=3,
        missing_yuan=12,
    )  # fmt: skip
    dish = make_dish(site=canteen.site, name="回锅肉")
    return PlanDish.objects.create(
        site=canteen.site, plan_meal=meal, dish=dish, take_rate=0.5, take_rate_sd=0.05,
        expected=450, first=380, second=90, released=released,
    )  # fmt: skip


def seen(canteen, actor):
    day = timezone.localdate()
    return queries.batches(actor, canteen_id=canteen.id, day=day, meal="lunch")


def test_the_plan_in_force_shows_its_batches():
    canteen = make_canteen(site=make_site())
    make_plan(canteen, released=60)
    reader = make_actor(site=canteen.site, grants=RIGHTS)
    assert seen(canteen, reader) == [queries.BatchRow("回锅肉", 380, 90, 60)]


def test_a_draft_and_another_sites_plan_do_not():
    canteen = make_canteen(site=make_site())
    make_plan(canteen, status=PlanStatus.DRAFT)
    assert seen(canteen, make_actor(site=canteen.site, grants=RIGHTS)) == []
    other = make_canteen(site=make_site())
    make_plan(other)
    assert seen(other, make_actor(site=canteen.site, grants=RIGHTS)) == []


def test_the_board_asks_for_the_part(sign_in, client):
    canteen = make_canteen(site=make_site())
    make_plan(canteen)
    address = reverse("canteen:board_batches", args=[canteen.id, "lunch"])
    assert client.get(address).status_code == 302
    person = make_person(unit=make_unit(site=canteen.site))
    cook = sign_in(make_account(person=person, grants=RIGHTS))
    page = cook.get(address).content.decode()
    assert "回锅肉" in page
    assert "<html" not in page
