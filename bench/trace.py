"""Recall: from a lot to every meal, and from a dish of a day to its lots, over two years."""

import random
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

from bench import Figure

RUNS = 60


def measure() -> Iterable[Figure]:
    load_two_years()
    from jieyue.canteen.kitchen.models import BatchLot, ProductionBatch
    from jieyue.canteen.stock.models import StockLot
    from jieyue.canteen.trace import queries
    from jieyue.kit.actor import system
    from jieyue.kit.sites.models import Site

    actor = system("bench", site_id=Site.objects.get().pk)
    dice = random.Random(1)
    lots, shares = StockLot.objects.count(), BatchLot.objects.count()
    yield Figure("lots; rows of lots in pots", f"{lots:,}; {shares:,}", "≥ 500 lots a month")
    numbers = list(StockLot.objects.filter(batches__isnull=False).values_list("number", flat=True))
    chosen = dice.sample(sorted(set(numbers)), RUNS)
    spent = [_milliseconds(lambda n=n: queries.lot_trace(actor, n)) for n in chosen]
    yield from _figures("from a lot to every meal", spent)
    most_used = max(set(numbers), key=numbers.count)
    longest = [_milliseconds(lambda: queries.lot_trace(actor, most_used)) for _ in range(10)]
    yield from _figures("the same, the lot in most pots", longest)
    dishes = list(ProductionBatch.objects.values_list("dish__code", "day").distinct())
    spent = [
        _milliseconds(lambda c=code, d=day: queries.dish_trace(actor, dish_code=c, day=d))
        for code, day in dice.sample(dishes, RUNS)
    ]
    yield from _figures("from a dish of a day to its lots", spent)


def load_two_years() -> None:
    """The demo complex with its two years, without the weeks that are run through day by day."""
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone
    from rich.progress import Progress

    from simulator.loading import whole

    call_command("migrate", verbosity=0)
    with Progress(disable=True) as bar:
        whole.load_if_missing(Path(settings.DATA), at=timezone.now(), bar=bar)


def _figures(what: str, spent: list[float]) -> Iterable[Figure]:
    yield Figure(f"{what}: median of {len(spent)}, ms", f"{median(spent):.0f}")
    yield Figure(f"{what}: slowest, ms", f"{max(spent):.0f}", "≤ 200")


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000
