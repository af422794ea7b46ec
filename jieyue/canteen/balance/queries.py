"""One day's mass balance of a canteen: from the store to the pot, and from the pot to the plate."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Sum

from jieyue.canteen.balance import flows, rules
from jieyue.canteen.balance import parameters as own
from jieyue.canteen.balance.flows import CAME_IN, DRAWN, LOST, Moved, Pot, Trimmed
from jieyue.canteen.balance.rules import Errors, GroupBalance, Measured, Serving, Terms
from jieyue.canteen.diners.models import Attendance, Canteen
from jieyue.canteen.kitchen.models import ProductionBatch
from jieyue.canteen.menus.models import ServedCount
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.stock.models import MovementKind
from jieyue.canteen.waste.models import Leftover, LeftoverFate, WasteStage, WasteWeighing
from jieyue.kit import parameters
from jieyue.kit.actor import Actor
from jieyue.kit.money import yuan
from jieyue.kit.parameters import Values

NOTHING = Decimal(0)
GRAM = Decimal("0.001")


@dataclass(frozen=True, kw_only=True)
class GroupDay:
    """One group's balance with what a kilogram of it cost as bought (None: nothing was drawn).

    trimmings_weighed: False when they are estimated from the net yields.
    """

    balance: GroupBalance
    yuan_per_kg: Decimal | None
    trimmings_weighed: bool
    must_be_checked: bool

    @property
    def unexplained_yuan(self) -> Decimal:
        return yuan(self.balance.unexplained_kg * (self.yuan_per_kg or NOTHING))


@dataclass(frozen=True, kw_only=True)
class DayBalance:
    """A day of a canteen. diners: None when nobody counted them.

    sigma_kg: standard error of the whole. unweighable: ingredients cooked that have no mass.
    """

    canteen_id: int
    day: date
    groups: tuple[GroupDay, ...]
    serving: Serving
    diners: int | None
    unweighable: tuple[str, ...]
    without_recipe: tuple[str, ...]
    parameters_used: Mapping[str, int]

    @property
    def terms(self) -> Terms:
        """The sums over all groups."""
        columns = zip(*(vars(row.balance.terms).values() for row in self.groups), strict=True)
        names = list(Terms.__dataclass_fields__)
        return Terms(**dict(zip(names, (sum(column, NOTHING) for column in columns), strict=False)))

    @property
    def sigma_kg(self) -> Decimal:
        return rules.quadrature_root(row.balance.sigma_kg**2 for row in self.groups)

    @property
    def unexplained_yuan(self) -> Decimal:
        return sum((row.unexplained_yuan for row in self.groups), NOTHING)

    @property
    def is_empty(self) -> bool:
        return not self.groups and self.serving.cooked_kg == 0


def day_balance(actor: Actor, *, canteen_id: int, day: date) -> DayBalance:
    """Raises NotAllowed, Canteen.DoesNotExist."""
    actor.require(CanteenPermission.BALANCE_READ)
    canteen = Canteen.objects.visible_to(actor).get(id=canteen_id)
    return reckon(canteen_id=canteen.id, site_id=canteen.site_id, day=day)


def reckon(*, canteen_id: int, site_id: int, day: date) -> DayBalance:
    """The same for a part of the system. At most twenty queries, whatever the day."""
    values = parameters.read(site_id=site_id, on=day)
    known = flows.foods(site_id=site_id)
    moved = flows.moved(canteen_id=canteen_id, site_id=site_id, day=day, known=known)
    pots = flows.pot(canteen_id=canteen_id, site_id=site_id, day=day, known=known)
    trimmed = flows.trimmed(canteen_id=canteen_id, day=day, known=known, pots=pots)
    kept = flows.kept(canteen_id=canteen_id, day=day, known=known)
    return DayBalance(
        canteen_id=canteen_id,
        day=day,
        groups=tuple(_groups(day, moved, pots, trimmed, kept, values)),
        serving=_serving(canteen_id, day, values),
        diners=_diners(canteen_id, day),
        unweighable=tuple(flows.unweighable(known, pots.ingredients)),
        without_recipe=tuple(sorted(pots.without_recipe)),
        parameters_used=dict(values.used),
    )


def _groups(
    day: date,
    moved: Sequence[Moved],
    pots: Pot,
    trimmed: Sequence[Trimmed],
    kept: Mapping[str, Decimal],
    values: Values,
) -> list[GroupDay]:
    errors, from_sigmas = _errors(values), values.decimal(own.CHECK_SIGMAS)
    weighed, scales = _weighed_trimmings(trimmed, pots)
    by_group: dict[str, list[Moved]] = defaultdict(list)
    for row in moved:
        by_group[row.group].append(row)
    found = []
    for group in sorted(by_group.keys() | pots.by_dish.keys() | weighed.keys() | kept.keys()):
        rows, dishes = by_group[group], pots.by_dish.get(group, {})
        is_weighed = group in weighed
        expected = pots.trimmings.get(group, NOTHING)
        terms = Terms(
            **_store(day, rows),
            cooked_kg=sum(dishes.values(), NOTHING),
            trimmings_kg=weighed.get(group, expected),
            in_kitchen_kg=kept.get(group, NOTHING),
        )
        measured = Measured(
            issues=[row.mass_kg for row in rows if row.kind in DRAWN and row.for_day == day],
            counts=[row.mass_kg for row in rows if row.kind == MovementKind.ADJUSTMENT],
            dishes=list(dishes.values()),
            scales=scales.get(group, ()),
            estimated_kg=NOTHING if is_weighed else expected,
        )
        balance = GroupBalance(group=group, terms=terms, sigma_kg=rules.sigma_kg(measured, errors))
        found.append(
            GroupDay(
                balance=balance,
                yuan_per_kg=_price(rows),
                trimmings_weighed=is_weighed,
                must_be_checked=_is_off(balance, from_sigmas),
            )
        )
    return found


def _is_off(balance: GroupBalance, from_sigmas: Decimal) -> bool:
    """Rounding of stored grams is no gap."""
    off = balance.must_be_checked(from_sigmas=from_sigmas)
    return off and abs(balance.unexplained_kg) >= GRAM


def _store(day: date, rows: Sequence[Moved]) -> dict[str, Decimal]:
    """Terms that come from the store's movements."""
    today = [row for row in rows if row.on == day]

    def total(*kinds: str) -> Decimal:
        return sum((row.mass_kg for row in today if row.kind in kinds), NOTHING)

    ahead = [row for row in rows if row.kind in DRAWN and (row.on == day) != (row.for_day == day)]
    return {
        "received_kg": total(*CAME_IN),
        "store_change_kg": sum((row.mass_kg for row in today), NOTHING),
        "supplier_return_kg": -total(MovementKind.SUPPLIER_RETURN),
        "spoiled_kg": -total(*LOST),
        "drawn_ahead_kg": sum(
            (-row.mass_kg if row.on == day else row.mass_kg for row in ahead), NOTHING
        ),
    }


def _weighed_trimmings(
    trimmed: Sequence[Trimmed], pots: Pot
) -> tuple[dict[str, Decimal], dict[str, list[Decimal]]]:
    """Trimmings by group, those that name none shared by what was expected; and their errors."""
    by_group: dict[str, Decimal] = defaultdict(Decimal)
    scales: dict[str, list[Decimal]] = defaultdict(list)
    for row in trimmed:
        expected = {group: pots.trimmings.get(group, NOTHING) for group in row.groups}
        if len(row.groups) == 1:
            expected = dict.fromkeys(row.groups, Decimal(1))
        for group, mass_kg in rules.shared(row.net_kg, expected).items():
            by_group[group] += mass_kg
            scales[group].append(row.error_kg)
    return by_group, scales


def _price(rows: Sequence[Moved]) -> Decimal | None:
    """Yuan for a kilogram as drawn on the day, or as received where nothing was drawn."""
    for kinds in (DRAWN, CAME_IN):
        some = [row for row in rows if row.kind in kinds]
        mass_kg = sum((row.mass_kg for row in some), NOTHING)
        if mass_kg:
            return sum((row.amount_yuan for row in some), NOTHING) / mass_kg
    return None


def _serving(canteen_id: int, day: date, values: Values) -> Serving:
    """From the pots to the plates. Four queries."""
    recipe_share = values.decimal(own.RECIPE_ERROR_PCT) / 100
    serving_share = values.decimal(own.SERVING_ERROR_PCT) / 100
    scale_kg = values.decimal(own.ISSUE_ERROR_KG)
    cooked, variances = NOTHING, []
    batches = ProductionBatch.objects.filter(canteen_id=canteen_id, day=day).order_by()
    for mass_kg, portions, portion_g in batches.values_list(
        "cooked_kg", "portions", "dish__portion_g"
    ):
        kg = mass_kg if mass_kg is not None else Decimal(portions * (portion_g or 0)) / 1000
        cooked += kg
        variances.append(scale_kg**2 if mass_kg is not None else (recipe_share * kg) ** 2)
    counts = ServedCount.objects.filter(canteen_id=canteen_id, day=day).order_by()
    served = NOTHING
    for taken, portion_g in counts.values_list("taken", "dish__portion_g"):
        kg = Decimal(taken * (portion_g or 0)) / 1000
        served += kg
        variances.append((serving_share * kg) ** 2)
    back: dict[str, Decimal] = defaultdict(Decimal)
    weighings = WasteWeighing.objects.filter(
        canteen_id=canteen_id, day=day, corrected_by=None, ingredient=None
    ).exclude(leftover__fate=LeftoverFate.KEPT)
    net = F("gross_kg") - F("tare_kg")
    for stage, kg, error_kg in weighings.order_by().values_list("stage", net, "scale_error_kg"):
        back[stage] += kg
        if stage == WasteStage.UNSERVED:
            variances.append(error_kg**2)
    kept = Leftover.objects.filter(canteen_id=canteen_id, day=day, dish__isnull=False).exclude(
        fate=LeftoverFate.DISCARDED
    )
    return Serving(
        cooked_kg=cooked,
        served_kg=served,
        unserved_kg=back[WasteStage.UNSERVED],
        kept_kg=kept.aggregate(kg=Sum("mass_kg"))["kg"] or NOTHING,
        plate_kg=back[WasteStage.PLATE],
        sigma_kg=rules.quadrature_root(variances),
    )


def _diners(canteen_id: int, day: date) -> int | None:
    rows = Attendance.objects.filter(canteen_id=canteen_id, day=day)
    served: int | None = rows.aggregate(n=Sum("served"))["n"]
    return served


def _errors(values: Values) -> Errors:
    return Errors(
        issue_kg=values.decimal(own.ISSUE_ERROR_KG),
        issue_share=values.decimal(own.ISSUE_ERROR_PCT) / 100,
        count_share=values.decimal(own.COUNT_ERROR_PCT) / 100,
        recipe_share=values.decimal(own.RECIPE_ERROR_PCT) / 100,
        trimming_share=values.decimal(own.TRIMMING_ERROR_PCT) / 100,
    )
