"""Residue tests: daily controls, a sample of every lot of vegetables and fruit, its readings."""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from jieyue.canteen.residue_tests import methods
from jieyue.canteen.residue_tests.models import (
    ControlRun,
    DueSample,
    ResidueReading,
    ResidueTest,
)
from simulator.loading.inserting import insert, next_id
from simulator.loading.loop import Loop, at
from simulator.randomness import stream
from simulator.store import TESTED, Lot

TEST = "RT"
METHOD = "GB5009.199"
THRESHOLD_PCT = 50.0
INSTRUMENT = "演示农残速测仪（模拟读数）"
CONTROLLED, SAMPLED = 7 * 60 + 2, 7 * 60 + 10  # minutes from midnight
A_RUN, REPEATED_AFTER = 0.9, 6
FALSE_POSITIVE_SHARE = 0.0014
PRONE = ("葱", "蒜", "萝卜", "芹", "韭", "香菜", "芫荽", "茭白", "菇", "番茄")
WAITING = 4
HELD_FOR = "等待农残检测"
LABORATORY = "市检验检测中心（演示）气相色谱法未检出超限"


def method_id(loop: Loop) -> int:
    """The rapid test by the national standard."""
    known = methods.of_site(site_id=loop.site_id, on=loop.stage.today)
    return next(method.pk for method in known if method.code == METHOD)


def load_tests(loop: Loop, lots: Iterable[Lot]) -> None:
    """What the inspector did with the lots of the categories that are tested. Lots have ids."""
    by_day: dict[date, list[Lot]] = {}
    for lot in lots:
        if lot.order is not None and loop.goods[lot.ingredient].category in TESTED:
            by_day.setdefault(lot.received, []).append(lot)
    method, tests = method_id(loop), _Tests(loop)
    for day, due in sorted(by_day.items()):
        rng = stream(loop.stage.world.seed, "residues", day.toordinal())
        tests.control(day, method, rng)
        for place, lot in enumerate(sorted(due, key=lambda lot: (lot.minute, lot.id))):
            tests.sample(day, lot, place, method, rng)
    tests.store()


def last_of(loop: Loop, lots: Iterable[Lot]) -> list[Lot]:
    """The lots that came last and that the inspector has not got round to."""
    tested = [
        lot
        for lot in lots
        if lot.order is not None
        and lot.status == "available"
        and lot.quantity == lot.delivered
        and loop.goods[lot.ingredient].category in TESTED
    ]
    return sorted(tested, key=lambda lot: (lot.minute, lot.ingredient))[-WAITING:]


def note_due(loop: Loop, lots: Iterable[Lot]) -> None:
    """Put lots, held since they came, on the inspector's list."""
    DueSample.objects.bulk_create(
        DueSample(
            site_id=loop.site_id,
            lot_id=lot.id,
            canteen_id=loop.canteen_id,
            due_on=lot.received,
            held_for=HELD_FOR,
        )
        for lot in lots
    )


class _Tests:
    """The rows of a span of days, and the next free ids."""

    def __init__(self, loop: Loop) -> None:
        self.loop, self.next = loop, next_id(ResidueTest)
        self.inspector = loop.hands["inspector"].name
        self.controls: list[Sequence[object]] = []
        self.tests: list[Sequence[object]] = []
        self.readings: list[Sequence[object]] = []

    def control(self, day: date, method: int, rng: np.random.Generator) -> None:
        blank = float(rng.uniform(0.42, 0.58))
        self.controls.append(
            (
                self.loop.site_id,
                self.loop.canteen_id,
                method,
                day,
                at(day, CONTROLLED),
                INSTRUMENT,
                _reagent(day),
                f"{blank:.4f}",
                f"{blank * float(rng.uniform(0.08, 0.2)):.4f}",
                True,
                self.inspector,
            )
        )

    def sample(
        self, day: date, lot: Lot, place: int, method: int, rng: np.random.Generator
    ) -> None:
        failed = lot.status == "rejected"
        doubtful = not failed and float(rng.random()) < FALSE_POSITIVE_SHARE
        found = _inhibitions(failed, doubtful, rng)
        start = max(SAMPLED, lot.minute + 12) + place * A_RUN
        concluded = start + 14 + (len(found) - 1) * REPEATED_AFTER
        name = self.loop.goods[lot.ingredient].name
        state = "failed" if failed else "held" if doubtful else "passed"
        disposal = {"failed": "returned", "held": "released"}.get(state, "")
        self.tests.append(
            (
                self.next,
                self.loop.site_id,
                self.loop.numbering.take(TEST, day),
                lot.id,
                method,
                f"{THRESHOLD_PCT:.2f}",
                state,
                at(day, start),
                self.inspector,
                any(part in name for part in PRONE),
                at(day, concluded),
                disposal,
                at(day, concluded + 15) if disposal else None,
                self.inspector if disposal else "",
                LABORATORY if doubtful else "",
            )
        )
        for repeat, inhibition in enumerate(found, start=1):
            da0 = float(rng.uniform(0.42, 0.58))
            dat = round(da0 * (1 - inhibition / 100), 4)
            shown = (round(da0, 4) - dat) / round(da0, 4) * 100
            self.readings.append(
                (
                    self.loop.site_id,
                    self.next,
                    repeat,
                    f"{da0:.4f}",
                    f"{dat:.4f}",
                    f"{shown:.2f}",
                    f"{float(rng.normal(37, 0.3)):.1f}",
                    INSTRUMENT,
                    _reagent(day),
                    self.inspector,
                    at(day, start + 14 + (repeat - 1) * REPEATED_AFTER),
                )
            )
        self.next += 1

    def store(self) -> None:
        insert(ControlRun, CONTROL_COLUMNS, self.controls)
        insert(ResidueTest, TEST_COLUMNS, self.tests)
        insert(ResidueReading, READING_COLUMNS, self.readings)


def _inhibitions(failed: bool, doubtful: bool, rng: np.random.Generator) -> list[float]:
    if failed:
        return [float(rng.uniform(56, 88)) for _ in range(3)]
    if doubtful:
        return [float(rng.uniform(51, 60)), *(float(rng.uniform(12, 38)) for _ in range(2))]
    return [float(np.clip(rng.normal(9, 7), -6, 38))]


def _reagent(day: date) -> str:
    return f"演示-{day:%y%m}"


CONTROL_COLUMNS = (
    "site_id",
    "canteen_id",
    "method_id",
    "on",
    "at",
    "instrument",
    "reagent_batch",
    "blank_da",
    "positive_da",
    "is_valid",
    "tester",
)
TEST_COLUMNS = (
    "id",
    "site_id",
    "number",
    "lot_id",
    "method_id",
    "threshold_pct",
    "state",
    "sampled_at",
    "sampled_by",
    "is_interference_prone",
    "concluded_at",
    "disposal",
    "disposed_at",
    "disposed_by",
    "laboratory",
)
READING_COLUMNS = (
    "site_id",
    "test_id",
    "repeat",
    "da0",
    "dat",
    "inhibition_pct",
    "temperature_c",
    "instrument",
    "reagent_batch",
    "tester",
    "at",
)
