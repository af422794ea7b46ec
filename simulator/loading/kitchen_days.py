"""What the kitchen does with a confirmed plan: goods arrive, are cooked, and leave the store."""

import math
from datetime import date, time, timedelta
from decimal import Decimal

from django.db.models import F, Sum

from jieyue.canteen.menus.models import ServedCount
from jieyue.canteen.planning import actions as planning
from jieyue.canteen.planning.models import Plan, PlanDish, PlanNeed, PlanStatus
from jieyue.canteen.purchasing.models import OnOrder
from jieyue.canteen.stock import movements
from jieyue.canteen.stock import queries as stock
from jieyue.canteen.stock.models import StockLot
from jieyue.canteen.suppliers.models import SupplyTerms
from jieyue.kit.money import line_amount
from simulator.loading.food import KEPT_IN_STORE_DAYS
from simulator.loading.loop import hands
from simulator.loading.stage import Stage, moment

CONFIRMED_AT = time(20, 0)
DAYS_BEFORE = 2  # so that breakfast's goods come on the eve
RECEIVED_AT, CLEARED_AT, ISSUED_AT, RESTOCKED_AT = time(6, 40), time(8), time(8, 40), time(15)
WEEKS_IN_STORE = 3
RESTOCKED_ON = (2, 5)  # Tuesdays and Fridays
RELEASED_AT = {"breakfast": time(8, 10), "lunch": time(12, 15), "dinner": time(18, 10)}


def plan_and_confirm(stage: Stage, canteen_id: int, day: date) -> None:
    """The manager plans a day two evenings before it and confirms what the screen shows."""
    at = moment(day - timedelta(days=DAYS_BEFORE), CONFIRMED_AT)
    ids = planning.draft(canteen_id=canteen_id, first_on=day, days=1, actor=stage.actor, at=at)
    for plan in Plan.objects.filter(id__in=ids, status=PlanStatus.DRAFT):
        if plan.meals.exists():
            planning.confirm(
                number=plan.number, seen_revision=plan.revision, actor=stage.actor, at=at
            )


def cook(stage: Stage, canteen_id: int, day: date) -> None:
    """What is due arrives, what expired goes, and what the plan needs leaves the store."""
    _receive(stage, canteen_id, day)
    _clear(stage, canteen_id, day)
    for ingredient_id, needed in _used(canteen_id, first=day, last=day).items():
        for draw in stock.propose(
            canteen_id=canteen_id, ingredient_id=ingredient_id, quantity=needed, on=day
        ):
            movements.issue(
                lot_id=draw.lot_id,
                quantity=draw.quantity,
                actor=stage.actor,
                at=moment(day, ISSUED_AT),
            )


def _clear(stage: Stage, canteen_id: int, day: date) -> None:
    witness = hands(stage.site_id)["safety"].person_id
    expired = StockLot.objects.filter(
        canteen_id=canteen_id, expires_on__lt=day, quantity__gt=0
    ).values_list("id", "quantity")
    for lot_id, left in list(expired):
        movements.spoil(
            lot_id=lot_id,
            quantity=left,
            reason="过期清理",
            witness_person_id=witness,
            actor=stage.actor,
            at=moment(day, CLEARED_AT),
        )


def release(stage: Stage, canteen_id: int, day: date) -> None:
    """The kitchen cooks of each second batch what the guests asked for beyond the first."""
    taken = {
        (meal, dish_id): portions
        for meal, dish_id, portions in ServedCount.objects.filter(
            canteen_id=canteen_id, day=day
        ).values_list("meal", "dish_id", "taken")
    }
    dishes = PlanDish.objects.filter(
        plan_meal__plan__canteen_id=canteen_id,
        plan_meal__plan__day=day,
        plan_meal__plan__status=PlanStatus.CONFIRMED,
        second__gt=0,
        released=None,
    ).select_related("plan_meal")
    for dish in dishes:
        wanted = taken.get((dish.plan_meal.meal, dish.dish_id), 0) - dish.first
        planning.release_second_batch(
            plan_dish_id=dish.id,
            portions=max(0, min(wanted, dish.second)),
            actor=stage.actor,
            at=moment(day, RELEASED_AT[dish.plan_meal.meal]),
        )


def restock(stage: Stage, canteen_id: int, day: date) -> None:
    """The storekeeper fills the store with what keeps, by what last week took."""
    used = _used(canteen_id, first=day - timedelta(days=6), last=day)
    held = dict(
        StockLot.objects.filter(canteen_id=canteen_id, ingredient_id__in=used)
        .values_list("ingredient_id")
        .annotate(Sum("quantity"))
    )
    terms = SupplyTerms.objects.filter(
        ingredient_id__in=used, ingredient__shelf_life_days__gte=KEPT_IN_STORE_DAYS
    ).select_related("ingredient")
    for term in terms:
        short = used[term.ingredient_id] * WEEKS_IN_STORE - held.get(term.ingredient_id, Decimal(0))
        if short > 0:
            packs = math.ceil(short / term.pack_quantity)
            movements.receive(
                canteen_id=canteen_id,
                ingredient_id=term.ingredient_id,
                quantity=packs * term.pack_quantity,
                amount_yuan=packs * term.price_yuan,
                supplier_id=term.supplier_id,
                expires_on=day + timedelta(days=term.ingredient.shelf_life_days or 0),
                actor=stage.actor,
                at=moment(day, RESTOCKED_AT),
            )


def _used(canteen_id: int, *, first: date, last: date) -> dict[int, Decimal]:
    """What confirmed plans needed on [first, last], by ingredient in its base unit."""
    needs = PlanNeed.objects.filter(
        plan_meal__plan__canteen_id=canteen_id,
        plan_meal__plan__day__range=(first, last),
        plan_meal__plan__status=PlanStatus.CONFIRMED,
    )
    return dict(needs.values_list("ingredient_id").annotate(Sum("needed")))


def _receive(stage: Stage, canteen_id: int, day: date) -> None:
    due = list(OnOrder.objects.filter(canteen_id=canteen_id, received_at=None, arrives_on__lte=day))
    price = {
        (term.supplier_id, term.ingredient_id): term.price_yuan / term.pack_quantity
        for term in SupplyTerms.objects.filter(site_id=stage.site_id)
    }
    for order in due:
        assert order.supplier_id is not None  # a plan names one
        movements.receive(
            canteen_id=canteen_id,
            ingredient_id=order.ingredient_id,
            quantity=order.quantity,
            amount_yuan=line_amount(order.quantity, price[order.supplier_id, order.ingredient_id]),
            supplier_id=order.supplier_id,
            expires_on=order.expires_on,
            actor=stage.actor,
            at=moment(order.arrives_on, RECEIVED_AT),
        )
    OnOrder.objects.filter(id__in=[order.id for order in due]).update(
        received_at=moment(day, RECEIVED_AT), received_quantity=F("quantity")
    )


def draft_ahead(stage: Stage, canteen_id: int) -> None:
    """Drafts from tomorrow on, for the manager to look at and confirm."""
    planning.draft(
        canteen_id=canteen_id,
        first_on=stage.today + timedelta(days=1),
        actor=stage.actor,
        at=stage.at,
    )
