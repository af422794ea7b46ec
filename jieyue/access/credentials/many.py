"""Passes of a whole group at once: one change of the rules and one entry in the journal for all."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from jieyue.access.credentials import facts, numbers
from jieyue.access.credentials.models import AccessProfile, Credential, Kind, Status
from jieyue.access.credentials.rights import require_edit
from jieyue.access.gates import versions
from jieyue.kit import journal
from jieyue.kit.actor import Actor


class Held(NamedTuple):
    """Who gets a pass, and what the guard reads."""

    holder_key: str
    label: str


@transaction.atomic
def issue_passes(
    held: Sequence[Held],
    *,
    holder: str,
    unit_id: int | None,
    host_id: int | None = None,
    profile: AccessProfile,
    zones_only: Sequence[str],
    valid_from: datetime,
    valid_until: datetime,
    actor: Actor,
    at: datetime,
) -> list[Credential]:
    """A QR pass for each, in one window; zones_only are codes of the profile.

    host_id: whose visitors they are, as the visit says. Raises NotAllowed.
    """
    require_edit(actor, holder=holder, unit_id=unit_id, host_id=host_id)
    if not held:
        return []
    changed_in = versions.rise(site_id=profile.site_id)
    rows = Credential.objects.bulk_create(
        Credential(
            site_id=profile.site_id,
            kind=Kind.QR,
            subject=numbers.new_pass(),
            holder=holder,
            holder_key=each.holder_key,
            label=each.label[:80],
            unit_id=unit_id,
            profile=profile,
            zones_only=sorted(zones_only),
            valid_from=valid_from,
            valid_until=valid_until,
            created_at=at,
            changed_in=changed_in,
        )
        for each in held
    )
    fact = facts.PassesIssued(holder=holder, credential_ids=[row.id for row in rows])
    journal.record(fact, actor=actor, at=at)
    return rows


@transaction.atomic
def move_passes(
    living: Sequence[Credential],
    *,
    valid_from: datetime,
    valid_until: datetime,
    host_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """The same passes in another window. Raises NotAllowed."""
    ids = _checked(living, actor, host_id=host_id)
    if not ids:
        return
    Credential.objects.filter(id__in=ids).update(
        valid_from=valid_from,
        valid_until=valid_until,
        changed_in=versions.rise(site_id=living[0].site_id),
    )
    fact = facts.PassesMoved(credential_ids=ids, valid_from=valid_from, valid_until=valid_until)
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def end_passes(
    living: Sequence[Credential],
    *,
    reason: str,
    host_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Never good again. Raises NotAllowed."""
    ids = _checked(living, actor, host_id=host_id)
    if not ids:
        return
    Credential.objects.filter(id__in=ids).exclude(status=Status.ENDED).update(
        status=Status.ENDED,
        status_reason=reason[:200],
        changed_in=versions.rise(site_id=living[0].site_id),
    )
    fact = facts.PassesEnded(credential_ids=ids, reason=reason[:200])
    journal.record(fact, actor=actor, at=at)


def _checked(living: Sequence[Credential], actor: Actor, *, host_id: int | None) -> list[int]:
    """Raises NotAllowed."""
    for holder, unit_id in {(row.holder, row.unit_id) for row in living}:
        require_edit(actor, holder=holder, unit_id=unit_id, host_id=host_id)
    return [row.id for row in living]
