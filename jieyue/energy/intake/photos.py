"""Photos of what a meter showed when it was read."""

from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.actor import Actor
from jieyue.kit.files.models import StoredFile
from jieyue.kit.files.purposes import FileKind, Purpose, declare


def _may_read(actor: Actor, _stored: StoredFile) -> bool:
    return actor.scope_of(EnergyPermission.READINGS_READ) is not None


READING = declare(
    Purpose("energy.intake.reading", (FileKind.JPEG, FileKind.PNG), may_read=_may_read)
)
