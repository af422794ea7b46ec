"""Photos of meters that could not be read."""

from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.actor import Actor
from jieyue.kit.files.models import StoredFile
from jieyue.kit.files.purposes import FileKind, Purpose, declare


def _may_read(actor: Actor, _stored: StoredFile) -> bool:
    return actor.scope_of(EnergyPermission.READINGS_READ) is not None


UNREAD = declare(Purpose("energy.rounds.unread", (FileKind.JPEG, FileKind.PNG), may_read=_may_read))
