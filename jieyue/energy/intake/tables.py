from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jieyue.energy.intake.collectors import CollectorRow
from jieyue.energy.intake.models import Batch, Source
from jieyue.kit.tables import (
    MomentColumn,
    NumberColumn,
    StatusColumn,
    Table,
    TextColumn,
    YesNoColumn,
)

SOURCES = {
    Source.DEVICE.value: (Source.DEVICE.label, "blue"),
    Source.FILE.value: (Source.FILE.label, "purple"),
    Source.HAND.value: (Source.HAND.label, "green"),
    Source.PHOTO.value: (Source.PHOTO.label, "green"),
}


def _batch(record: Batch) -> str:
    return reverse("energy:batch", args=[record.id])


def _collector(record: CollectorRow) -> str:
    return reverse("energy:collector", args=[record.id])


class BatchTable(Table):
    """One line a delivery."""

    received_at = MomentColumn(verbose_name=_("received"), linkify=_batch)
    source = StatusColumn(verbose_name=_("source"), states=SOURCES)
    name = TextColumn(verbose_name=_("name"))
    received_by = TextColumn(verbose_name=_("by"))
    meters = NumberColumn(verbose_name=_("meters"))
    added = NumberColumn(verbose_name=_("new"))
    unchanged = NumberColumn(verbose_name=_("known before"))
    conflicting = NumberColumn(verbose_name=_("unlike what was known"))
    refused = NumberColumn(verbose_name=_("not taken in"))
    flagged = NumberColumn(verbose_name=_("to be looked at"))
    first_at = MomentColumn(verbose_name=_("first reading"))
    last_at = MomentColumn(verbose_name=_("last reading"))
    skew_s = NumberColumn(verbose_name=_("clock ahead by (s)"))

    hidden = ("first_at", "last_at", "skew_s")


class RefusedTable(Table):
    """One line a reading that was refused or is doubted."""

    line = NumberColumn(verbose_name=_("line"))
    meter_number = TextColumn(verbose_name=_("meter"))
    at_text = TextColumn(verbose_name=_("time"))
    value_text = TextColumn(verbose_name=_("value"))
    reason = TextColumn(verbose_name=_("reason"))
    detail = TextColumn(verbose_name=_("detail"))
    was_stored = YesNoColumn(verbose_name=_("stored all the same"))


class CollectorTable(Table):
    """One line a collector."""

    serial = TextColumn(verbose_name=_("serial number"), linkify=_collector)
    name = TextColumn(verbose_name=_("name"))
    is_active = YesNoColumn(verbose_name=_("active"))
    last_seen_at = MomentColumn(verbose_name=_("last heard"))
    last_skew_s = NumberColumn(verbose_name=_("clock ahead by (s)"))
    key_made_at = MomentColumn(verbose_name=_("key made at"))

    hidden = ("key_made_at",)
