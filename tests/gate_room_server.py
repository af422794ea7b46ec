"""The server of the gate room's test: `python -m tests.gate_room_server STEP`.

It works on whatever database the environment names: `make` sets up one door with its cards,
`revoke` blocks the first card, `report` prints what was decided as JSON.
"""

import json
import os
import sys
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieyue.settings")
django.setup()

from jieyue.access.credentials.models import Credential  # noqa: E402
from jieyue.access.decisions import rules  # noqa: E402
from jieyue.access.decisions.inputs import unpacked  # noqa: E402
from jieyue.access.decisions.models import Decision  # noqa: E402
from jieyue.access.edge.models import EdgeUpload  # noqa: E402
from jieyue.access.entries.models import GateEntry  # noqa: E402
from jieyue.access.factories import (  # noqa: E402
    make_credential,
    make_device,
    make_gate,
    make_profile,
    make_zone,
)
from jieyue.access.gates import versions  # noqa: E402
from jieyue.people.factories import make_person, make_site  # noqa: E402
from simulator import fresh_tables  # noqa: E402

CARDS = 50


def make() -> None:
    """One door, one reader, one agent, fifty cards that are called 10000000 and so on."""
    fresh_tables.make()
    site = make_site(code="room")
    zone = make_zone(site=site)
    gate = make_gate(site=site, inner=zone, antipassback="hard")
    make_device(site=site, serial="R1", key="jyd_reader", gate=gate)
    make_device(site=site, serial="EDGE-1", key="jyd_edge", kind="edge")
    profile = make_profile(site=site, zones=[zone])
    for number in range(CARDS):
        person = make_person(site=site)
        subject = str(10_000_000 + number)
        since = datetime(2026, 1, 1, tzinfo=UTC)
        make_credential(profile=profile, person=person, subject=subject, valid_from=since)


def revoke() -> None:
    card = Credential.objects.get(subject="10000000")
    card.status, card.changed_in = "blocked", versions.rise(site_id=card.site_id)
    card.save()


def report() -> None:
    """What there is, and whether deciding again says the same."""
    rows = list(Decision.objects.order_by("id"))
    replayed = [rules.decide(*unpacked(row.inputs)) for row in rows]
    sys.stdout.write(
        json.dumps(
            {
                "events": {row.event_id: [row.outcome, row.reason] for row in rows},
                "rows": len(rows),
                "entries": GateEntry.objects.count(),
                "same": all(
                    (row.outcome, row.reason) == (again.outcome, again.reason)
                    for row, again in zip(rows, replayed, strict=True)
                ),
                "in_order": [row.at for row in rows] == sorted(row.at for row in rows),
                "doubled": sum(upload.duplicates for upload in EdgeUpload.objects.all()),
            }
        )
    )


if __name__ == "__main__":
    {"make": make, "revoke": revoke, "report": report}[sys.argv[1]]()
