"""The attendance of eight real years read into a site, and the same file again."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from bench import Figure


def measure() -> Iterable[Figure]:
    path = Path(os.environ.get("JIEYUE_REAL_DATA", "../shared/data")) / "canteen/attendance.csv.gz"
    if not path.exists():
        yield Figure("recorded data", "absent: set JIEYUE_REAL_DATA")
        return
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from jieyue.canteen.diners.models import Attendance
    from jieyue.people.factories import make_site

    code = make_site().code
    command = [
        *(sys.executable, "-m", "jieyue", "attendance-import", str(path)),
        *("--site", code, "--create"),
    ]
    for what in ("first run", "the same file again"):
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        spent = time.perf_counter() - begun
        rows = Attendance.objects.count()
        yield Figure(f"{what}, {rows:,} rows kept, s", f"{spent:.1f}")
