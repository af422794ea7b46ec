"""Photos of what was disposed of."""

from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.actor import Actor
from jieyue.kit.files.models import StoredFile
from jieyue.kit.files.purposes import FileKind, Purpose, declare


def _may_read(actor: Actor, _stored: StoredFile) -> bool:
    return actor.scope_of(CanteenPermission.STOCK_READ) is not None


DISPOSAL = declare(
    Purpose("canteen.stock.disposal", (FileKind.JPEG, FileKind.PNG), may_read=_may_read)
)
