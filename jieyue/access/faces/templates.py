"""Central templates: off by default, each with its own consent, encrypted with a key of its own."""

from array import array
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jieyue.access.faces import facts, refusals
from jieyue.access.faces.models import ConsentKind, FaceConsent, FaceTemplate
from jieyue.access.faces.parameters import CENTRAL_TEMPLATES
from jieyue.access.permissions import AccessPermission
from jieyue.kit import encryption, journal, parameters
from jieyue.kit.actor import Actor

PURPOSE = "access.faces"


@transaction.atomic
def store(
    *, holder_key: str, vector: Sequence[float], model: str, actor: Actor, at: datetime
) -> FaceTemplate:
    """Keep one holder's vector, in place of an older one.

    Raises NotAllowed, NoCentralTemplates, NoConsent.
    """
    actor.require(AccessPermission.FACES_EDIT)
    site_id = actor.site_id or 0
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    if not values.boolean(CENTRAL_TEMPLATES):
        raise refusals.NoCentralTemplates
    consents = FaceConsent.objects.filter(
        site_id=site_id, kind=ConsentKind.CENTRAL, holder_key=holder_key, withdrawn_at=None
    )
    consent = consents.select_for_update().first()
    if consent is None:
        raise refusals.NoConsent
    row, _is_new = FaceTemplate.objects.update_or_create(
        site_id=site_id,
        holder_key=holder_key,
        defaults={
            "person_id": consent.person_id,
            "data": encryption.encrypt(array("f", vector).tobytes(), purpose=PURPOSE),
            "model": model,
            "made_at": at,
        },
    )
    fact = facts.FaceTemplateStored(template_id=row.id, consent_id=consent.id)
    journal.record(fact, actor=actor, at=at)
    return row


def vectors(*, site_id: int, model: str) -> dict[str, bytes]:
    """Every holder's vector of this model as float32 bytes, by holder key. One query.

    Raises UnreadableValue.
    """
    rows = FaceTemplate.objects.filter(site_id=site_id, model=model)
    found = {}
    for holder_key, data in rows.values_list("holder_key", "data"):
        found[holder_key] = encryption.decrypt(data, purpose=PURPOSE)
    return found
