"""What the kitchen did: slips, batches with their temperatures, lots in each batch, samples."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

import numpy as np

from jieyue.canteen.kitchen.models import BatchLot, IssueLine, IssueSlip, ProductionBatch
from jieyue.canteen.samples.models import IllnessReport, RetainedSample
from simulator.appetite import Cooked, MealKey, Meals
from simulator.food import Dish
from simulator.loading.inserting import insert, next_id
from simulator.loading.loop import Loop, at, meal_name, quantity
from simulator.loading.store import SAMPLE_FRIDGE, places
from simulator.randomness import stream
from simulator.store import DRAWN_AT
from simulator.store import Movement as Moved

SLIP, BATCH, SAMPLE, ILLNESS = "LL", "SC", "LY", "YS"
OPENS, CLOSES = (7 * 60 + 20, 11 * 60 + 40, 17 * 60 + 40), (8 * 60 + 50, 13 * 60, 18 * 60 + 50)
SPLIT_FROM = 120  # portions; a smaller pot is cooked at once
FIRST_SHARE = 0.7
COLD_COURSES = frozenset(["cold", "fruit", "dairy"])
CENTRE_C = 70.0
KEPT_HOURS = 48

Weights = Mapping[MealKey, Mapping[str, Mapping[str, int]]]


@dataclass(frozen=True, slots=True)
class Batch:
    """One pot: the row's id, its dish and its portions of all that was cooked of the dish."""

    id: int
    dish_code: str
    portions: int


def load_slips(
    loop: Loop, keys: Iterable[MealKey], plan_numbers: Mapping[date, str]
) -> dict[MealKey, tuple[int, str]]:
    """An issue slip for each meal; its id and number."""
    first = next_id(IssueSlip)
    slips = {
        key: (first + place, loop.numbering.take(SLIP, key.day))
        for place, key in enumerate(sorted(keys))
    }
    cook, keeper = loop.hands["kitchen"].name, loop.hands["storekeeper"].name
    insert(
        IssueSlip,
        (
            "id",
            "site_id",
            "number",
            "canteen_id",
            "day",
            "meal",
            "plan_number",
            "status",
            "made_by",
            "made_at",
            "issued_by",
            "issued_at",
            "received_by",
        ),
        (
            (
                slip_id,
                loop.site_id,
                number,
                loop.canteen_id,
                key.day,
                meal_name(key),
                plan_numbers.get(key.day, ""),
                "issued",
                cook,
                at(key.day, DRAWN_AT[key.slot] - 25),
                keeper,
                at(key.day, DRAWN_AT[key.slot]),
                cook,
            )
            for key, (slip_id, number) in slips.items()
        ),
    )
    return slips


def load_slip_lines(
    loop: Loop,
    moved: Sequence[Moved],
    movement_ids: Mapping[int, int],
    slips: Mapping[MealKey, tuple[int, str]],
) -> None:
    """One line for each lot drawn."""
    insert(
        IssueLine,
        ("site_id", "slip_id", "ingredient_id", "lot_id", "quantity", "movement_id"),
        (
            (
                loop.site_id,
                slips[MealKey(row.day, row.slot)][0],
                loop.ingredient_ids[row.lot.ingredient],
                row.lot.id,
                quantity(-row.quantity),
                movement_ids[place],
            )
            for place, row in enumerate(moved)
            if row.slot >= 0
        ),
    )


def load_batches(loop: Loop, meals: Meals) -> dict[MealKey, list[Batch]]:
    """The pots of every meal."""
    found: dict[MealKey, list[Batch]] = {}
    rows: list[Sequence[object]] = []
    free = next_id(ProductionBatch)
    cook = loop.hands["kitchen"].name
    for key, dishes in meals.items():
        rng = stream(loop.stage.world.seed, f"pots {key.slot}", key.day.toordinal())
        batches = []
        for cooked in dishes:
            dish = loop.dishes[cooked.dish_code]
            for sequence, portions in enumerate(pots(dish, cooked), start=1):
                batches.append(Batch(free, dish.code, portions))
                number = loop.numbering.take(BATCH, key.day)
                rows.append(
                    (
                        free,
                        loop.site_id,
                        number,
                        loop.canteen_id,
                        key.day,
                        meal_name(key),
                        loop.dish_ids[dish.code],
                        sequence,
                        portions,
                        *_measured(dish, key, sequence, portions, rng),
                        cook,
                    )
                )
                free += 1
        found[key] = batches
    insert(ProductionBatch, BATCH_COLUMNS, rows)
    return found


BATCH_COLUMNS = (
    "id",
    "site_id",
    "number",
    "canteen_id",
    "day",
    "meal",
    "dish_id",
    "sequence",
    "portions",
    "cooked_kg",
    "finished_at",
    "centre_c",
    "reheated_c",
    "holding_c",
    "off_at",
    "cook",
)


def pots(dish: Dish, cooked: Cooked) -> tuple[int, ...]:
    """How the portions of a dish are shared out over one pot or two."""
    if not dish.batchable or cooked.prepared < SPLIT_FROM:
        return (cooked.prepared,)
    first = round(cooked.prepared * FIRST_SHARE)
    return (first, cooked.prepared - first)


def _measured(
    dish: Dish, key: MealKey, sequence: int, portions: int, rng: np.random.Generator
) -> tuple[object, ...]:
    """Mass, time of finishing, temperatures and when it left the counter."""
    mass = portions * float(dish.portion_g) / 1000 * (1 + float(rng.normal(0, 0.012)))
    before = float(rng.integers(5, 26))
    finished = OPENS[key.slot] + (32 if sequence == 2 else -before)
    centre = reheated = holding = None
    if dish.course not in COLD_COURSES:
        celsius = float(np.clip(rng.normal(82, 4.2), 66, 97))
        if celsius < CENTRE_C:
            reheated = f"{float(rng.uniform(76, 88)):.1f}"
        centre = f"{celsius:.1f}"
        holding = f"{float(np.clip(rng.normal(66, 2.2), 60.5, 75)):.1f}"
    off = CLOSES[key.slot] + float(rng.integers(0, 10))
    return (
        f"{mass:.3f}",
        at(key.day, finished),
        centre,
        reheated,
        holding,
        at(key.day, off),
    )


def load_batch_lots(
    loop: Loop,
    moved: Iterable[Moved],
    batches: Mapping[MealKey, Sequence[Batch]],
    weights: Weights,
) -> None:
    """What each lot gave to each pot; the shares of a lot at a meal sum to what was drawn."""
    drawn: dict[tuple[MealKey, int], tuple[str, int]] = {}
    for row in moved:
        if row.slot >= 0:
            key = (MealKey(row.day, row.slot), row.lot.id)
            earlier = drawn.get(key, ("", 0))[1]
            drawn[key] = (row.lot.ingredient, earlier - row.quantity)
    insert(
        BatchLot,
        ("site_id", "batch_id", "lot_id", "quantity"),
        (
            (loop.site_id, batch_id, lot_id, quantity(share))
            for (meal, lot_id), (code, total) in drawn.items()
            for batch_id, share in shares(total, batches[meal], weights[meal][code])
        ),
    )


def shares(
    total: int, batches: Sequence[Batch], by_dish: Mapping[str, int]
) -> Iterator[tuple[int, int]]:
    """A quantity shared out over the pots by their dishes' weights; what is nothing is left out."""
    portions: dict[str, int] = defaultdict(int)
    for batch in batches:
        portions[batch.dish_code] += batch.portions
    using = [batch for batch in batches if batch.dish_code in by_dish]
    parts = [by_dish[b.dish_code] * b.portions / portions[b.dish_code] for b in using]
    whole, given = sum(parts), 0
    for batch, reached in zip(using, accumulate(parts), strict=True):
        upto = round(total * reached / whole)
        if upto > given:
            yield batch.id, upto - given
            given = upto


def load_samples(loop: Loop, meals: Meals) -> None:
    """A sample of every dish of every meal; thrown away when its time was over."""
    fridge = places(loop.canteen_id)[SAMPLE_FRIDGE]
    keeper, now = loop.hands["inspector"].name, loop.stage.at
    rows: list[Sequence[object]] = []
    for key, dishes in meals.items():
        rng = stream(loop.stage.world.seed, f"samples {key.slot}", key.day.toordinal())
        for place, cooked in enumerate(dishes):
            taken = OPENS[key.slot] - 12 + place * 0.6
            kept = at(key.day, taken + KEPT_HOURS * 60)
            gone = at(key.day, taken + KEPT_HOURS * 60 + float(rng.integers(20, 400)))
            rows.append(
                (
                    loop.site_id,
                    loop.numbering.take(SAMPLE, key.day),
                    loop.canteen_id,
                    key.day,
                    meal_name(key),
                    loop.dish_ids[cooked.dish_code],
                    int(rng.integers(132, 205)),
                    at(key.day, taken),
                    kept,
                    fridge,
                    f"{key.day.isoweekday()}-{key.slot + 1}-{place + 1}",
                    keeper,
                    gone if gone <= now else None,
                    keeper if gone <= now else "",
                )
            )
    insert(RetainedSample, SAMPLE_COLUMNS, rows)


SAMPLE_COLUMNS = (
    "site_id",
    "number",
    "canteen_id",
    "day",
    "meal",
    "dish_id",
    "mass_g",
    "sampled_at",
    "kept_until",
    "location_id",
    "slot",
    "keeper",
    "disposed_at",
    "disposed_by",
)


def report_an_illness(loop: Loop) -> None:
    """Long ago some people felt ill; the samples were clean and the report was closed."""
    day = loop.stage.today - timedelta(days=400)
    while day.isoweekday() != 3:
        day -= timedelta(days=1)
    safety = loop.hands["safety"].name
    IllnessReport.objects.create(
        site_id=loop.site_id,
        number=loop.numbering.take(ILLNESS, day),
        canteen_id=loop.canteen_id,
        first_on=day - timedelta(days=1),
        last_on=day,
        persons=4,
        symptoms="腹痛、腹泻",
        reported_at=at(day, 16 * 60 + 20),
        reported_by=safety,
        authority_told_at=at(day, 17 * 60 + 5),
        closed_at=at(day + timedelta(days=6), 10 * 60),
        closed_by=safety,
        outcome="留样送检未检出致病菌，疾控部门认定为散发性诺如病毒感染，与食堂无关（演示）",
    )
