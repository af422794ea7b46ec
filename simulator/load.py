"""Loads the demo complex at the first start, and brings it up to this minute at every start.

    python -m simulator.load

The first load is one transaction: cut short, it leaves nothing behind. Every later step takes
up where the one before ended, so a second start keeps the data.
"""

import json
import os
import sys
from pathlib import Path

import django
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieyue.settings")
    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from simulator.loading import running, whole

    data = Path(settings.DATA)
    if whole.holds_another_complex():
        sys.exit(f"{data} holds another complex. The demo needs its own: make demo JIEYUE_DATA=…")
    (data / "demo").touch()
    columns = (TextColumn("{task.description:<16}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn()) as bar:
        at = timezone.now()
        whole.load_if_missing(data, at=at, bar=bar)
        stage = whole.open_stage(at=at)
        running.bring_up_to_date(stage, bar=bar)
    logins = whole.logins()
    (data / "demo_logins.json").write_text(
        json.dumps(logins, ensure_ascii=False, indent=1), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
