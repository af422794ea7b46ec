"""The one door of readings: devices, files, hand and photo all come through `store`."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from jieyue.energy.consumption import recomputing
from jieyue.energy.intake import checking, ledger
from jieyue.energy.intake.facts import ReadingsStored
from jieyue.energy.intake.incoming import Doubts, Incoming
from jieyue.energy.intake.models import Batch, RefusedReading, Source
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.readings import back_ends, days, merging, storage
from jieyue.energy.readings.merging import Readings
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor, NotAllowed

READ_BY_PEOPLE = (Source.HAND, Source.PHOTO)


@dataclass(frozen=True)
class Sent:
    """What is known of a sender: its collector, an entry's phone and photo."""

    collector_id: int | None = None
    photo_id: int | None = None
    client_id: UUID | None = None
    happened_at: datetime | None = None


@dataclass(frozen=True)
class Stored:
    """What became of a batch, in readings. reasons: refused and flagged by code.

    resend_of: number of the batch that brought the same content first, None when it is new.
    """

    batch_id: int
    added: int
    unchanged: int
    conflicting: int
    refused: int
    flagged: int
    reasons: dict[str, int]
    resend_of: int | None = None


@transaction.atomic
def store(
    incoming: Incoming,
    *,
    source: str,
    name: str = "",
    fingerprint: str = "",
    skew_s: int | None = None,
    sent: Sent | None = None,
    actor: Actor,
    at: datetime,
) -> Stored:
    """Check, keep and derive in one transaction. Idempotent: the same again changes nothing.

    skew_s: seconds by which the sender's clock is ahead of ours. Raises NotAllowed.
    """
    permission = (
        EnergyPermission.READINGS_RECORD
        if source in READ_BY_PEOPLE
        else EnergyPermission.READINGS_IMPORT
    )
    if actor.scope_of(permission) is None or actor.site_id is None:
        raise NotAllowed(permission)
    site_id = actor.site_id
    asked = checking.Asked(
        source=source,
        skew_s=skew_s,
        site_id=site_id,
        values=parameters.read(site_id=site_id, on=timezone.localdate(at)),
        at=at,
    )
    back_ends.lock(sorted(set(incoming.readings.meter_id.tolist())))
    fingerprint = fingerprint or incoming.fingerprint()
    checked = checking.check(
        incoming,
        asked,
        lambda meters: ledger.within_reach(meters, permission=permission, actor=actor),
    )
    good = checked.good()
    merged = storage.merge_readings(good, site_id=site_id)
    recomputing.recompute(merged.touched, site_id=site_id)
    doubts = checked.doubts
    first = Batch.objects.filter(site_id=site_id, fingerprint=fingerprint).order_by("id").first()
    sent = sent or Sent()
    batch = Batch.objects.create(
        site_id=site_id,
        source=source,
        name=name[:200],
        fingerprint=fingerprint,
        resend_of=first,
        collector_id=sent.collector_id,
        photo_id=sent.photo_id,
        client_id=sent.client_id,
        happened_at=sent.happened_at,
        received_at=at,
        received_by=actor.name[:80],
        **_span(good),
        meters=len(merging.meter_starts(good)) if len(good) else 0,
        added=merged.added,
        unchanged=merged.unchanged,
        conflicting=merged.conflicting,
        refused=doubts.refused.total(),
        flagged=doubts.flagged.total(),
        reasons=doubts.reasons(),
        skew_s=skew_s,
    )
    _keep(doubts, batch)
    _record(batch, actor=actor, at=at)
    return Stored(
        batch_id=batch.id,
        added=batch.added,
        unchanged=batch.unchanged,
        conflicting=batch.conflicting,
        refused=batch.refused,
        flagged=batch.flagged,
        reasons=batch.reasons,
        resend_of=first.id if first else None,
    )


def _span(good: Readings) -> dict[str, datetime | None]:
    if not len(good):
        return {"first_at": None, "last_at": None}
    return {
        "first_at": days.instant(int(good.at_s.min())),
        "last_at": days.instant(int(good.at_s.max())),
    }


def _keep(doubts: Doubts, batch: Batch) -> None:
    RefusedReading.objects.bulk_create(
        RefusedReading(
            site_id=batch.site_id,
            batch=batch,
            line=doubt.line,
            meter_number=doubt.meter_number[:60],
            at_text=doubt.at_text[:40],
            value_text=doubt.value_text[:40],
            reason=doubt.reason,
            detail=doubt.detail[:200],
            was_stored=doubt.was_stored,
        )
        for doubt in doubts.kept
    )


def _record(batch: Batch, *, actor: Actor, at: datetime) -> None:
    fact = ReadingsStored(
        batch_id=batch.id,
        source=batch.source,
        meters=batch.meters,
        added=batch.added,
        conflicting=batch.conflicting,
        refused=batch.refused,
        flagged=batch.flagged,
        first=batch.first_at,
        last=batch.last_at,
    )
    journal.record(fact, actor=actor, at=at)
