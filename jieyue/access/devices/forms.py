from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.access.devices.models import Device, DeviceDirection, DeviceKind, Place


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
        names = ("name", "place", "kind", "direction", "is_active")
        return ChangeForm(data, initial={name: getattr(device, name) for name in names})
