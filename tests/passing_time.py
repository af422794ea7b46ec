"""Lets time pass for one visit of a demo that runs, and does what the worker does next.

    python -m tests.passing_time V-2026-00012 90

JIEYUE_DATA is the demo's data. The visit and its passes are moved so many minutes back; then the
timed look at visits is taken, at the real time.
"""

import os
import sys
from datetime import timedelta

import django


def main(number: str, minutes: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieyue.settings")
    django.setup()
    from django.db.models import F
    from django.utils import timezone

    from jieyue.access.visitors import rounds
    from jieyue.access.visitors.models import Visit

    back = timedelta(minutes=minutes)
    rows = Visit.objects.filter(number=number)
    rows.update(from_at=F("from_at") - back, until_at=F("until_at") - back)
    told = F("host_told_at") - back
    rows.exclude(host_told_at=None).update(host_told_at=told)
    rounds.look(site_id=rows.get().site_id, at=timezone.now())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
