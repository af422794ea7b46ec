"""Plans that units file with their targets."""

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.targets.models import Target
from jieyue.kit.actor import Actor
from jieyue.kit.files import purposes
from jieyue.kit.files.models import StoredFile
from jieyue.kit.files.purposes import FileKind, Purpose


def _may_read(actor: Actor, stored: StoredFile) -> bool:
    if actor.scope_of(EnergyPermission.QUOTAS_READ) is None:
        return False
    return Target.objects.visible_to(actor).filter(document_id=stored.id).exists()


PLAN_DOCUMENT = purposes.declare(
    Purpose("energy.targets.plan", (FileKind.PDF, FileKind.JPEG, FileKind.PNG), may_read=_may_read)
)
