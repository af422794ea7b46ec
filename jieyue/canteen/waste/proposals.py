"""What leftovers ask of recipes: reckoned by night, taken in only by a person."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from jieyue.canteen.kitchen.models import ProductionBatch
from jieyue.canteen.menus.actions import set_recipe
from jieyue.canteen.menus.facts import DishSet
from jieyue.canteen.menus.models import Dish, ServedCount
from jieyue.canteen.menus.queries import recipes_of
from jieyue.canteen.menus.rules.recipes import RecipeLine, Weighed
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.waste import parameters as own
from jieyue.canteen.waste.facts import ProposalDecided, RecipeProposed
from jieyue.canteen.waste.models import (
    Leftover,
    LeftoverFate,
    ProposalStatus,
    RecipeProposal,
    WasteStage,
    WasteWeighing,
)
from jieyue.canteen.waste.refusals import DishHasChanged, ProposalDecidedAlready, ReasonMissing
from jieyue.canteen.waste.rules.portions import Caution, DishDay, Estimate, estimate
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor, system
from jieyue.kit.parameters import Values

MealOfDish = tuple[int, int, date, str]  # dish, canteen, day, meal
GRAM = Decimal("0.001")


def nightly(*, site_id: int, at: datetime) -> None:
    """Reckon anew what the leftovers ask of each dish."""
    reckon(site_id=site_id, actor=system("canteen.waste.nightly", site_id=site_id), at=at)


@transaction.atomic
def reckon(*, site_id: int, actor: Actor, at: datetime) -> int:
    """Propose changes of portions and yields, in place of older open proposals; returns how many.

    Raises NotAllowed.
    """
    actor.require(CanteenPermission.MENUS_EDIT)
    today = timezone.localdate(at)
    values = parameters.read(site_id=site_id, on=today)
    first = today - timedelta(days=values.integer(own.PORTION_DAYS))
    days = dish_days(site_id=site_id, first=first, last=today)
    dishes = Dish.objects.filter(site_id=site_id, id__in=days, portion_g__gt=0)
    caution = _caution(values)
    made = 0
    for dish in dishes.select_for_update(no_key=True).order_by("id"):
        assert dish.portion_g is not None  # filtered above
        found = estimate(days[dish.id], portion_g=dish.portion_g, caution=caution)
        made += _propose(dish, found, used=values.used, actor=actor, at=at)
    return made


@transaction.atomic
def accept(*, proposal_id: int, actor: Actor, at: datetime) -> None:
    """Take a proposal into the dish and its recipe. Raises NotAllowed,
    RecipeProposal.DoesNotExist, ProposalDecidedAlready, DishHasChanged."""
    actor.require(CanteenPermission.MENUS_EDIT)
    proposal = _open(proposal_id, actor)
    dish = Dish.objects.select_for_update(no_key=True).get(id=proposal.dish_id)
    if proposal.old_portion_g != dish.portion_g:
        raise DishHasChanged(was_g=proposal.old_portion_g, is_g=dish.portion_g)
    recipe = recipes_of(dish_ids=[dish.id])[dish.id]
    if recipe.lines:
        lines = [_changed(line, proposal) for line in recipe.lines]
        set_recipe(dish_id=dish.id, portions=recipe.portions, lines=lines, actor=actor, at=at)
    if proposal.portion_g is not None:
        Dish.objects.filter(id=dish.id).update(portion_g=proposal.portion_g)
        old, new = {"portion_g": str(dish.portion_g)}, {"portion_g": str(proposal.portion_g)}
        journal.record(DishSet(code=dish.code, old=old, new=new), actor=actor, at=at)
    _decide(proposal, ProposalStatus.ACCEPTED, "", dish=dish, actor=actor, at=at)


@transaction.atomic
def refuse(*, proposal_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Leave the dish as it is. Raises NotAllowed, ReasonMissing, RecipeProposal.DoesNotExist,
    ProposalDecidedAlready."""
    actor.require(CanteenPermission.MENUS_EDIT)
    if not reason.strip():
        raise ReasonMissing
    proposal = _open(proposal_id, actor)
    _decide(
        proposal, ProposalStatus.REFUSED, reason.strip(), dish=proposal.dish, actor=actor, at=at
    )


def dish_days(
    *, site_id: int, first: date, last: date, dish_ids: Iterable[int] | None = None
) -> dict[int, list[DishDay]]:
    """Meals of [first, last] whose pots were weighed and portions counted, by dish.

    Four queries, whatever the days.
    """
    span = {"site_id": site_id, "day__range": (first, last)}
    if dish_ids is not None:
        span["dish_id__in"] = list(dish_ids)
    key = ("dish_id", "canteen_id", "day", "meal")
    batches = ProductionBatch.objects.filter(cooked_kg__isnull=False, **span).order_by()
    cooked = {
        tuple(row[:4]): row[4:]
        for row in batches.values_list(*key).annotate(Sum("cooked_kg"), Sum("portions"))
    }
    counted = ServedCount.objects.filter(**span, sold_out=False).order_by()
    taken = {tuple(row[:4]): row[4] for row in counted.values_list(*key, "taken")}
    back = _came_back(span, key)
    found: dict[int, list[DishDay]] = defaultdict(list)
    for meal, (cooked_kg, portions) in sorted(cooked.items()):
        if meal in taken:
            unserved_kg, plate_kg = back[meal]
            day = DishDay(
                cooked_kg=cooked_kg,
                planned_portions=portions,
                taken=taken[meal],
                unserved_kg=unserved_kg,
                plate_kg=plate_kg,
            )
            found[meal[0]].append(day)
    return dict(found)


def _came_back(
    span: dict[str, object], key: tuple[str, ...]
) -> dict[tuple[object, ...], tuple[Decimal, Decimal]]:
    """What was not served, and what was left on plates, in kg, by meal of a dish."""
    nothing = Decimal(0)
    unserved: dict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    plate: dict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    weighings = WasteWeighing.objects.filter(corrected_by=None, dish__isnull=False, **span).exclude(
        leftover__fate=LeftoverFate.KEPT  # counted below, at the meal it was left from
    )
    net = (
        weighings.order_by()
        .values_list(*key, "stage")
        .annotate(kg=Sum(F("gross_kg") - F("tare_kg")))
    )
    for *meal, stage, mass_kg in net:
        if stage == WasteStage.UNSERVED:
            unserved[tuple(meal)] += mass_kg
        elif stage == WasteStage.PLATE:
            plate[tuple(meal)] += mass_kg
    kept = Leftover.objects.filter(
        dish__isnull=False, fate__in=(LeftoverFate.KEPT, LeftoverFate.STAFF_MEAL), **span
    )
    for *meal, mass_kg in kept.order_by().values_list(*key).annotate(Sum("mass_kg")):
        unserved[tuple(meal)] += mass_kg
    found: dict[tuple[object, ...], tuple[Decimal, Decimal]] = defaultdict(
        lambda: (nothing, nothing)
    )
    for meal_key in unserved.keys() | plate.keys():
        found[meal_key] = (unserved[meal_key], plate[meal_key])
    return found


def _caution(values: Values) -> Caution:
    return Caution(
        shrink_days=values.decimal(own.PORTION_SHRINK_DAYS),
        least_days=values.integer(own.LEAST_DAYS),
        least_change=values.decimal(own.LEAST_CHANGE_PCT) / 100,
        most_change=values.decimal(own.MOST_CHANGE_PCT) / 100,
    )


def _propose(
    dish: Dish, found: Estimate | None, *, used: dict[str, int], actor: Actor, at: datetime
) -> int:
    """Put the newest proposal in the place of an open one; 1 if there is one to make."""
    RecipeProposal.objects.filter(dish=dish, status=ProposalStatus.OPEN).delete()
    if found is None or (found.portion_g in (None, dish.portion_g) and found.yield_factor is None):
        return 0
    RecipeProposal.objects.create(
        site_id=dish.site_id,
        dish=dish,
        old_portion_g=dish.portion_g,
        portion_g=found.portion_g if found.portion_g != dish.portion_g else None,
        yield_factor=found.yield_factor,
        days=found.days,
        figures={"served_g": str(found.served_g), "eaten_g": str(found.eaten_g)},
        parameters_used=used,
        made_at=at,
    )
    fact = RecipeProposed(
        dish=dish.code,
        portion_g=found.portion_g,
        yield_factor=found.yield_factor,
        days=found.days,
    )
    journal.record(fact, actor=actor, at=at)
    return 1


def _changed(line: RecipeLine, proposal: RecipeProposal) -> RecipeLine:
    """The line for the new portion; a pot that yields more needs less of it."""
    quantity, cook_yield = line.quantity, line.cook_yield
    if proposal.portion_g is not None and proposal.old_portion_g:
        quantity = quantity * proposal.portion_g / proposal.old_portion_g
    if proposal.yield_factor is not None:
        if line.weighed is Weighed.COOKED:
            cook_yield = cook_yield * proposal.yield_factor
        else:
            quantity = quantity / proposal.yield_factor
    return replace(
        line, quantity=max(quantity.quantize(GRAM), GRAM), cook_yield=cook_yield.quantize(GRAM)
    )


def _open(proposal_id: int, actor: Actor) -> RecipeProposal:
    rows = RecipeProposal.objects.visible_to(actor).select_related("dish")
    proposal: RecipeProposal = rows.select_for_update(of=("self",)).get(id=proposal_id)
    if proposal.decided_at is not None:
        raise ProposalDecidedAlready(decided_by=proposal.decided_by, decided_at=proposal.decided_at)
    return proposal


def _decide(
    proposal: RecipeProposal,
    status: ProposalStatus,
    reason: str,
    *,
    dish: Dish,
    actor: Actor,
    at: datetime,
) -> None:
    proposal.status, proposal.reason = status, reason
    proposal.decided_at, proposal.decided_by = at, actor.name
    proposal.save(update_fields=["status", "reason", "decided_at", "decided_by"])
    fact = ProposalDecided(dish=dish.code, status=status, reason=reason)
    journal.record(fact, actor=actor, at=at)
