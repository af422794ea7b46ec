"""How one device delivers: its way in, its form, and what it sent that could not be taken."""

from dataclasses import dataclass
from datetime import datetime

from jieyue.access.deliveries.messages import words_of
from jieyue.access.deliveries.models import DeliveryForm, Knock, LogInKey
from jieyue.access.devices.models import Device
from jieyue.access.entries.models import RefusedEntry
from jieyue.kit.actor import Actor

MOST_SHOWN = 20


@dataclass(frozen=True)
class RefusedRow:
    """Something that could not be taken."""

    at: datetime
    words: str
    content: str


@dataclass(frozen=True)
class KnockRow:
    """Failed log-ins of one day."""

    last_at: datetime
    reason: str
    times: int


@dataclass(frozen=True)
class WayIn:
    """One device's deliveries. may_sign: Digest and signatures work with its present key."""

    device_id: int
    serial: str
    name: str
    may_sign: bool
    form: DeliveryForm
    refused: tuple[RefusedRow, ...]
    knocks: tuple[KnockRow, ...]


def way_in(actor: Actor, device_id: int) -> WayIn:
    """Raises Device.DoesNotExist."""
    device = Device.objects.visible_to(actor).get(id=device_id)
    refused = RefusedEntry.objects.visible_to(actor).filter(ingest__device=device)
    columns = ("ingest__at", "reason", "content")
    knocks = Knock.objects.visible_to(actor).filter(device=device)[:MOST_SHOWN]
    return WayIn(
        device_id=device.id,
        serial=device.serial,
        name=device.name,
        may_sign=LogInKey.objects.filter(device=device, key_hash=device.key_hash).exists(),
        form=DeliveryForm.objects.filter(device=device).first() or DeliveryForm(device=device),
        refused=tuple(
            RefusedRow(at, words_of(reason), content)
            for at, reason, content in refused.order_by("-id").values_list(*columns)[:MOST_SHOWN]
        ),
        knocks=tuple(KnockRow(row.last_at, words_of(row.reason), row.times) for row in knocks),
    )
