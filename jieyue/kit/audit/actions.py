"""What people do with the journal: try a failed delivery again, verify the chain."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jieyue.kit.actor import Actor
from jieyue.kit.audit.facts import DeliveryRetried, JournalVerified
from jieyue.kit.journal.models import Delivery
from jieyue.kit.journal.recording import record
from jieyue.kit.journal.sealing import broken_link, last_digest, seal
from jieyue.kit.permissions import KitPermission
from jieyue.kit.tasks import Progress, labelled


class ReasonMissing(Exception):
    """The action needs a reason in words."""


class NotFailing(Exception):
    """The delivery has been made, or never failed; there is nothing to try again."""

    def __init__(self, delivery_id: int) -> None:
        super().__init__(delivery_id)
        self.delivery_id = delivery_id


REFUSALS = (NotFailing, ReasonMissing)


@transaction.atomic
def retry(*, delivery_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Let a failing delivery be run at once. Raises NotAllowed, ReasonMissing, NotFailing."""
    actor.require(KitPermission.TASKS_RETRY)
    if not reason.strip():
        raise ReasonMissing
    failing = Delivery.objects.select_for_update(of=("self",)).filter(
        id=delivery_id, entry__site_id=actor.site_id, done_at=None, attempts__gt=0
    )
    delivery = failing.first()
    if delivery is None:
        raise NotFailing(delivery_id)
    delivery.due_at = at
    delivery.save(update_fields=["due_at"])
    fact = DeliveryRetried(
        delivery_id=delivery.id, reaction=delivery.reaction, reason=reason.strip()
    )
    record(fact, actor=actor, at=at)


@labelled(_("Verify the journal"))
def verify(
    _arguments: dict[str, Any], *, site_id: int, progress: Progress, actor: Actor, at: datetime
) -> dict[str, Any]:
    """The background work "kit.audit.verify": seal what is new, then check the whole chain."""
    actor.require(KitPermission.JOURNAL_READ)
    seal(site_id=site_id)
    sealed, digest = last_digest(site_id=site_id)
    broken = broken_link(
        site_id=site_id, progress=lambda position: progress(position / max(sealed, 1), "")
    )
    where = "" if broken is None else f"{broken.reason} {broken.position or broken.entry_id}"
    with transaction.atomic():
        record(JournalVerified(sealed=sealed, broken=where), actor=actor, at=at)
    return {"sealed": sealed, "broken": where, "digest": digest}
