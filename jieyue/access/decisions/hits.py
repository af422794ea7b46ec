"""Timed: whoever of the block list came to a gate is told on, soon but not on the gate's time.

One notice for each entry of the list and gate in a quarter of an hour, since a camera reads the
same plate many times while the car stands there.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db.models import Max, Q

from jieyue.access.credentials import blocks
from jieyue.access.credentials.facts import BlockHit
from jieyue.access.credentials.models import Block, BlockKind
from jieyue.access.decisions.models import Decision
from jieyue.access.decisions.rules import Reason
from jieyue.kit.actor import system
from jieyue.kit.journal.models import Entry

QUIET = timedelta(minutes=15)
OLDEST = timedelta(days=2)  # what a gate room decided alone comes later
NEVER = datetime.min.replace(tzinfo=UTC)


def note(*, site_id: int, at: datetime) -> None:
    """Record the hits that were not recorded yet, also those of hours in which nothing ran."""
    noted = _noted(site_id, at)
    for row in _hits(site_id, at):
        block = _block(row)
        place = row.gate or row.device
        where = place.name if place else ""
        if block is None or noted.get((block.id, where), NEVER) > row.received_at - QUIET:
            continue
        noted[block.id, where] = at
        part = system("access.decisions", site_id=site_id)
        blocks.note_hit(block_id=block.id, where=where, actor=part, at=at)


def _hits(site_id: int, at: datetime) -> Iterable[Decision]:
    """The last time each who was refused, or let out, as listed was seen at each gate."""
    is_hit = Q(reason=Reason.BLOCKED) | Q(warnings__contains=Reason.BLOCKED.value)
    rows = Decision.objects.filter(is_hit, site_id=site_id, at__gt=at - OLDEST)
    who = ("kind", "subject", "person", "gate", "device", "reason", "warnings")
    seen = rows.filter(received_at__lte=at).order_by().values(*who).annotate(last=Max("id"))
    last = [
        row["last"]
        for row in seen
        if Reason.BLOCKED in (row["reason"], *row["warnings"].split(","))
    ]  # "credential_blocked" only sounds like it
    found = Decision.objects.filter(id__in=last).select_related("gate", "person", "device")
    return found.order_by("at", "id")


def _block(row: Decision) -> Block | None:
    """What stood on the list when they came, by what they showed or who they are."""
    kind = BlockKind.PERSON if row.kind in ("face", "id") else row.kind
    shown = [(kind, row.subject)] if kind in BlockKind.values else []
    if row.person is not None:
        shown.append((BlockKind.PERSON, row.person.staff_no))
    found = (
        blocks.find(site_id=row.site_id, kind=kind, subject=subject, at=row.at)
        for kind, subject in shown
    )
    return next((block for block in found if block is not None), None)


def _noted(site_id: int, at: datetime) -> dict[tuple[int, str], datetime]:
    """When each entry of the list was last told of, by gate."""
    entries = Entry.objects.filter(site_id=site_id, name=BlockHit.name, at__gt=at - OLDEST - QUIET)
    rows = entries.order_by("at", "id").values_list("data", "at")
    return {(data["block_id"], data["where"]): told_at for data, told_at in rows}
