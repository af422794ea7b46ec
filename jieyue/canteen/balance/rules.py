"""物料平衡: what went in less what came out, with the error of every weighing. Pure.

    received - change of the store - cooked - trimmings - spoiled = unexplained

All masses are kilograms as bought. What was drawn for another day's meals, sent back to the
supplier, or stands uncooked in the kitchen is accounted for too, so none of it is unexplained.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The day of one group. in_kitchen_kg: kept uncooked today less used up of earlier days."""

    received_kg: Decimal = NOTHING
    store_change_kg: Decimal = NOTHING
    drawn_ahead_kg: Decimal = NOTHING
    supplier_return_kg: Decimal = NOTHING
    spoiled_kg: Decimal = NOTHING
    cooked_kg: Decimal = NOTHING
    trimmings_kg: Decimal = NOTHING
    in_kitchen_kg: Decimal = NOTHING

    @property
    def used_kg(self) -> Decimal:
        """What left the store for this day's meals, and what a stocktake found gone."""
        gone = self.received_kg - self.store_change_kg - self.spoiled_kg - self.supplier_return_kg
        return gone - self.drawn_ahead_kg

    @property
    def unexplained_kg(self) -> Decimal:
        return self.used_kg - self.cooked_kg - self.trimmings_kg - self.in_kitchen_kg


@dataclass(frozen=True, kw_only=True)
class Errors:
    """Standard errors: shares of 1, and kg for one weighing in the store."""

    issue_kg: Decimal
    issue_share: Decimal
    count_share: Decimal
    recipe_share: Decimal
    trimming_share: Decimal


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What the terms of a group were measured by, in kg.

    issues, counts: each weighing in the store. dishes: what each dish took by its recipe.
    scales: the standard error of each other weighing. estimated: trimmings nobody weighed.
    """

    issues: Sequence[Decimal] = ()
    counts: Sequence[Decimal] = ()
    dishes: Sequence[Decimal] = ()
    scales: Sequence[Decimal] = ()
    estimated_kg: Decimal = NOTHING


@dataclass(frozen=True, kw_only=True)
class GroupBalance:
    """One group's day. sigma_kg: standard error of what is unexplained."""

    group: str
    terms: Terms
    sigma_kg: Decimal

    @property
    def unexplained_kg(self) -> Decimal:
        return self.terms.unexplained_kg

    @property
    def sigmas(self) -> Decimal | None:
        """The gap in standard errors; None where nothing was measured."""
        return self.unexplained_kg / self.sigma_kg if self.sigma_kg else None

    def must_be_checked(self, *, from_sigmas: Decimal) -> bool:
        """Whether the gap is more than measuring explains. A gap of 0 never is."""
        return abs(self.unexplained_kg) > from_sigmas * self.sigma_kg


def sigma_kg(measured: Measured, errors: Errors) -> Decimal:
    """The measurements' errors are independent, so they add in quadrature."""
    own = errors.issue_kg**2
    parts = [
        *(own + (errors.issue_share * kg) ** 2 for kg in measured.issues),
        *(own + (errors.count_share * kg) ** 2 for kg in measured.counts),
        *((errors.recipe_share * kg) ** 2 for kg in measured.dishes),
        *(error**2 for error in measured.scales),
        (errors.trimming_share * measured.estimated_kg) ** 2,
    ]
    return quadrature_root(parts)


def quadrature_root(variances: Iterable[Decimal]) -> Decimal:
    """The standard error of a sum, from the variances of its terms."""
    return sum(variances, NOTHING).sqrt()


def shared(total_kg: Decimal, expected: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """A weighing that names no group, in proportion to what each was expected to lose.

    Empty when nothing was expected of any group.
    """
    whole = sum(expected.values(), NOTHING)
    if whole <= 0:
        return {}
    return {group: total_kg * part / whole for group, part in expected.items() if part > 0}


@dataclass(frozen=True, kw_only=True)
class Serving:
    """From the pot to the stomach, in kg as cooked. sigma_kg: of what is unexplained."""

    cooked_kg: Decimal
    served_kg: Decimal
    unserved_kg: Decimal
    kept_kg: Decimal
    plate_kg: Decimal
    sigma_kg: Decimal = field(default=NOTHING)

    @property
    def eaten_kg(self) -> Decimal:
        return max(self.served_kg - self.plate_kg, NOTHING)

    @property
    def unexplained_kg(self) -> Decimal:
        return self.cooked_kg - self.served_kg - self.unserved_kg - self.kept_kg
