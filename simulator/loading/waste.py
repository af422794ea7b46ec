"""The waste: every weighing, what was left over, waste oil, clean trays, and who took it away."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from jieyue.canteen.waste.models import (
    CleanPlateCheck,
    Haul,
    Hauler,
    Leftover,
    LeftoverFate,
    OilEntry,
    WasteContainer,
    WasteWeighing,
)
from simulator.appetite import MealKey
from simulator.food import CannotWeigh
from simulator.loading.inserting import insert
from simulator.loading.kitchen_history import CLOSES
from simulator.loading.loop import Loop, at, meal_name
from simulator.loading.store import MEATS
from simulator.randomness import stream
from simulator.scraps import Scraps
from simulator.store import Movement

HAUL = "HL"
SCALE_ERROR_KG = "0.020"
BARREL_KG, TARE_KG = 45.0, 3.2
HAULED_AT = 19 * 60 + 40
OIL_HAULED_EVERY_DAYS = 28
TRIMMED_AT = (6 * 60 + 20, 10 * 60 + 20, 16 * 60 + 10)
INSPECTED = 120
NAMESPACE = 0x4A1E << 112
GRAM = Decimal("0.001")

WEIGHING = (
    "site_id",
    "client_id",
    "canteen_id",
    "day",
    "meal",
    "stage",
    "dish_id",
    "ingredient_id",
    "gross_kg",
    "tare_kg",
    "scale_error_kg",
    "edible_share",
    "happened_at",
    "recorded_at",
    "recorded_by",
)


def open_yard(loop: Loop) -> None:
    """Barrels with a known tare, and the licensed hauler."""
    WasteContainer.objects.bulk_create(
        WasteContainer(site_id=loop.site_id, canteen_id=loop.canteen_id, name=name, tare_kg=tare)
        for name, tare in (("60 L 厨余桶", "3.2"), ("120 L 厨余桶", "8.5"), ("周转筐", "1.6"))
    )
    Hauler.objects.create(
        site_id=loop.site_id,
        name="雅州市餐厨垃圾收运有限公司（演示）",
        licence_number="雅城管许〔2023〕演示 07 号",
        takes_food_waste=True,
        takes_oil=True,
        valid_to=loop.stage.today + timedelta(days=410),
    )


def load_waste(loop: Loop, scraps: Mapping[MealKey, Scraps], diners: Mapping[MealKey, int]) -> None:
    """Weighings, leftovers and tray checks of the meals, and the hauls of their days."""
    book = _Book(loop)
    for key, meal in scraps.items():
        book.weigh(key, meal)
        book.inspect(key, diners[key])
    book.haul()
    book.store()


def load_staff_meals(loop: Loop, drawn: Sequence[Movement], key: MealKey) -> None:
    """Raw goods that would not have kept, drawn for the staff's own meal after the last one."""
    rows = []
    for row in drawn:
        try:
            grams = loop.goods[row.lot.ingredient].grams_per_base_unit()
        except CannotWeigh:
            continue
        rows.append(
            Leftover(
                site_id=loop.site_id,
                canteen_id=loop.canteen_id,
                day=key.day,
                meal=meal_name(key),
                ingredient_id=loop.ingredient_ids[row.lot.ingredient],
                mass_kg=(grams * -row.quantity / 1_000_000).quantize(GRAM),
                fate=LeftoverFate.STAFF_MEAL,
                reason=row.reason,
                recorded_at=at(key.day, row.minute),
                recorded_by=loop.hands["kitchen"].name,
            )
        )
    Leftover.objects.bulk_create(rows)


class _Book:
    """Rows of a span of days; `by_day` is the kg that lay in the barrels."""

    def __init__(self, loop: Loop) -> None:
        self.loop = loop
        self.cook, self.till = loop.hands["kitchen"].name, loop.hands["safety"].name
        self.hauler = Hauler.objects.get(site_id=loop.site_id).pk
        self.weighings: list[Sequence[object]] = []
        self.leftovers: list[Sequence[object]] = []
        self.checks: list[Sequence[object]] = []
        self.by_day: dict[date, float] = defaultdict(float)
        self.sent = 0

    def _client_id(self, day: date) -> UUID:
        self.sent += 1
        return UUID(int=NAMESPACE | day.toordinal() << 48 | self.sent)

    def weigh(self, key: MealKey, meal: Scraps) -> None:
        loop = self.loop
        for code, kg in meal.trimmings.items():
            edible = "0.000" if loop.goods[code].category in MEATS else "0.100"
            self._put(key, "trimmings", kg, TRIMMED_AT[key.slot], edible, ingredient=code)
        for place, rest in enumerate(meal.rests):
            minute = CLOSES[key.slot] + 12 + place
            if rest.fate == "discarded":
                self._put(key, "unserved", rest.mass_kg, minute, "1.000", dish=rest.dish_code)
            kept = rest.fate == "kept"
            self.leftovers.append(
                (
                    loop.site_id,
                    loop.canteen_id,
                    key.day,
                    meal_name(key),
                    loop.dish_ids[rest.dish_code],
                    rest.portions,
                    f"{rest.mass_kg:.3f}",
                    rest.fate,
                    at(key.day, minute + 18 * 60) if kept else None,
                    "used" if kept else "",
                    at(key.day, minute + 17 * 60) if kept else None,
                    self.cook if kept else "",
                    at(key.day, minute),
                    self.cook,
                )
            )
        self._put(key, "plate", meal.plate_kg, CLOSES[key.slot] + 30, "0.850")

    def _put(
        self,
        key: MealKey,
        stage: str,
        kg: float,
        minute: float,
        edible: str,
        *,
        dish: str = "",
        ingredient: str = "",
    ) -> None:
        """One weighing for each barrel."""
        loop = self.loop
        self.by_day[key.day] += kg
        for turn, net in enumerate(_barrels(kg)):
            done = at(key.day, minute + turn * 2)
            self.weighings.append(
                (
                    loop.site_id,
                    self._client_id(key.day),
                    loop.canteen_id,
                    key.day,
                    meal_name(key),
                    stage,
                    loop.dish_ids[dish] if dish else None,
                    loop.ingredient_ids[ingredient] if ingredient else None,
                    f"{net + TARE_KG:.2f}",
                    f"{TARE_KG:.3f}",
                    SCALE_ERROR_KG,
                    edible,
                    done,
                    done,
                    self.cook,
                )
            )

    def inspect(self, key: MealKey, diners: int) -> None:
        """A hundred trays of a lunch now and then (W3)."""
        rng = stream(self.loop.stage.world.seed, "trays", key.day.toordinal())
        if key.slot != 1 or diners < INSPECTED * 3 or rng.random() > 0.45:
            return
        share = 0.80 + 0.05 * (key.day - self.loop.stage.first_day).days / 365.25
        when = at(key.day, CLOSES[1] - 15)
        self.checks.append(
            (
                self.loop.site_id,
                self._client_id(key.day),
                self.loop.canteen_id,
                key.day,
                meal_name(key),
                INSPECTED,
                int(rng.binomial(INSPECTED, min(share, 0.97))),
                when,
                when,
                self.till,
            )
        )

    def haul(self) -> None:
        """Same-day removal of the food waste; the oil goes every four weeks."""
        loop, hauls, oil = self.loop, [], []
        for day, kg in sorted(self.by_day.items()):
            rng = stream(loop.stage.world.seed, "hauls", day.toordinal())
            taken = kg * (1 + float(rng.normal(0, 0.006)))
            if at(day, HAULED_AT) <= loop.stage.at:
                hauls.append(self._haul(day, "food_waste", taken, HAULED_AT))
            oil.append(
                OilEntry(
                    site_id=loop.site_id,
                    client_id=self._client_id(day),
                    canteen_id=loop.canteen_id,
                    day=day,
                    mass_kg=f"{max(0.3, kg * 0.02):.3f}",
                    source="隔油池、炸锅",
                    recorded_at=at(day, HAULED_AT - 20),
                    recorded_by=self.cook,
                )
            )
            if day.toordinal() % OIL_HAULED_EVERY_DAYS == 0:
                since = [k for d, k in self.by_day.items() if 0 <= (day - d).days < 28]
                hauls.append(self._haul(day, "oil", sum(since) * 0.02, HAULED_AT - 60))
        Haul.objects.bulk_create(hauls)
        OilEntry.objects.bulk_create(oil)

    def _haul(self, day: date, kind: str, kg: float, minute: int) -> Haul:
        return Haul(
            site_id=self.loop.site_id,
            number=self.loop.numbering.take(HAUL, day),
            canteen_id=self.loop.canteen_id,
            hauler_id=self.hauler,
            kind=kind,
            mass_kg=f"{max(kg, 0.5):.3f}",
            barrels=int(kg // BARREL_KG) + 1,
            vehicle="川T·演0715",
            taken_by="收运司机（演示）",
            handed_by=self.cook,
            at=at(day, minute),
        )

    def store(self) -> None:
        insert(WasteWeighing, WEIGHING, self.weighings)
        insert(
            Leftover,
            (
                "site_id",
                "canteen_id",
                "day",
                "meal",
                "dish_id",
                "portions",
                "mass_kg",
                "fate",
                "keep_until",
                "settled_as",
                "settled_at",
                "settled_by",
                "recorded_at",
                "recorded_by",
            ),
            self.leftovers,
        )
        insert(
            CleanPlateCheck,
            (
                "site_id",
                "client_id",
                "canteen_id",
                "day",
                "meal",
                "inspected",
                "clean_trays",
                "happened_at",
                "recorded_at",
                "recorded_by",
            ),
            self.checks,
        )


def _barrels(kg: float) -> Iterator[float]:
    """A mass in full barrels and one that is not."""
    while kg > BARREL_KG:
        yield BARREL_KG
        kg -= BARREL_KG
    yield max(kg, 0.05)
