"""Scans and photos of bills."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from jieyue.energy.bills.models import Bill, BillScan
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.actor import Actor
from jieyue.kit.files import purposes, storing
from jieyue.kit.files.models import StoredFile
from jieyue.kit.files.purposes import FileKind, Purpose


def _may_read(actor: Actor, stored: StoredFile) -> bool:
    if actor.scope_of(EnergyPermission.STATISTICS_READ) is None:
        return False
    return BillScan.objects.visible_to(actor).filter(file_id=stored.id).exists()


BILL_SCAN = purposes.declare(
    Purpose("energy.bills.scan", (FileKind.PDF, FileKind.JPEG, FileKind.PNG), may_read=_may_read)
)


def keep(bill: Bill, uploads: Sequence[UploadedFile], *, actor: Actor, at: datetime) -> None:
    """Raises FileRefused."""
    for upload in uploads:
        stored = storing.store(upload, purpose=BILL_SCAN, actor=actor, at=at)
        BillScan.objects.create(site_id=bill.site_id, bill=bill, file=stored)
