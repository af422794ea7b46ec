from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.access.devices.models import Device, DeviceDirection, DeviceKind, Place
from jieyue.access.gates.models import Gate


class DeviceForm(forms.Form):
    """What is known of a device; the serial number is fixed once it is registered."""

    serial = forms.CharField(
        label=_("serial number"),
        max_length=40,
        help_text=_("As printed on the device. It cannot be changed later."),
    )
    name = forms.CharField(label=_("name"), max_length=60)
    place = forms.ChoiceField(label=_("stands at a"), choices=Place.choices, initial=Place.GATE)
    kind = forms.ChoiceField(label=_("kind"), choices=DeviceKind.choices, initial=DeviceKind.MIXED)
    direction = forms.ChoiceField(
        label=_("direction"), choices=DeviceDirection.choices, initial=DeviceDirection.BOTH
    )
    gate_id = forms.TypedChoiceField(
        label=_("gate"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Which gate it decides for; without one it only delivers entries."),
    )

    def __init__(self, *arguments: Any, site_id: int | None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        gates = Gate.objects.filter(site_id=site_id).values_list("id", "name")
        choices = [("", _("none")), *gates]
        self.fields["gate_id"].choices = choices  # type: ignore[attr-defined]


class ChangeForm(DeviceForm):
    """The same of a device that is registered."""

    serial = None  # type: ignore[assignment]
    is_active = forms.BooleanField(
        label=_("active"),
        required=False,
        help_text=_("A device that is not active is answered as if its key were wrong."),
    )

    @staticmethod
    def of(device: Device, data: Any = None) -> "ChangeForm":
        names = ("name", "place", "kind", "direction", "gate_id", "is_active")
        initial = {name: getattr(device, name) for name in names}
        return ChangeForm(data, initial=initial, site_id=device.site_id)
