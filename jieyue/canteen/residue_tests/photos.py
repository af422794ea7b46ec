"""Pictures of test cards and disposals."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.actor import Actor
from jieyue.kit.files import purposes, storing
from jieyue.kit.files.models import StoredFile
from jieyue.kit.files.purposes import FileKind, Purpose


def _may_read(actor: Actor, _stored: StoredFile) -> bool:
    return actor.scope_of(CanteenPermission.RESIDUE_TESTS_READ) is not None


TEST_PHOTO = purposes.declare(
    Purpose("canteen.residue_tests.photo", (FileKind.JPEG, FileKind.PNG), may_read=_may_read)
)


def keep(upload: UploadedFile | None, *, actor: Actor, at: datetime) -> int | None:
    """The id of a stored picture; None when there is none. Raises FileRefused."""
    if upload is None:
        return None
    return storing.store(upload, purpose=TEST_PHOTO, actor=actor, at=at).id
