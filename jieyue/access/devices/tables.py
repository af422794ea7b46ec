from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jieyue.access.devices.queries import STATES, DeviceRow
from jieyue.kit.tables import MomentColumn, StatusColumn, Table, TextColumn, YesNoColumn


def _address(record: DeviceRow) -> str:
    return reverse("access:device", args=[record.id])


class DeviceTable(Table):
    """One line a gate device."""

    serial = TextColumn(verbose_name=_("serial number"), linkify=_address)
    name = TextColumn(verbose_name=_("name"))
    state = StatusColumn(verbose_name=_("state"), states=STATES)
    since = MomentColumn(verbose_name=_("since"))
    gate = TextColumn(verbose_name=_("gate"))
    place = TextColumn(verbose_name=_("stands at a"))
    kind = TextColumn(verbose_name=_("kind"))
    direction = TextColumn(verbose_name=_("direction"))
    is_active = YesNoColumn(verbose_name=_("active"))
    last_seen_at = MomentColumn(verbose_name=_("last heard"))
    key_made_at = MomentColumn(verbose_name=_("key made at"))

    hidden = ("key_made_at",)
