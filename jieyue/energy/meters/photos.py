"""Photos of instruments that were changed."""

from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.actor import Actor
from jieyue.kit.files.models import StoredFile
from jieyue.kit.files.purposes import FileKind, Purpose, declare


def _may_read(actor: Actor, _stored: StoredFile) -> bool:
    return actor.scope_of(EnergyPermission.METERS_READ) is not None


REPLACEMENT = declare(
    Purpose("energy.meters.replacement", (FileKind.JPEG, FileKind.PNG), may_read=_may_read)
)
