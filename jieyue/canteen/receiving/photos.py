"""Pictures taken at the loading bay."""

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.receiving.deliveries import Photo
from jieyue.kit.actor import Actor
from jieyue.kit.files import purposes, storing
from jieyue.kit.files.models import StoredFile
from jieyue.kit.files.purposes import FileKind, Purpose


def _may_read(actor: Actor, _stored: StoredFile) -> bool:
    return actor.scope_of(CanteenPermission.RECEIVING_READ) is not None


DELIVERY_PHOTO = purposes.declare(
    Purpose("canteen.receiving.photo", (FileKind.JPEG, FileKind.PNG), may_read=_may_read)
)


def keep(photo: Photo | None, *, actor: Actor, at: datetime) -> StoredFile | None:
    """Store a picture; None stays none. Raises FileRefused."""
    if photo is None:
        return None
    upload = SimpleUploadedFile(photo.name, photo.content)
    return storing.store(upload, purpose=DELIVERY_PHOTO, actor=actor, at=at)
