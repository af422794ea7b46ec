"""The document that is the legal basis of an order."""

from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Actor
from jieyue.kit.files.models import StoredFile
from jieyue.kit.files.purposes import FileKind, Purpose, declare


def _may_read(actor: Actor, _stored: StoredFile) -> bool:
    return actor.may(AccessPermission.HEALTH_READ)


BASIS = declare(
    Purpose("access.health.basis", (FileKind.PDF, FileKind.JPEG, FileKind.PNG), may_read=_may_read)
)
