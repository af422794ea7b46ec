"""Looks at every device each minute: opens a spell when one falls ill, tells of it once."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from jieyue.access.devices import health
from jieyue.access.devices import parameters as of_devices
from jieyue.access.devices.models import AilingSpell, Device
from jieyue.access.devices.rules import AILING, Health, State
from jieyue.access.permissions import AccessPermission
from jieyue.access.silence.facts import DeviceFellIll, DeviceRecovered
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor, system
from jieyue.people.messages.actions import Text, tell_holders

NAME = "access.silence"
TOLD: Mapping[str, str] = {
    State.CLOCK_OFF: gettext_noop("%(device)s: its clock is off"),
    State.FAULTY: gettext_noop("%(device)s reports a fault: %(fault)s"),
    State.SILENT: gettext_noop("%(device)s is silent"),
}
OLD_KEYS = gettext_noop("Keys of gate devices are older than %(days)s days")
OLD_KEYS_TEXT = gettext_noop("Renew them on the page of each device: %(devices)s")
NAMED = 10


@transaction.atomic
def look(*, site_id: int, at: datetime) -> None:
    """Open a spell for each device that fell ill and close those of the recovered."""
    limits = health.limits_of(site_id=site_id, at=at)
    devices = Device.objects.filter(site_id=site_id).order_by("id")
    spells = AilingSpell.objects.filter(site_id=site_id, until=None).select_for_update()
    standing = {spell.device_id: spell for spell in spells}
    actor = system(NAME, site_id=site_id)
    for device in devices:
        found = health.of(device, limits=limits, at=at)
        spell = standing.get(device.id)
        if spell is not None and spell.state != found.state:
            _close(spell, device, actor=actor, at=at)
            spell = None
        if spell is None and found.state in AILING:
            _open(device, found, actor=actor, at=at)


def tell(fact: DeviceFellIll, *, site_id: int, at: datetime) -> None:
    """Once for each spell, and not again for one that falls ill of the same right away."""
    spell = AilingSpell.objects.select_related("device").get(id=fact.spell_id)
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    before = at - timedelta(minutes=values.integer(of_devices.TELL_AGAIN))
    same = AilingSpell.objects.filter(device_id=spell.device_id, state=spell.state)
    if spell.told_at is not None or same.filter(told_at__gt=before).exists():
        return
    spell.told_at = at
    spell.save(update_fields=["told_at"])
    text = Text(
        title=TOLD[State(spell.state)],
        link=f"/access/devices/{spell.device_id}/",
        values={"device": spell.device.name, "fault": spell.device.fault},
    )
    actor = system(NAME, site_id=site_id)
    tell_holders(text, permission=AccessPermission.DEVICES_EDIT, actor=actor, at=at)


def remind_of_keys(*, site_id: int, at: datetime) -> None:
    """Each Monday, while a key in use is older than it should be."""
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    days = values.integer(of_devices.KEY_AGE)
    old = Device.objects.filter(
        site_id=site_id, is_active=True, key_made_at__lt=at - timedelta(days=days)
    )
    names = list(old.values_list("name", flat=True))
    if not names:
        return
    more = "…" if len(names) > NAMED else ""
    text = Text(
        title=OLD_KEYS,
        text=OLD_KEYS_TEXT,
        link="/access/devices/",
        values={"days": str(days), "devices": "、".join(names[:NAMED]) + more},
    )
    actor = system(NAME, site_id=site_id)
    tell_holders(text, permission=AccessPermission.DEVICES_EDIT, actor=actor, at=at)


def _open(device: Device, found: Health, *, actor: Actor, at: datetime) -> None:
    last = device.spells.order_by("-until").values_list("until", flat=True).first()
    since = max(found.since or at, last or found.since or at)  # spells do not overlap
    spell = AilingSpell.objects.create(
        site_id=device.site_id, device=device, state=found.state, since=min(since, at)
    )
    fact = DeviceFellIll(
        spell_id=spell.id,
        device_id=device.id,
        serial=device.serial,
        state=found.state,
        since=spell.since,
    )
    journal.record(fact, actor=actor, at=at)


def _close(spell: AilingSpell, device: Device, *, actor: Actor, at: datetime) -> None:
    spell.until = at
    spell.save(update_fields=["until"])
    fact = DeviceRecovered(
        spell_id=spell.id,
        device_id=device.id,
        serial=device.serial,
        state=spell.state,
        minutes=round((at - spell.since).total_seconds() / 60),
    )
    journal.record(fact, actor=actor, at=at)
