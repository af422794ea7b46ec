"""What a plan counts as on order, and what becomes of a superseded plan's proposals."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.menus.factories import make_ingredient
from jieyue.canteen.planning import awaited
from jieyue.canteen.planning.models import Plan, PlanMeal, PlanNeed, PlanStatus
from jieyue.canteen.purchasing.factories import make_on_order, make_order, make_order_line
from jieyue.canteen.purchasing.models import OnOrder
from jieyue.canteen.suppliers.factories import make_supplier

MONDAY = date(2026, 3, 2)
TUESDAY = MONDAY + timedelta(days=1)
AT = datetime(2026, 3, 1, 2, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def canteen():
    return make_canteen()


@pytest.fixture
def potato(canteen):
    return make_ingredient(site=canteen.site)


def make_plan(canteen, day, status=PlanStatus.CONFIRMED):
    number = f"CP-{Plan.objects.count()}"
    return Plan.objects.create(
        site=canteen.site, number=number, canteen=canteen, day=day, status=status, made_at=AT
    )


def make_proposal(plan, ingredient, **changes):
    return make_on_order(
        canteen=plan.canteen,
        ingredient=ingredient,
        arrives_on=plan.day,
        plan=plan,
        supplier=make_supplier(site=plan.site),
        **changes,
    )


def count_on(plan, row):
    """`plan` needs what is left of a row on order."""
    meal = PlanMeal.objects.create(
        site_id=plan.site_id, plan=plan, meal="lunch", order=2, forecast_id=1, expected=1, low=1,
        high=1, service_level=Decimal("0.9"), level_from_costs=Decimal("0.9"),
        thrown_away_yuan=1, missing_yuan=1,
    )  # fmt: skip
    return PlanNeed.objects.create(
        site_id=plan.site_id, plan_meal=meal, ingredient_id=row.ingredient_id, needed=4, net=0,
        on_order=[[row.id, "4.000", ""]],
    )  # fmt: skip


def counted(canteen, *planned):
    rows = awaited.countable(canteen_id=canteen.id, planned=planned, today=AT.date())
    return set(rows.values_list("id", flat=True))


def test_only_what_is_still_to_come_counts(canteen, potato):
    partly = make_on_order(
        canteen=canteen, ingredient=potato, arrives_on=MONDAY, received_quantity=4
    )
    make_on_order(canteen=canteen, ingredient=potato, arrives_on=MONDAY, cancelled_at=AT)
    make_on_order(canteen=canteen, ingredient=potato, arrives_on=MONDAY, received_at=AT)
    make_on_order(canteen=canteen, ingredient=potato, arrives_on=MONDAY, received_quantity=10)
    assert counted(canteen, MONDAY) == {partly.id}


def test_goods_proposed_for_a_day_that_is_over_do_not_come(canteen, potato):
    """Goods ordered for such a day may still come late."""
    yesterday = AT.date() - timedelta(days=1)
    make_proposal(make_plan(canteen, yesterday), potato)
    order = make_order(canteen=canteen, deliver_on=yesterday)
    late = OnOrder.objects.get(
        request_line=make_order_line(order=order, ingredient=potato).request_line
    )
    assert counted(canteen, MONDAY) == {late.id}


def test_a_day_planned_again_does_not_count_on_its_own_proposals(canteen, potato):
    plan = make_plan(canteen, MONDAY)
    row = make_proposal(plan, potato)
    assert counted(canteen, TUESDAY) == {row.id}
    assert counted(canteen, MONDAY) == set()


def test_what_was_requested_counts_and_stays_when_its_plan_is_superseded(canteen, potato):
    plan = make_plan(canteen, MONDAY)
    asked = make_order_line(order=make_order(canteen=canteen), ingredient=potato).request_line
    row = OnOrder.objects.get(request_line=asked)
    row.plan = plan
    row.save()
    assert counted(canteen, MONDAY) == {row.id}
    awaited.vanish(plan, at=AT)
    row.refresh_from_db()
    assert row.cancelled_at is None


def test_a_superseded_plans_proposals_vanish_but_for_those_another_plan_counts_on(canteen, potato):
    plan = make_plan(canteen, MONDAY)
    lone, shared = make_proposal(plan, potato), make_proposal(plan, potato)
    count_on(make_plan(canteen, TUESDAY), shared)
    assert counted(canteen, MONDAY) == {shared.id}
    Plan.objects.filter(id=plan.id).update(status=PlanStatus.SUPERSEDED)
    awaited.vanish(plan, at=AT)
    lone.refresh_from_db()
    shared.refresh_from_db()
    assert (lone.cancelled_at, shared.cancelled_at) == (AT, None)
