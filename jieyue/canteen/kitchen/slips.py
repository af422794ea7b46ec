"""Issue slips as drafts: drawn up from the plan or by hand, proposed anew, cancelled."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.kitchen import facts, proposing, refusals
from jieyue.canteen.kitchen.locking import locked_canteen, locked_draft, named
from jieyue.canteen.kitchen.models import IssueLine, IssueSlip, SlipStatus
from jieyue.canteen.kitchen.proposing import Proposed, Wanted
from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import journal, numbers
from jieyue.kit.actor import Actor


@dataclass(frozen=True, kw_only=True)
class MealOf:
    """The meal a slip draws for."""

    canteen_id: int
    day: date
    meal: str


@transaction.atomic
def draw_up(*, meal: MealOf, whole: bool, actor: Actor, at: datetime) -> IssueSlip:
    """A draft of what the plan in force still needs for the meal, first expired first.

    whole: for all planned portions at once; else for the first batch and what was released of
    the second, so that a second slip follows the second batch. What the store has not got stands
    on a line without a lot. Raises NotAllowed, Canteen.DoesNotExist, NoPlan, NothingToDraw.
    """
    actor.require(CanteenPermission.KITCHEN_COOK)
    canteen = locked_canteen(meal.canteen_id, actor)
    planned = proposing.plan_meal(canteen_id=canteen.id, day=meal.day, meal=meal.meal)
    wanted = proposing.still_needed(planned, whole=whole)
    if not wanted:
        raise refusals.NothingToDraw(plan_number=planned.plan.number)
    return _drafted(meal, canteen, wanted, plan=planned.plan.number, reason="", actor=actor, at=at)


@transaction.atomic
def draw_up_by_hand(
    *, meal: MealOf, goods: Sequence[Wanted], reason: str, actor: Actor, at: datetime
) -> IssueSlip:
    """A draft of goods no plan asks for, with the reason.

    Raises NotAllowed, Canteen.DoesNotExist, ReasonMissing, NothingToIssue, BadQuantity,
    UnknownIngredient.
    """
    actor.require(CanteenPermission.KITCHEN_COOK)
    canteen = locked_canteen(meal.canteen_id, actor)
    if not reason.strip():
        raise refusals.ReasonMissing
    if not goods:
        raise refusals.NothingToIssue
    known = Ingredient.objects.filter(site_id=canteen.site_id, is_active=True)
    ids = set(known.filter(id__in=[g.ingredient_id for g in goods]).values_list("id", flat=True))
    totals: dict[int, Decimal] = defaultdict(Decimal)
    for each in goods:
        if each.ingredient_id not in ids:
            raise refusals.UnknownIngredient(each.ingredient_id)
        if each.quantity <= 0:
            raise refusals.BadQuantity(each.quantity)
        totals[each.ingredient_id] += each.quantity
    wanted = [Wanted(ingredient_id=i, quantity=quantity) for i, quantity in totals.items()]
    return _drafted(meal, canteen, wanted, plan="", reason=reason.strip(), actor=actor, at=at)


@transaction.atomic
def propose_anew(*, number: str, actor: Actor, at: datetime) -> None:
    """Choose a draft's lots again from what is in the store now; quantities stay.

    Raises NotAllowed, IssueSlip.DoesNotExist, SlipIssued, SlipCancelled.
    """
    if not actor.may(CanteenPermission.KITCHEN_COOK):
        actor.require(CanteenPermission.STOCK_MOVE)
    slip = locked_draft(number, actor)
    totals: dict[int, Decimal] = defaultdict(Decimal)
    for ingredient_id, quantity in slip.lines.values_list("ingredient_id", "quantity"):
        totals[ingredient_id] += quantity
    wanted = [Wanted(ingredient_id=i, quantity=quantity) for i, quantity in totals.items()]
    today = timezone.localdate(at)
    found = proposing.propose(wanted, canteen_id=slip.canteen_id, on=today, but_for=slip.id)
    slip.lines.all().delete()
    _add_lines(slip, found)


@transaction.atomic
def cancel(*, number: str, actor: Actor, at: datetime) -> None:
    """Take a draft back. Raises NotAllowed, IssueSlip.DoesNotExist, SlipIssued, SlipCancelled."""
    actor.require(CanteenPermission.KITCHEN_COOK)
    slip = locked_draft(number, actor)
    slip.status = SlipStatus.CANCELLED
    slip.issued_by, slip.issued_at = actor.name, at
    slip.save(update_fields=["status", "issued_by", "issued_at"])
    journal.record(facts.SlipCancelled(**named(slip)), actor=actor, at=at)


def _drafted(
    meal: MealOf,
    canteen: Canteen,
    wanted: Sequence[Wanted],
    *,
    plan: str,
    reason: str,
    actor: Actor,
    at: datetime,
) -> IssueSlip:
    found = proposing.propose(wanted, canteen_id=canteen.id, on=timezone.localdate(at))
    slip = IssueSlip.objects.create(
        site_id=canteen.site_id,
        number=numbers.take("LL", site_id=canteen.site_id, at=at),
        canteen=canteen,
        day=meal.day,
        meal=meal.meal,
        plan_number=plan,
        reason=reason[:200],
        made_by=actor.name,
        made_at=at,
    )
    lines = _add_lines(slip, found)
    fact = facts.SlipDrawnUp(**named(slip), plan_number=plan, reason=reason[:200], lines=lines)
    journal.record(fact, actor=actor, at=at)
    return slip


def _add_lines(slip: IssueSlip, found: Iterable[Proposed]) -> int:
    """Lines for every draw, and one without a lot for what is missing; returns how many."""
    lines = []
    for each in found:
        parts: list[tuple[int | None, Decimal]] = [(d.lot_id, d.quantity) for d in each.draws]
        if each.missing > 0:
            parts.append((None, each.missing))
        lines += [
            IssueLine(
                site_id=slip.site_id,
                slip=slip,
                ingredient_id=each.ingredient_id,
                lot_id=lot_id,
                quantity=quantity,
            )
            for lot_id, quantity in parts
        ]
    IssueLine.objects.bulk_create(lines)
    return len(lines)
