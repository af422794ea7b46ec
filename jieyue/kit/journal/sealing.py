"""The chain of digests that makes tampering with the journal visible.

`record` writes entries unsealed and takes no lock. A timed job seals what is new: each seal has
the next position of its site's chain, and a digest over the entry and the seal before it. Cutting
off the newest seals cannot be seen from inside the database; so the last digest is shown on the
journal page, to be kept elsewhere, and backups hold the chain as it was.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from jieyue.kit.sites.models import Site

if TYPE_CHECKING:
    from jieyue.kit.journal.models import Entry, Seal

BATCH = 2000
SEALED_WITHIN = timedelta(hours=1)


@dataclass(frozen=True)
class BrokenLink:
    """The first place where a site's chain does not hold.

    `reason` is "changed" (entry or seal altered), "missing" (a position is not there), or
    "unsealed" (an old entry that was kept out of the chain).
    """

    position: int | None
    entry_id: int | None
    reason: str


def seal_all(*, site_id: int | None, at: datetime) -> None:
    """The timed job: seal what is new on every site. One run is for all sites."""
    del site_id, at
    from jieyue.kit.journal.models import PendingSeal

    waiting = PendingSeal.objects.order_by("site_id").values_list("site_id", flat=True).distinct()
    for waiting_site_id in list(waiting):
        while seal(site_id=waiting_site_id) == BATCH:
            pass


@transaction.atomic
def seal(*, site_id: int | None) -> int:
    """Seal up to BATCH entries of a site in order of their ids; returns how many."""
    from jieyue.kit.journal.models import PendingSeal, Seal

    _lock_chain(site_id)
    pending = PendingSeal.objects.filter(site_id=site_id).order_by("entry_id")
    waiting = list(pending.select_related("entry")[:BATCH])
    last = Seal.objects.filter(site_id=site_id).order_by("-position").first()
    position, previous = (last.position, last.digest) if last else (0, "")
    seals = []
    for row in waiting:
        position += 1
        digest = digest_of(row.entry, position=position, previous=previous)
        seals.append(
            Seal(
                entry=row.entry,
                site_id=site_id,
                position=position,
                previous_digest=previous,
                digest=digest,
            )
        )
        previous = digest
    Seal.objects.bulk_create(seals)
    PendingSeal.objects.filter(pk__in=[row.pk for row in waiting]).delete()
    return len(seals)


def broken_link(
    *, site_id: int | None, progress: Callable[[int], None] | None = None
) -> BrokenLink | None:
    """The first broken place of a site's chain; None if all of it holds. Reads the whole chain."""
    from jieyue.kit.journal.models import Seal

    expected, previous = 1, ""
    chain = Seal.objects.filter(site_id=site_id).order_by("position").select_related("entry")
    for link in chain.iterator(chunk_size=BATCH):
        if link.position != expected:
            return BrokenLink(expected, None, "missing")
        if not _holds(link, previous):
            return BrokenLink(link.position, link.entry_id, "changed")
        expected, previous = expected + 1, link.digest
        if progress is not None and expected % BATCH == 0:
            progress(expected)
    return _kept_out(site_id)


def last_digest(*, site_id: int | None) -> tuple[int, str]:
    """Position and digest of the newest seal; (0, "") before the first."""
    from jieyue.kit.journal.models import Seal

    rows = Seal.objects.filter(site_id=site_id).order_by("-position")
    return rows.values_list("position", "digest").first() or (0, "")


def digest_of(entry: "Entry", *, position: int, previous: str) -> str:
    """SHA-256 over the previous digest, the position and everything the entry says."""
    parts = [
        previous,
        position,
        entry.id,
        entry.site_id,
        entry.name,
        entry.data,
        entry.actor_kind,
        entry.actor_name,
        entry.account_id,
        entry.person_id,
        entry.at.astimezone(UTC).isoformat(),
        entry.recorded_at.astimezone(UTC).isoformat(),
        entry.cause_id,
    ]
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _lock_chain(site_id: int | None) -> None:
    """Keep two workers from sealing one site at once; writers of entries are not kept waiting.

    The chain of entries without a site has no row to lock: there the unique position decides.
    """
    if site_id is not None:
        list(Site.objects.select_for_update(no_key=True).filter(id=site_id).values_list("id"))


def _holds(link: "Seal", previous: str) -> bool:
    digest = digest_of(link.entry, position=link.position, previous=previous)
    return link.previous_digest == previous and link.digest == digest


def _kept_out(site_id: int | None) -> BrokenLink | None:
    """An entry without a seal although later ones were sealed an hour after it."""
    from jieyue.kit.journal.models import Entry

    entries = Entry.objects.filter(site_id=site_id)
    newest = entries.exclude(seal=None).order_by("-recorded_at").values_list("recorded_at").first()
    if newest is None:
        return None
    old = entries.filter(seal=None, recorded_at__lt=newest[0] - SEALED_WITHIN).order_by("id")
    found = old.values_list("id", flat=True).first()
    return None if found is None else BrokenLink(None, found, "unsealed")
