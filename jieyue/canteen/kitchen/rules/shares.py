"""Which batch holds how much of which lot: what a meal drew, shared out by the recipes.

A kitchen draws for a whole meal and cooks several dishes of it. Of each lot, a batch is given
the part that its portions need of the ingredient, so that a recall finds every batch a lot may
have gone into. The parts of a lot sum exactly to what was issued less what came back, and do
not depend on the order in which slips and batches arrived.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

GRAIN = Decimal("0.001")  # of the base unit, as quantities are stored


@dataclass(frozen=True, kw_only=True)
class Pot:
    """A batch: its dish, which turn of it, portions, and raw quantity per portion by ingredient."""

    batch_id: int
    dish_id: int
    sequence: int
    portions: int
    raw: Mapping[int, Decimal]

    def weight(self, ingredient_id: int) -> Fraction:
        return self.portions * Fraction(self.raw.get(ingredient_id, 0))


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A movement of one lot for the meal, in its base unit: issued is positive, back negative."""

    lot_id: int
    ingredient_id: int
    quantity: Decimal


def share_out(drawn: Iterable[Drawn], pots: Sequence[Pot]) -> dict[tuple[int, int], Decimal]:
    """Quantity by (batch id, lot id), sorted; empty without batches.

    What no recipe of the meal names, such as oil by the bottle, is taken to be in every batch,
    by portions. A batch that needs a lot's ingredient is named even if its part rounds to 0.
    """
    shared: dict[tuple[int, int], Decimal] = {}
    ordered = sorted(pots, key=lambda pot: (pot.dish_id, pot.sequence))
    for (lot_id, ingredient_id), quantity in sorted(_net(drawn).items()):
        weights = [pot.weight(ingredient_id) for pot in ordered]
        if not any(weights):
            weights = [Fraction(pot.portions) for pot in ordered]
        if quantity <= 0 or not any(weights):
            continue
        parts = _parts(quantity, weights)
        for pot, weight, part in zip(ordered, weights, parts, strict=True):
            if weight:
                shared[pot.batch_id, lot_id] = part
    return dict(sorted(shared.items()))


def _net(drawn: Iterable[Drawn]) -> dict[tuple[int, int], Decimal]:
    net: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for movement in drawn:
        net[movement.lot_id, movement.ingredient_id] += movement.quantity
    return net


def _parts(quantity: Decimal, weights: Sequence[Fraction]) -> list[Decimal]:
    """Parts by weight whose sum is `quantity`: the largest remainders take the last grains."""
    grains, total = int(quantity / GRAIN), sum(weights)
    exact = [grains * weight / total for weight in weights]
    whole = [int(part) for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda n: (whole[n] - exact[n], n))
    for place in by_remainder[: grains - sum(whole)]:
        whole[place] += 1
    return [part * GRAIN for part in whole]
