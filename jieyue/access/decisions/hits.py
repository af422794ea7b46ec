"""Timed: whoever of the block list came to a gate is told on, soon but not on the gate's time.

One notice for each entry of the list and gate in a quarter of an hour, since a camera reads the
same plate many times while the car stands there.
"""

from datetime import datetime, timedelta

from django.db.models import Q

from jieyue.access.credentials import blocks
from jieyue.access.credentials.facts import BlockHit
from jieyue.access.credentials.models import Block, BlockKind
from jieyue.access.decisions.models import Decision
from jieyue.access.decisions.rules import Reason
from jieyue.kit.actor import system
from jieyue.kit.journal.models import Entry

QUIET = timedelta(minutes=15)
OLDEST = timedelta(days=2)  # what a gate room decided alone comes later


def note(*, site_id: int, at: datetime) -> None:
    """Record the hits of the last minutes that were not recorded yet."""
    known = _noted(site_id, at)
    is_hit = Q(reason=Reason.BLOCKED) | Q(warnings__contains=Reason.BLOCKED.value)  # or let out
    rows = Decision.objects.filter(is_hit, site_id=site_id, at__gt=at - OLDEST)
    rows = rows.filter(received_at__gt=at - QUIET, received_at__lte=at)
    for row in rows.select_related("gate", "person", "device").order_by("at", "id"):
        if Reason.BLOCKED not in (row.reason, *row.warnings.split(",")):
            continue  # "credential_blocked" only sounds like it
        block = _block(row)
        place = row.gate or row.device
        where = place.name if place else ""
        if block is None or (block.id, where) in known:
            continue
        known.add((block.id, where))
        part = system("access.decisions", site_id=site_id)
        blocks.note_hit(block_id=block.id, where=where, actor=part, at=at)


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


def _noted(site_id: int, at: datetime) -> set[tuple[int, str]]:
    entries = Entry.objects.filter(site_id=site_id, name=BlockHit.name, at__gt=at - QUIET)
    return {(data["block_id"], data["where"]) for data in entries.values_list("data", flat=True)}
