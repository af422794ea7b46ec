"""The store: places, lots, every movement, month-end counts and the fridges' temperatures."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from jieyue.canteen.stock.models import (
    AverageCost,
    FridgeReading,
    Movement,
    StockLocation,
    StockLot,
    Stocktake,
    StocktakeLine,
)
from simulator.appetite import MealKey
from simulator.food import Ingredient
from simulator.loading.inserting import insert, next_id
from simulator.loading.loop import Loop, at, quantity, unit_price, yuan
from simulator.randomness import stream
from simulator.store import COUNTED, Count, Lot, Shelf
from simulator.store import Movement as Moved

LOT, STOCKTAKE = "L", "ST"
SAMPLE_FRIDGE = "S1"
PLACES = (
    ("D1", "干货库", "dry", None, None),
    ("D2", "调味品库", "dry", None, None),
    ("A1", "常温库", "ambient", None, None),
    ("C1", "蔬果冷藏库", "chilled", "0.0", "8.0"),
    ("C2", "肉禽水产冷藏库", "chilled", "0.0", "8.0"),
    ("C3", "蛋奶豆制品冷藏柜", "chilled", "0.0", "8.0"),
    ("F1", "冷冻库", "frozen", None, "-12.0"),
    (SAMPLE_FRIDGE, "留样专用冰箱", "chilled", "0.0", "8.0"),
)
PLACE_OF = {"ambient": "A1", "frozen": "F1", "dry": "D1", "chilled": "C1"}
MEATS = frozenset(["pork", "beef_mutton", "poultry", "aquatic"])
BOXED = frozenset(["egg_dairy", "soy_product", "grain", "prepared"])
LOOKED_AT = (8 * 60 + 5, 16 * 60 + 30)
USUAL_C = {"chilled": (4.2, 0.9), "frozen": (-18.0, 1.2)}
TOO_WARM_SHARE = 0.004
TOLERANCE_PCT = {"dry": "1.00", "frozen": "1.00", "ambient": "3.00", "chilled": "5.00"}


def open_places(loop: Loop) -> dict[str, int]:
    """The store's shelves and fridges; ids by code."""
    StockLocation.objects.bulk_create(
        StockLocation(
            site_id=loop.site_id,
            canteen_id=loop.canteen_id,
            code=code,
            name=name,
            storage=storage,
            lowest_c=lowest,
            highest_c=highest,
            holds_samples=code == SAMPLE_FRIDGE,
        )
        for code, name, storage, lowest, highest in PLACES
    )
    return places(loop.canteen_id)


def places(canteen_id: int) -> dict[str, int]:
    return dict(StockLocation.objects.filter(canteen_id=canteen_id).values_list("code", "id"))


def place_of(item: Ingredient) -> str:
    """Where an ingredient is kept."""
    if item.category == "seasoning" and item.storage == "dry":
        return "D2"
    if item.storage == "chilled" and item.category in MEATS:
        return "C2"
    if item.storage == "chilled" and item.category in BOXED:
        return "C3"
    return PLACE_OF[item.storage]


def load_lots(loop: Loop, lots: Iterable[Lot]) -> None:
    """Lots in the order they came; each gets its id and number here."""
    where = places(loop.canteen_id)
    first = next_id(StockLot)
    ordered = sorted(lots, key=lambda lot: (lot.received, lot.minute, lot.ingredient))
    for place, lot in enumerate(ordered):
        lot.id = first + place
        lot.number = loop.numbering.take(LOT, lot.received)
    insert(
        StockLot,
        (
            "id",
            "site_id",
            "canteen_id",
            "ingredient_id",
            "supplier_id",
            "location_id",
            "number",
            "batch_number",
            "status",
            "status_reason",
            "quantity",
            "value_yuan",
            "unit_cost_yuan",
            "produced_on",
            "received_on",
            "expires_on",
        ),
        (
            (
                lot.id,
                loop.site_id,
                loop.canteen_id,
                loop.ingredient_ids[lot.ingredient],
                loop.supplier_ids[item.supplier_key] if lot.order else None,
                where[place_of(item)],
                lot.number,
                f"{lot.produced:%Y%m%d}",
                lot.status,
                lot.reason,
                quantity(lot.quantity),
                yuan(lot.value),
                unit_price(lot.unit_cost),
                lot.produced,
                lot.received,
                lot.expires,
            )
            for lot in ordered
            for item in [loop.goods[lot.ingredient]]
        ),
    )


def load_movements(
    loop: Loop, moved: Sequence[Moved], documents: Mapping[MealKey, str]
) -> dict[int, int]:
    """Every movement in order of time; ids by place in `moved`, which is sorted already.

    documents: the issue slip of each meal.
    """
    first = next_id(Movement)
    keeper, safety = loop.hands["storekeeper"], loop.hands["safety"]
    insert(
        Movement,
        (
            "id",
            "site_id",
            "lot_id",
            "kind",
            "quantity",
            "amount_yuan",
            "average_amount_yuan",
            "document",
            "reason",
            "happened_on",
            "happened_at",
            "recorded_by",
            "witness_id",
        ),
        (
            (
                first + place,
                loop.site_id,
                row.lot.id,
                row.kind,
                quantity(row.quantity),
                yuan(row.amount),
                yuan(row.average),
                documents[MealKey(row.day, row.slot)] if row.slot >= 0 else "",
                row.reason,
                row.day,
                at(row.day, row.minute),
                keeper.name,
                safety.person_id if row.kind == "spoiled" else None,
            )
            for place, row in enumerate(moved)
        ),
    )
    return {place: first + place for place in range(len(moved))}


def load_averages(loop: Loop, shelves: Mapping[str, Shelf]) -> None:
    """The moving average of each ingredient as the movements left it."""
    insert(
        AverageCost,
        ("site_id", "canteen_id", "ingredient_id", "quantity", "value_yuan"),
        (
            (
                loop.site_id,
                loop.canteen_id,
                loop.ingredient_ids[code],
                quantity(shelf.quantity),
                yuan(shelf.value),
            )
            for code, shelf in shelves.items()
            if shelf.lots
        ),
    )


def load_counts(loop: Loop, counts: Iterable[Count]) -> None:
    """Month-end stocktakes, approved the same evening."""
    by_day: dict[date, list[Count]] = {}
    for count in counts:
        by_day.setdefault(count.day, []).append(count)
    keeper, manager, buyer = (loop.hands[k] for k in ("storekeeper", "manager", "buyer"))
    first = next_id(Stocktake)
    ids = {day: first + place for place, day in enumerate(sorted(by_day))}
    insert(
        Stocktake,
        (
            "id",
            "site_id",
            "number",
            "canteen_id",
            "status",
            "is_month_end",
            "started_at",
            "started_by",
            "accountant",
            "supervisor",
            "submitted_at",
            "submitted_by_person_id",
            "decided_at",
            "decided_by",
        ),
        (
            (
                ids[day],
                loop.site_id,
                loop.numbering.take(STOCKTAKE, day),
                loop.canteen_id,
                "approved",
                True,
                at(day, COUNTED - 60),
                keeper.name,
                buyer.name,
                loop.hands["safety"].name,
                at(day, COUNTED - 10),
                keeper.person_id,
                at(day, COUNTED),
                manager.name,
            )
            for day in sorted(by_day)
        ),
    )
    insert(
        StocktakeLine,
        (
            "site_id",
            "stocktake_id",
            "lot_id",
            "ingredient_id",
            "book_quantity",
            "counted_quantity",
            "expires_on",
            "tolerance_pct",
            "reason",
            "counted_by",
            "counted_at",
        ),
        (
            (
                loop.site_id,
                ids[day],
                count.lot.id,
                loop.ingredient_ids[count.lot.ingredient],
                quantity(count.book),
                quantity(count.counted),
                count.lot.expires,
                TOLERANCE_PCT[loop.goods[count.lot.ingredient].storage],
                "" if count.counted == count.book else "自然损耗与称量误差",
                keeper.name,
                at(day, COUNTED - 30),
            )
            for day, rows in sorted(by_day.items())
            for count in rows
        ),
    )


def load_fridges(loop: Loop, *, first: date, last: date, until_minute: int = 24 * 60) -> None:
    """Two looks a day at every cooled place of [first, last]; of the last day up to a minute."""
    where = places(loop.canteen_id)
    cooled = [(where[code], storage, float(high)) for code, _, storage, _, high in PLACES if high]
    names = (loop.hands["storekeeper"].name, loop.hands["safety"].name)
    rows: list[Sequence[object]] = []
    for forward in range((last - first).days + 1):
        day = first + timedelta(days=forward)
        rng = stream(loop.stage.world.seed, "fridges", day.toordinal())
        for turn, minute in enumerate(LOOKED_AT):
            for place, storage, high in cooled:
                celsius = round(float(rng.normal(*USUAL_C[storage])), 1)
                if rng.random() < TOO_WARM_SHARE:
                    celsius = high + 2.4
                celsius = max(celsius, 0.3) if storage == "chilled" else celsius
                good = celsius <= high
                if day == last and minute > until_minute:
                    continue
                rows.append(
                    (
                        loop.site_id,
                        place,
                        at(day, minute + float(rng.integers(0, 12))),
                        f"{celsius:.1f}",
                        good,
                        "" if good else "关严柜门，半小时后复测正常",
                        names[turn],
                    )
                )
    insert(
        FridgeReading,
        (
            "site_id",
            "location_id",
            "at",
            "temperature_c",
            "is_in_range",
            "measure_taken",
            "recorded_by",
        ),
        rows,
    )
