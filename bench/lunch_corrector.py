"""Corrects lunch once a second, as people come in; `python -m bench.lunch_corrector SITE_ID`.

A process of its own beside `decisions`. Six workdays before are remembered, and each turn more
people of every unit came in before the last cut-off, so that each correction counts anew and writes
another figure. It prints a line when it begins and one after each correction that was written.
"""

import os
import sys
import time
from datetime import datetime, timedelta
from datetime import time as clock

USUAL, EAT, EACH_TURN = 30, 24, 20
CUTOFF = clock(9, 45)


def main(site_id: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieyue.settings")
    import django

    django.setup()
    from django.utils import timezone

    from jieyue.access.devices.models import Device
    from jieyue.access.entries.models import GateEntry
    from jieyue.access.entries.queries import local
    from jieyue.canteen.forecast.models import ForecastCorrection
    from jieyue.flows import lunch_forecast
    from jieyue.kit.sites.models import Site
    from jieyue.people.persons.models import Person

    site = Site.objects.get(id=site_id)
    day = timezone.localdate()
    _remember(site, local(day, CUTOFF))
    device = Device.objects.filter(site=site).order_by("id")[0]
    waiting = list(Person.objects.filter(site=site).order_by("id").values_list("id", "unit_id"))
    print("begun", flush=True)
    while True:
        came, waiting = waiting[:EACH_TURN], waiting[EACH_TURN:]
        at = local(day, clock(8, 5))
        GateEntry.objects.bulk_create(
            GateEntry(
                site=site,
                device=device,
                event_id=f"m{person_id}",
                at=at,
                received_at=at,
                direction="in",
                credential="card",
                subject=str(person_id),
                person_id=person_id,
                unit_id=unit_id,
            )
            for person_id, unit_id in came
        )
        before = ForecastCorrection.objects.count()
        lunch_forecast.correct(site_id=site_id, at=local(day, CUTOFF))
        for _ in range(ForecastCorrection.objects.count() - before):
            print("written", flush=True)
        time.sleep(1)


def _remember(site: "object", at: datetime) -> None:
    """Six days on which every unit came and ate as usual, and tonight's forecast."""
    from jieyue.canteen.factories import (
        make_attendance,
        make_canteen,
        make_forecast,
        make_unit_attendance,
    )
    from jieyue.canteen.forecast import actions
    from jieyue.flows.lunch_forecast import flow
    from jieyue.kit import workdays
    from jieyue.people.units.models import Unit

    canteen = make_canteen(site=site)
    units = list(Unit.objects.filter(site=site))
    today = at.date()
    found = workdays.days(today - timedelta(days=30), today, site_id=canteen.site_id)
    for day in [day for day, each in sorted(found.items()) if each.is_working][-6:]:
        actions.record_presence(
            site_id=canteen.site_id,
            day=day,
            cutoff=CUTOFF,
            presence={unit.id: USUAL + day.day % 3 for unit in units},
            strengths={unit.id: 52 for unit in units},
            actor=flow(canteen.site_id),
            at=at,
        )
        for unit in units:
            make_unit_attendance(canteen=canteen, unit=unit, day=day, served=EAT)
        make_attendance(canteen=canteen, day=day, served=EAT * len(units))
    make_forecast(canteen=canteen, day=today, expected=EAT * len(units), spread=40)


if __name__ == "__main__":
    main(int(sys.argv[1]))
