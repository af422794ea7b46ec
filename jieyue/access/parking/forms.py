"""What people type at the car parks' pages."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.access.parking import queries
from jieyue.access.parking.actions import SpaceEntry
from jieyue.access.parking.models import Space, SpaceKind
from jieyue.access.parking.sheet import FURTHEST
from jieyue.access.plates import rules as plates
from jieyue.access.plates.colours import Colour
from jieyue.people.persons.models import Person
from jieyue.people.units.models import Unit

COLOURS = [
    (Colour.BLUE.value, _("blue")),
    (Colour.GREEN.value, _("green")),
    (Colour.YELLOW.value, _("yellow")),
    (Colour.YELLOW_GREEN.value, _("yellow and green")),
    (Colour.WHITE.value, _("white")),
    (Colour.BLACK.value, _("black")),
]


class SpaceForm(forms.Form):
    """A space, its place on the plan, and whom it is kept for."""

    zone_id = forms.TypedChoiceField(label=_("Car park"), coerce=int)
    code = forms.CharField(label=_("Number"), max_length=20)
    kind = forms.ChoiceField(label=_("Kind"), choices=SpaceKind.choices)
    x = forms.IntegerField(label=_("Column"), min_value=0, max_value=FURTHEST)
    y = forms.IntegerField(label=_("Row"), min_value=0, max_value=FURTHEST)
    plate = forms.CharField(label=_("Kept for the vehicle"), max_length=12, required=False)
    staff_no = forms.CharField(
        label=_("Kept for the person"), max_length=20, required=False, help_text=_("Staff number.")
    )
    unit_id = forms.TypedChoiceField(
        label=_("Kept for the unit"), coerce=int, empty_value=None, required=False
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, site_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site_id = site_id
        zones = queries.car_parks(site_id=site_id)
        self._choose("zone_id", [(zone.id, zone.name) for zone in zones])
        units = Unit.objects.filter(site_id=site_id).order_by("code")
        named = units.values_list("id", "name")
        self._choose("unit_id", [("", "—"), *named])

    def _choose(self, name: str, choices: list[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean_staff_no(self) -> str:
        typed: str = self.cleaned_data["staff_no"]
        if typed and not self._person(typed):
            raise forms.ValidationError(_("Nobody here has this staff number."))
        return typed

    def entry(self) -> SpaceEntry:
        typed = dict(self.cleaned_data)
        typed["person_id"] = self._person(typed.pop("staff_no"))
        return SpaceEntry(**typed)

    def _person(self, staff_no: str) -> int | None:
        if not staff_no:
            return None
        rows = Person.objects.filter(site_id=self.site_id, staff_no=staff_no)
        found: int | None = rows.values_list("id", flat=True).first()
        return found

    @staticmethod
    def initial_of(space: Space) -> dict[str, Any]:
        names = ("zone_id", "code", "kind", "x", "y", "plate", "unit_id", "is_active")
        staff_no = space.person.staff_no if space.person else ""
        return {name: getattr(space, name) for name in names} | {"staff_no": staff_no}


class ReserveForm(forms.Form):
    """A car and for how long."""

    plate = forms.CharField(label=_("Number plate"), max_length=12)
    colour = forms.ChoiceField(label=_("Plate's colour"), choices=COLOURS)
    from_at = forms.DateTimeField(
        label=_("From"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    until_at = forms.DateTimeField(
        label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )

    def clean_plate(self) -> str:
        typed = plates.normalise(self.cleaned_data["plate"])
        try:
            return plates.parse(typed).text
        except plates.BadPlate:
            raise forms.ValidationError(
                _("This is no number plate. One looks like 川T12345 or 川TD12345.")
            ) from None

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = typed.get("from_at"), typed.get("until_at")
        if since and until and until <= since:
            self.add_error("until_at", _("This must be after the beginning."))
        return typed

    def span(self) -> tuple[datetime, datetime]:
        return self.cleaned_data["from_at"], self.cleaned_data["until_at"]
