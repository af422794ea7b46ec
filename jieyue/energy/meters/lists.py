"""Columns and filters of the ledger."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jieyue.energy.meters.catalogue import MeterRow
from jieyue.energy.meters.models import Item, Level, Medium, MeterStatus
from jieyue.kit.tables import (
    DayColumn,
    NumberColumn,
    RowFilter,
    StatusColumn,
    Table,
    TextColumn,
    YesNoColumn,
)

STATUSES = {
    str(MeterStatus.IN_USE): (MeterStatus.IN_USE.label, "green"),
    str(MeterStatus.STOPPED): (MeterStatus.STOPPED.label, "secondary"),
    str(MeterStatus.SCRAPPED): (MeterStatus.SCRAPPED.label, "secondary"),
}
CALIBRATIONS = {
    "overdue": (_("overdue"), "red"),
    "soon": (_("due soon"), "yellow"),
    "valid": (_("valid"), "green"),
    "unknown": (_("not known"), "secondary"),
}


class MeterTable(Table):
    hidden: ClassVar[tuple[str, ...]] = (
        "kind_label", "level_label", "interval_min", "capacity_per_hour", "formula", "is_billing",
        "floor", "room", "location", "maker", "model", "accuracy_class", "measuring_range",
        "ct_ratio", "pt_ratio", "register_unit", "digits", "decimals", "installed_at",
        "calibrated_on", "calibration_due_on", "replaced", "note",
    )  # fmt: skip

    number = TextColumn(
        verbose_name=_("Number"),
        linkify=lambda record: reverse("energy:meter", args=[record.number]),
    )
    name = TextColumn(verbose_name=_("Meter name"))
    medium_label = TextColumn(verbose_name=_("Medium"))
    kind_label = TextColumn(verbose_name=_("Kind"))
    item_label = TextColumn(verbose_name=_("Item"))
    level_label = TextColumn(verbose_name=_("Level"))
    parent = TextColumn(verbose_name=_("Above it"))
    building = TextColumn(verbose_name=_("Building"))
    floor = TextColumn(verbose_name=_("Floor"))
    room = TextColumn(verbose_name=_("Room"))
    location = TextColumn(verbose_name=_("Location"))
    units = TextColumn(verbose_name=_("Serves"))
    serial = TextColumn(verbose_name=_("Serial number"))
    maker = TextColumn(verbose_name=_("Maker"))
    model = TextColumn(verbose_name=_("Model"))
    accuracy_class = TextColumn(verbose_name=_("Accuracy class"))
    measuring_range = TextColumn(verbose_name=_("Range"))
    ct_ratio = NumberColumn(verbose_name=_("CT ratio"))
    pt_ratio = NumberColumn(verbose_name=_("PT ratio"))
    multiplier = NumberColumn(verbose_name=_("Multiplier"))
    register_unit = TextColumn(verbose_name=_("Register's unit"))
    digits = NumberColumn(verbose_name=_("Digits"))
    decimals = NumberColumn(verbose_name=_("Decimals"))
    installed_at = DayColumn(verbose_name=_("Installed"))
    calibrated_on = DayColumn(verbose_name=_("Calibrated on"))
    calibration_due_on = DayColumn(verbose_name=_("Calibration due on"))
    calibration = StatusColumn(verbose_name=_("Calibration"), states=CALIBRATIONS)
    interval_min = NumberColumn(verbose_name=_("Minutes between readings"))
    capacity_per_hour = NumberColumn(verbose_name=_("Most per hour"))
    formula = TextColumn(verbose_name=_("Formula"))
    is_billing = YesNoColumn(verbose_name=_("Settled by it"))
    replaced = NumberColumn(verbose_name=_("Times replaced"))
    note = TextColumn(verbose_name=_("Remark"))
    status = StatusColumn(verbose_name=_("Status"), states=STATUSES)


def _choices(pairs: Sequence[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return [("", _("all")), *pairs]


class MeterFilter(RowFilter):
    q = forms.CharField(label=_("Number, name or serial"), required=False)
    medium = forms.ChoiceField(label=_("Medium"), required=False, choices=_choices(Medium.choices))
    item = forms.ChoiceField(label=_("Item"), required=False, choices=_choices(Item.choices))
    building = forms.CharField(label=_("Building"), required=False)
    unit = forms.CharField(label=_("Unit"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False, choices=_choices(Level.choices))
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=_choices(MeterStatus.choices)
    )
    calibration = forms.ChoiceField(
        label=_("Calibration"),
        required=False,
        choices=_choices([(code, label) for code, (label, _colour) in CALIBRATIONS.items()]),
    )

    def choose(self, rows: Sequence[Any]) -> Sequence[MeterRow]:
        typed = self.cleaned_data
        text = typed["q"].strip().lower()
        exact = ("medium", "item", "level", "status", "calibration")
        return [
            row
            for row in rows
            if any(text in part.lower() for part in (row.number, row.name, row.serial))
            and all(typed[key] in ("", getattr(row, key)) for key in exact)
            and typed["building"].strip().lower() in row.building.lower()
            and typed["unit"].strip().lower() in row.units.lower()
        ]
