"""A day's mass balance over two years of a canteen's records.

BENCH_DATA names a folder with a loaded demo complex; without it a demo is loaded first. The
processor's time is given beside the clock's, as it does not wait for others.
"""

import time
from collections.abc import Iterable
from datetime import timedelta
from statistics import median

from bench import Figure

DAYS = 60


def measure() -> Iterable[Figure]:
    from django.core.management import call_command

    from jieyue.canteen.balance.queries import reckon
    from jieyue.canteen.diners.models import Canteen
    from jieyue.canteen.stock.models import Movement

    call_command("migrate", verbosity=0)
    if not Movement.objects.exists():
        from simulator import load

        load.main()
    last = Movement.objects.order_by("-happened_on").first()
    assert last is not None  # the demo has moved goods
    canteen = Canteen.objects.get(id=last.lot.canteen_id)
    clock, processor, groups, off = [], [], 0, 0
    for days_ago in range(30, 30 + DAYS):
        day = last.happened_on - timedelta(days=days_ago)
        start, used = time.perf_counter(), time.process_time()
        found = reckon(canteen_id=canteen.id, site_id=canteen.site_id, day=day)
        clock.append((time.perf_counter() - start) * 1000)
        processor.append((time.process_time() - used) * 1000)
        groups += len(found.groups)
        off += sum(row.must_be_checked for row in found.groups)
    movements = Movement.objects.count()
    what = f"mass balance of a day, {movements:,} movements stored"
    yield Figure(f"{what}: median of {DAYS}, ms", f"{median(clock):.0f}", "≤ 300")
    yield Figure(f"{what}: slowest, ms", f"{max(clock):.0f}")
    yield Figure("of it the processor's, median, ms", f"{median(processor):.0f}")
    yield Figure(f"groups beyond two standard errors, of {groups}", f"{off / groups:.1%}")
