"""From what each meter measures beyond its sub-meters to each unit's part. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from jieyue.energy.allocation.rules.method import Basis, Method, Shared, Within, places, rule_for
from jieyue.energy.allocation.rules.splitting import NoWeights, split, split_signed, whole_weights

OWN, SHARED, UNALLOCATED = "own", "shared", "unallocated"
ByUnit = Mapping[int, Decimal]


@dataclass(frozen=True, kw_only=True)
class Remainder:
    """A meter's use beyond its sub-meters, in one place of it. served: the only units it serves;
    empty is all."""

    meter_id: int
    number: str
    medium: str
    item: str
    building_id: int | None
    floor_id: int | None
    unit_id: int | None
    served: frozenset[int]
    use_micro: int
    estimated_micro: int


@dataclass(frozen=True, kw_only=True)
class Weights:
    """What units weigh in a month. areas: by place, "floor" and "building" by id, "site" by None.

    figures: by basis and unit. unit_ids: by unit code, for fixed shares.
    """

    areas: Mapping[tuple[Within, int | None], ByUnit]
    figures: Mapping[Basis, ByUnit] = field(default_factory=dict)
    hours_factor: ByUnit = field(default_factory=dict)
    unit_ids: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One line of a run. unit_id None: nobody could be named."""

    meter_id: int
    item: str
    unit_id: int | None
    kind: str
    rule: str = ""
    basis: str = ""
    place: str = ""
    weight: Decimal | None = None
    weight_total: Decimal | None = None
    use_micro: int
    estimated_micro: int


def divide(remainders: Sequence[Remainder], method: Method, weights: Weights) -> list[Part]:
    """Every remainder in parts; the parts of each sum to it exactly, estimated shares too."""
    return [part for each in remainders for part in _parts(each, method, weights)]


def amounts(total_fen: int, parts: Sequence[Part]) -> list[int]:
    """What each part costs, by its use; they sum to the total. Raises NoWeights."""
    return split_signed(total_fen, [part.use_micro for part in parts])


def _parts(each: Remainder, method: Method, weights: Weights) -> list[Part]:
    if each.unit_id is not None:
        return [_whole(each, each.unit_id, OWN)]
    shared = Shared(each.number, each.medium, each.item, each.floor_id is not None)
    rule = rule_for(method, shared)
    if rule is None:
        return [_whole(each, None, UNALLOCATED)]
    for basis in filter(None, (rule.basis, rule.otherwise)):
        for within in places(rule):
            found = _weights(basis, within, each, weights, rule.shares)
            if not any(found.values()):
                continue
            return _split(each, found, rule=rule.code, basis=basis, place=within)
    return [_whole(each, None, UNALLOCATED, rule=rule.code)]


def _whole(each: Remainder, unit_id: int | None, kind: str, rule: str = "") -> Part:
    return Part(
        meter_id=each.meter_id,
        item=each.item,
        unit_id=unit_id,
        kind=kind,
        rule=rule,
        use_micro=each.use_micro,
        estimated_micro=each.estimated_micro,
    )


def _split(
    each: Remainder, found: Mapping[int, Decimal], *, rule: str, basis: str, place: str
) -> list[Part]:
    units = sorted(unit for unit, weight in found.items() if weight)
    whole = whole_weights([found[unit] for unit in units])
    try:
        uses = split(each.use_micro, whole)
    except NoWeights:  # every weight is below a thousandth
        return [_whole(each, None, UNALLOCATED, rule=rule)]
    guesses = split(each.estimated_micro, whole)
    total = sum((found[unit] for unit in units), Decimal(0))
    return [
        Part(
            meter_id=each.meter_id,
            item=each.item,
            unit_id=unit,
            kind=SHARED,
            rule=rule,
            basis=basis,
            place=place,
            weight=found[unit],
            weight_total=total,
            use_micro=use,
            estimated_micro=guess,
        )
        for unit, use, guess in zip(units, uses, guesses, strict=True)
    ]


def _weights(
    basis: Basis, within: Within, each: Remainder, weights: Weights, shares: Mapping[str, Decimal]
) -> dict[int, Decimal]:
    """Units with weight in the place; none where the meter stands in no such place."""
    place = {Within.FLOOR: each.floor_id, Within.BUILDING: each.building_id, Within.SITE: None}
    if within is not Within.SITE and place[within] is None:
        return {}
    area = weights.areas.get((within, place[within]), {})
    if basis is Basis.FIXED:
        found = {weights.unit_ids[code]: share for code, share in shares.items()
                 if code in weights.unit_ids}  # fmt: skip
    elif basis is Basis.AREA:
        found = dict(area)
    elif basis is Basis.AREA_HOURS:
        one = Decimal(1)
        found = {
            unit: round(m2 * weights.hours_factor.get(unit, one), 3) for unit, m2 in area.items()
        }
    else:
        figures = weights.figures.get(basis, {})
        is_here = within is Within.SITE
        found = {unit: value for unit, value in figures.items() if is_here or unit in area}
    if each.served:
        found = {unit: value for unit, value in found.items() if unit in each.served}
    return found
