"""How long a gate room's agent takes for one decision, committed: for the benchmark."""

import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from jieyue.access.decisions.local_time import instant, milliseconds
from jieyue.access.decisions.snapshot import EMPTY
from jieyue.access.decisions.snapshot_rows import (
    CredentialRow,
    DeviceRow,
    GateRow,
    Head,
    ProfileRow,
    Settings,
    ZoneRow,
)
from jieyue.access.edge.agent.clock import Clock
from jieyue.access.edge.agent.decider import Decider, Rules, Said
from jieyue.access.edge.agent.store import Store

SINCE = milliseconds(datetime(2026, 1, 1, tzinfo=UTC))
START = milliseconds(datetime(2026, 11, 23, tzinfo=UTC))
STEP_MS = 250
CARDS = 10_000_000


class Times(NamedTuple):
    """Milliseconds of one decision."""

    p50_ms: float
    p99_ms: float
    most_ms: float
    processor_ms: float  # of the process, the same on a busy machine


def measure(*, credentials: int = 20_000, decisions: int = 2_000) -> Times:
    """Let that many cards be shown one after another, each event committed before its answer."""
    device = DeviceRow(1, "R1", "T1", "card", "both")
    head = Head(
        site_id=1,
        settings=Settings(),
        zones=(ZoneRow(1, "A"),),
        gates=(GateRow(1, "T1", "people", "", "A", antipassback="hard"),),
        devices=(device,),
        profiles=((1, ProfileRow(("A",))),),
    )
    rows = [_credential(number) for number in range(credentials)]
    snapshot = EMPTY.changed(
        number=1, since=0, head=head, credentials=rows, clearances=[], living=len(rows)
    )
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        now = [START]
        clock = Clock(wall=lambda: now[0], steady=lambda: now[0] - START)
        rules = Rules(snapshot, stale_at_ms=START * 2)
        decider = Decider(store, clock=clock, words=lambda _verdict: Said("", ""), rules=rules)
        times, worked = [], time.process_time()
        for number in range(decisions):
            now[0] += STEP_MS
            question = {
                "event_id": str(number),
                "at": instant(now[0]).isoformat(),
                "direction": "in" if number % 3 else "out",
                "card": str(CARDS + number * 7 % credentials),
            }
            began = time.perf_counter()
            decider.answer(question, device)
            times.append((time.perf_counter() - began) * 1000)
        worked = (time.process_time() - worked) * 1000 / decisions
        store.close()
    cuts = statistics.quantiles(times[1:], n=100)
    return Times(cuts[49], cuts[98], max(times[1:]), worked)


def _credential(number: int) -> CredentialRow:
    return CredentialRow(
        id=number,
        kind="card",
        subject=str(CARDS + number),
        colour="",
        holder="person",
        holder_key=f"person:{number}",
        label=f"Holder {number}",
        status="active",
        valid_from_ms=SINCE,
        valid_until_ms=None,
        profile=1,
    )
