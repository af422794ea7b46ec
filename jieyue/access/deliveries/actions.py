"""Sets how a device logs in and delivers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from jieyue.access.deliveries import gateway
from jieyue.access.deliveries.facts import DeliveryFormSet, LogInKeyMade
from jieyue.access.deliveries.models import DeliveryForm, LogInKey
from jieyue.access.devices import actions as devices
from jieyue.access.devices.actions import NewKey
from jieyue.access.devices.models import Device
from jieyue.access.devices.rules import key_hash
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor


@dataclass(frozen=True, kw_only=True)
class FormEntry:
    """What is typed of a device's way of delivering."""

    mapping: dict[str, Any]
    must_sign: bool
    opens: bool


@transaction.atomic
def make_log_in_key(*, device_id: int, actor: Actor, at: datetime) -> NewKey:
    """A new key that Digest and signatures can use too; the old one overlaps as always.

    Raises NotAllowed, Device.DoesNotExist.
    """
    new = devices.renew_key(device_id=device_id, actor=actor, at=at)
    device = Device.objects.get(id=device_id)
    living = {device.key_hash, device.old_key_hash}
    LogInKey.objects.filter(device=device).exclude(key_hash__in=living).delete()
    row = LogInKey(site_id=device.site_id, device=device, key_hash=key_hash(new.key), made_at=at)
    row.seal(new.key)
    row.save()
    journal.record(LogInKeyMade(device_id=device.id), actor=actor, at=at)
    return new


@transaction.atomic
def set_form(*, device_id: int, entry: FormEntry, actor: Actor, at: datetime) -> None:
    """The same again records nothing. Raises NotAllowed, Device.DoesNotExist, MappingRefused."""
    actor.require(AccessPermission.DEVICES_EDIT)
    device = Device.objects.visible_to(actor).select_for_update().get(id=device_id)
    gateway.check_mapping(entry.mapping)
    row = DeliveryForm.objects.filter(device=device).first()
    row = row or DeliveryForm(site_id=device.site_id, device=device)
    wanted = vars(entry)
    if row.pk and all(getattr(row, name) == value for name, value in wanted.items()):
        return
    for name, value in wanted.items():
        setattr(row, name, value)
    row.save()
    journal.record(DeliveryFormSet(device_id=device.id, **wanted), actor=actor, at=at)
