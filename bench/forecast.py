"""The back-test of eight years of real canteen days: accuracy, time and memory."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from bench import Figure

YEAR = "2017"
GOALS = {1: (5.4, 5.2), 7: (5.6, 5.6)}


def measure() -> Iterable[Figure]:
    folder = Path(os.environ.get("JIEYUE_REAL_DATA", "../shared/data")) / "canteen"
    if not folder.exists():
        yield Figure("recorded data", "absent: set JIEYUE_REAL_DATA")
        return
    for horizon, (wape_goal, over_goal) in GOALS.items():
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [
            *(sys.executable, "-m", "jieyue", "forecast-backtest"),
            *("--attendance", str(folder / "attendance.csv.gz")),
            *("--sites", str(folder / "sites.csv"), "--strikes", str(folder / "strikes.csv")),
            *("--school-holidays", str(folder / "school_holidays.csv")),
            *("--public-holidays", str(folder / "public_holidays.csv")),
            *("--from", f"{YEAR}-01-01", "--to", f"{YEAR}-12-31"),
            *("--horizon", str(horizon), "--json"),
        ]
        answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found = json.loads(answer.stdout)
        ahead = f"{YEAR}, {horizon} d ahead"
        yield Figure(f"{ahead}: rows", f"{found['rows']:,}")
        yield Figure(f"{ahead}: WAPE %", f"{found['wape_pct']:.2f}", f"≤ {wape_goal}")
        yield Figure(f"{ahead}: over-production %", f"{found['over_pct']:.2f}", f"≤ {over_goal}")
        yield Figure(f"{ahead}: shortage %", f"{found['short_pct']:.2f}", "≤ 1.1")
        yield Figure(f"{ahead}: bias %", f"{found['bias_pct']:+.2f}")
        yield Figure(f"{ahead}: day total WAPE %", f"{found['day_total_wape_pct']:.2f}")
        yield Figure(
            f"{ahead}: 80 % interval covers %", f"{found['interval_coverage_pct']:.1f}", "78-82"
        )
        for name, baseline in found["baselines"].items():
            yield Figure(f"{ahead}: baseline {name}, WAPE %", f"{baseline['wape_pct']:.2f}")
            yield Figure(
                f"{ahead}: baseline {name}, over % / short %",
                f"{baseline['over_pct']:.2f} / {baseline['short_pct']:.2f}",
            )
        spent = after.ru_utime - before.ru_utime
        yield Figure(
            f"{ahead}: fit / predict s",
            f"{found['fit_seconds']:.1f} / {found['predict_seconds']:.1f}",
        )
        yield Figure(f"{ahead}: processor s", f"{spent:.0f}")
        yield Figure(f"{ahead}: peak memory MiB", f"{after.ru_maxrss / 1024:.0f}", "≤ 1024")
