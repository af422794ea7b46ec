"""Pictures that gates and lanes send: kept for the guard, and deleted in time."""

from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from jieyue.access.decisions.pictures import PURPOSE
from jieyue.access.deliveries.facts import PicturesForgotten
from jieyue.access.deliveries.parameters import PICTURES_KEPT
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor, system
from jieyue.kit.files import storing
from jieyue.kit.files.models import StoredFile
from jieyue.kit.files.purposes import FileKind, Purpose, declare

MOST_AT_ONCE = 1_000


PICTURE = declare(
    Purpose(
        PURPOSE,
        (FileKind.JPEG, FileKind.PNG),
        may_read=lambda _actor, _stored: False,  # shown live, or for a purpose
        largest_bytes=4 * 1024 * 1024,
    )
)


def keep(name: str, content: bytes, *, actor: Actor, at: datetime) -> int:
    """The id of the stored picture. Raises FileRefused."""
    upload = SimpleUploadedFile(name, content)
    return storing.store(upload, purpose=PICTURE, actor=actor, at=at).id


def forget(*, site_id: int, at: datetime) -> int:
    """Delete all pictures past their time, the bytes too; returns how many. Runs each night."""
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    before = at - timedelta(days=values.integer(PICTURES_KEPT))
    number = 0
    while deleted := _forget_some(site_id, before=before, at=at):
        number += deleted
    return number


def _forget_some(site_id: int, *, before: datetime, at: datetime) -> int:
    """So many that a transaction stays short; 0 when none is left."""
    rows = StoredFile.objects.filter(
        site_id=site_id, purpose=PICTURE.code, uploaded_at__lt=before
    ).order_by("id")[:MOST_AT_ONCE]
    old = list(rows)
    if not old:
        return 0
    with transaction.atomic():
        StoredFile.objects.filter(id__in=[row.id for row in old]).delete()
        fact = PicturesForgotten(before=before.isoformat(), pictures=len(old))
        actor = system("access.deliveries.pictures", site_id=site_id)
        journal.record(fact, actor=actor, at=at)
    still = set(
        StoredFile.objects.filter(sha256__in={row.sha256 for row in old}).values_list(
            "sha256", flat=True
        )
    )
    for row in old:
        if row.sha256 not in still:
            storing.location(row).unlink(missing_ok=True)
    return len(old)
