from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.estate.rooms.actions import RoomRow
from jieyue.estate.rooms.models import RoomUse


class RoomForm(forms.Form):
    number = forms.CharField(label=_("number"), max_length=12)
    building_code = forms.ChoiceField(label=_("building"))
    level = forms.IntegerField(
        label=_("level"), help_text=_("1 is the ground floor, -1 the one below; there is no 0.")
    )
    use = forms.ChoiceField(label=_("use"), choices=RoomUse.choices)
    name = forms.CharField(label=_("name"), max_length=60, required=False)
    area_m2 = forms.DecimalField(
        label=_("usable area (m²)"), min_value=0, max_digits=8, decimal_places=2
    )

    def __init__(self, *args: Any, buildings: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["building_code"].choices = buildings  # type: ignore[attr-defined]

    @property
    def values(self) -> RoomRow:
        return RoomRow(**self.cleaned_data)
