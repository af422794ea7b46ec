"""What people type at the ledger's pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jieyue.energy.meters.entries import Device, Identity, MeterEntry, Place, Removal
from jieyue.energy.meters.models import (
    FinalMethod,
    Instrument,
    Item,
    Level,
    Medium,
    Meter,
    MeterKind,
    MeterStatus,
)
from jieyue.energy.meters.rules import UNIT_OF
from jieyue.estate.buildings.models import Building, Floor
from jieyue.estate.rooms.models import Room
from jieyue.kit.actor import Actor
from jieyue.kit.quantities import Kind, Unit
from jieyue.kit.unit_labels import UNIT_LABELS
from jieyue.people.units.queries import choices as unit_choices

MEASURED = (Kind.ENERGY, Kind.VOLUME, Kind.MASS)
USUAL_UNITS = (Unit.KWH, Unit.M3, Unit.GJ, Unit.MWH, Unit.L, Unit.KG, Unit.T)
OTHER_UNITS = [u for u in UNIT_LABELS if u.kind in MEASURED and u not in USUAL_UNITS]
REGISTER_UNITS = [(u.value, UNIT_LABELS[u]) for u in (*USUAL_UNITS, *OTHER_UNITS)]
INTERVALS = [
    ("", _("read by hand")),
    ("60", _("1 minute")),
    ("300", _("5 minutes")),
    ("900", _("15 minutes")),
    ("1800", _("30 minutes")),
    ("3600", _("1 hour")),
    ("86400", _("1 day")),
]


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def moment_field(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


def register_field(label: Any, help_text: Any = "") -> forms.DecimalField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(
        label=label, required=False, max_digits=16, decimal_places=3, widget=widget,
        help_text=help_text,
    )  # fmt: skip


class IdentityForm(forms.Form):
    """What stays for ever."""

    number = forms.CharField(
        label=_("Number"), max_length=30, help_text=_("Such as E-A-01; it is never used again.")
    )
    medium = forms.ChoiceField(label=_("Medium"), choices=Medium.choices)
    kind = forms.ChoiceField(label=_("Kind"), choices=MeterKind.choices)

    def identity(self) -> Identity:
        return Identity(**self.cleaned_data)


class EntryForm(forms.Form):
    """Facts of a meter that may change."""

    name = forms.CharField(label=_("Meter name"), max_length=80)
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices, initial=Level.SUB_UNIT)
    interval_s = forms.TypedChoiceField(
        label=_("Readings come every"),
        coerce=int,
        required=False,
        empty_value=None,
        choices=INTERVALS,
    )
    capacity_per_hour = forms.DecimalField(
        label=_("Most per hour"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=4,
        help_text=_("In the medium's unit; a faster jump of the register is taken for no use."),
    )
    formula = forms.CharField(
        label=_("Formula"),
        required=False,
        max_length=600,
        help_text=_("Only of a virtual meter, such as E-A-01 - 0.5 * (E-B-03 + E-B-04)."),
    )
    is_billing = forms.BooleanField(label=_("Settled with the supplier by it"), required=False)
    note = forms.CharField(label=_("Remark"), required=False, max_length=400)

    def entry(self) -> MeterEntry:
        return MeterEntry(**self.cleaned_data)


class PlaceForm(forms.Form):
    """Where a meter stands."""

    since_on = forms.DateField(label=_("From this day on"), widget=day_input())
    parent = forms.CharField(
        label=_("Number of the meter above"),
        required=False,
        max_length=30,
        help_text=_("That measures this use too; empty for a main meter."),
        widget=forms.TextInput(attrs={"list": "meter-numbers", "autocomplete": "off"}),
    )
    item = forms.ChoiceField(label=_("Item"), choices=Item.choices)
    building = forms.TypedChoiceField(
        label=_("Building"), coerce=int, required=False, empty_value=None
    )
    storey = forms.IntegerField(label=_("Floor"), required=False, min_value=-9, max_value=199)
    room = forms.CharField(label=_("Room number"), required=False, max_length=12)
    location = forms.CharField(
        label=_("Location"),
        required=False,
        max_length=120,
        help_text=_("Such as: distribution room, cabinet AA3."),
    )
    unit_ids = forms.TypedMultipleChoiceField(
        label=_("Serves"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: everybody. Several: its use is divided among them."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site_id = actor.site_id
        buildings = Building.objects.filter(site_id=actor.site_id).values_list("id", "name")
        self.fields["building"].choices = [("", "—"), *buildings]  # type: ignore[attr-defined]
        self.fields["unit_ids"].choices = unit_choices(actor)  # type: ignore[attr-defined]

    def clean_parent(self) -> int | None:
        number = self.cleaned_data["parent"].strip()
        if not number:
            return None
        found = Meter.objects.filter(site_id=self.site_id, number=number).first()
        if found is None:
            raise ValidationError(_("There is no meter of this number."))
        found_id: int = found.id
        return found_id

    def clean_room(self) -> int | None:
        number = self.cleaned_data["room"].strip()
        if not number:
            return None
        found = Room.objects.filter(site_id=self.site_id, number=number).first()
        if found is None:
            raise ValidationError(_("There is no room of this number."))
        found_id: int = found.id
        return found_id

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        level, building_id = typed.get("storey"), typed.get("building")
        typed["floor"] = None
        if level is None or "building" not in typed:
            return typed
        rows = Floor.objects.filter(site_id=self.site_id, building_id=building_id, level=level)
        floor = rows.first()
        if floor is None:
            self.add_error("storey", _("The building has no such floor. Choose the building too."))
        else:
            typed["floor"] = floor.id
        return typed

    def place(self) -> Place:
        typed = self.cleaned_data
        return Place(
            since_on=typed["since_on"],
            parent_id=typed["parent"],
            item=typed["item"],
            building_id=typed["building"],
            floor_id=typed["floor"],
            room_id=typed["room"],
            unit_ids=tuple(typed["unit_ids"]),
            location=typed["location"],
        )


class MoveForm(PlaceForm):
    """A meter that stands elsewhere from a day on."""

    reason = forms.CharField(
        label=_("Reason of a correction"),
        required=False,
        max_length=200,
        help_text=_("Only when an entry of the same day was wrong."),
    )


class DeviceForm(forms.Form):
    """An instrument."""

    serial = forms.CharField(label=_("Serial number"), max_length=40)
    maker = forms.CharField(label=_("Maker"), required=False, max_length=60)
    model = forms.CharField(label=_("Model"), required=False, max_length=60)
    accuracy_class = forms.CharField(label=_("Accuracy class"), required=False, max_length=10)
    measuring_range = forms.CharField(label=_("Range"), required=False, max_length=40)
    register_unit = forms.ChoiceField(label=_("Register's unit"), choices=REGISTER_UNITS)
    ct_ratio = forms.DecimalField(
        label=_("CT ratio"), initial=1, min_value=0, max_digits=10, decimal_places=3,
        help_text=_("200/5 A is 40; without transformer 1."),
    )  # fmt: skip
    pt_ratio = forms.DecimalField(
        label=_("PT ratio"), initial=1, min_value=0, max_digits=10, decimal_places=3
    )
    multiplier = forms.DecimalField(
        label=_("Multiplier"),
        required=False,
        max_digits=12,
        decimal_places=3,
        help_text=_("As on the label, to be checked; empty: CT × PT × unit."),
    )
    digits = forms.IntegerField(label=_("Digits"), initial=6, min_value=1, max_value=12)
    decimals = forms.IntegerField(label=_("Decimals"), initial=2, min_value=0, max_value=3)
    initial_register = register_field(_("First register"))
    calibrated_on = forms.DateField(label=_("Calibrated on"), required=False, widget=day_input())
    calibration_due_on = forms.DateField(
        label=_("Calibration due on"), required=False, widget=day_input()
    )

    def device(self) -> Device:
        names = Device.__dataclass_fields__
        return Device(**{key: value for key, value in self.cleaned_data.items() if key in names})


class FirstDeviceForm(DeviceForm):
    """The instrument of a new meter; left empty, none hangs there yet."""

    serial = forms.CharField(label=_("Serial number"), required=False, max_length=40)


class RemovalForm(forms.Form):
    """How the old instrument went."""

    happened_at = moment_field(_("Changed at"))
    final_register = register_field(
        _("Last register of the old one"), _("As it was read when it came down.")
    )
    final_method = forms.ChoiceField(
        label=_("Found by"),
        choices=FinalMethod.choices,
        help_text=_("If nobody could read it: how its last use is to be estimated."),
    )
    witness = forms.CharField(label=_("Witness"), required=False, max_length=80)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.ClearableFileInput(
            attrs={"accept": "image/jpeg,image/png", "capture": "environment"}
        ),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def removal(self, photo_id: int | None = None) -> Removal:
        names = ("final_register", "final_method", "witness", "reason")
        values = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return Removal(**values, photo_id=photo_id)


class RetireForm(RemovalForm):
    """A meter that measures no more."""

    status = forms.ChoiceField(
        label=_("It is"), choices=[pair for pair in MeterStatus.choices if pair[0] != "in_use"]
    )
    field_order = ("status", "happened_at")


class CorrectForm(DeviceForm):
    """What was entered of an instrument, to be put right."""

    final_register = register_field(_("Last register"))
    final_method = forms.ChoiceField(
        label=_("Found by"), required=False, choices=[("", "—"), *FinalMethod.choices]
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if instrument.removed_at is None:
            del self.fields["final_register"], self.fields["final_method"]


class CalibrateForm(forms.Form):
    """检定 of the instrument that hangs there."""

    calibrated_on = forms.DateField(label=_("Calibrated on"), widget=day_input())
    due_on = forms.DateField(label=_("Calibration due on"), widget=day_input())


def default_unit(medium: str) -> str:
    """The register's unit one expects of a medium."""
    return Unit(UNIT_OF[medium]).value
