"""What people type at the pages of gates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.access.gates.actions import GateWanted, ZoneWanted
from jieyue.access.gates.models import (
    AntiPassback,
    AssemblyPoint,
    DayClass,
    Gate,
    Mode,
    OpeningPlan,
    Traffic,
    Zone,
    ZoneKind,
)
from jieyue.access.gates.plans import SlotWanted
from jieyue.estate.buildings.models import Building

SPARE_SLOTS = 3


def _choice(label: Any, **named: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, **named)


def _offer(form: forms.Form, name: str, rows: Any, nothing: Any = None) -> None:
    """Offer rows by id and name, and `nothing` in words where none is a choice."""
    choices: list[tuple[Any, Any]] = [] if nothing is None else [("", nothing)]
    field: Any = form.fields[name]
    field.choices = choices + [(row.pk, str(row)) for row in rows]


class PointForm(forms.Form):
    """An assembly point."""

    code = forms.CharField(label=_("code"), max_length=20)
    name = forms.CharField(label=_("name"), max_length=60)
    place = forms.CharField(
        label=_("where it is"),
        max_length=120,
        required=False,
        help_text=_("So that a stranger finds it, such as: lawn south of block 3."),
    )


class ZoneForm(forms.Form):
    """A zone."""

    code = forms.CharField(label=_("code"), max_length=20)
    name = forms.CharField(label=_("name"), max_length=60)
    kind = forms.ChoiceField(label=_("kind"), choices=ZoneKind.choices, initial=ZoneKind.BUILDING)
    parent_id = _choice(_("lies within"), required=False)
    building_id = _choice(_("building"), required=False)
    assembly_point_id = _choice(_("assembly point"), required=False)
    occupancy_limit = forms.IntegerField(
        label=_("most inside"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("People, or cars in a car park; empty for no limit."),
    )
    is_active = forms.BooleanField(label=_("active"), required=False, initial=True)

    def __init__(self, *arguments: Any, site_id: int | None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        _offer(self, "parent_id", Zone.objects.filter(site_id=site_id), _("none"))
        _offer(self, "building_id", Building.objects.filter(site_id=site_id), _("none"))
        points = AssemblyPoint.objects.filter(site_id=site_id)
        _offer(self, "assembly_point_id", points, _("that of the zone around it"))

    def wanted(self) -> ZoneWanted:
        return ZoneWanted(**self.cleaned_data)


class GateForm(forms.Form):
    """A gate."""

    code = forms.CharField(label=_("code"), max_length=20)
    name = forms.CharField(label=_("name"), max_length=60)
    traffic = forms.ChoiceField(label=_("for"), choices=Traffic.choices, initial=Traffic.PEOPLE)
    outer_id = _choice(_("outer side"), required=False)
    inner_id = _choice(_("inner side"))
    plan_id = _choice(_("opening plan"), required=False)
    antipassback = forms.ChoiceField(
        label=_("anti-passback"),
        choices=AntiPassback.choices,
        initial=AntiPassback.OFF,
        help_text=_("Whether somebody who is inside already may come in again."),
    )
    repeat_s = forms.IntegerField(
        label=_("refuse repeats for (s)"),
        min_value=1,
        max_value=86_400,
        required=False,
        help_text=_("Empty takes the figure of all gates."),
    )
    releases_on_fire = forms.BooleanField(
        label=_("opens at a fire alarm"),
        required=False,
        initial=True,
        help_text=_("Gates for people only; lanes stay as they are."),
    )
    is_active = forms.BooleanField(label=_("active"), required=False, initial=True)

    def __init__(self, *arguments: Any, site_id: int | None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        zones = list(Zone.objects.filter(site_id=site_id, is_active=True))
        _offer(self, "outer_id", zones, _("outside the complex"))
        _offer(self, "inner_id", zones)
        plans = OpeningPlan.objects.filter(site_id=site_id)
        _offer(self, "plan_id", plans, _("always controlled"))

    def wanted(self) -> GateWanted:
        return GateWanted(**self.cleaned_data)


class PlanForm(forms.Form):
    """The name of an opening plan; its slots stand below."""

    code = forms.CharField(label=_("code"), max_length=20)
    name = forms.CharField(label=_("name"), max_length=60)


class SlotForm(forms.Form):
    """One slot; left empty it is none."""

    day_class = forms.ChoiceField(
        label=_("kind of day"),
        choices=DayClass.choices,
        initial=DayClass.WORK,
        required=False,
        widget=forms.Select(attrs={"class": "form-select", "aria-label": _("kind of day")}),
    )
    since = forms.TimeField(
        label=_("begins"),
        required=False,
        widget=forms.TimeInput(
            attrs={"type": "time", "class": "form-control", "aria-label": _("begins")},
            format="%H:%M",
        ),
    )
    until = forms.TimeField(
        label=_("ends"),
        required=False,
        widget=forms.TimeInput(
            attrs={"type": "time", "class": "form-control", "aria-label": _("ends")},
            format="%H:%M",
        ),
    )
    mode = forms.ChoiceField(
        label=_("mode"),
        choices=Mode.choices,
        initial=Mode.CONTROLLED,
        required=False,
        widget=forms.Select(attrs={"class": "form-select", "aria-label": _("mode")}),
    )

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        given = [name for name in ("since", "until") if typed.get(name) is not None]
        if len(given) == 1 and not self.errors:
            missing = "until" if given == ["since"] else "since"
            self.add_error(missing, _("A slot needs both times."))
        return typed

    def wanted(self) -> SlotWanted | None:
        """None when nothing was typed."""
        typed = self.cleaned_data
        if typed.get("since") is None:
            return None
        return SlotWanted(
            day_class=typed["day_class"] or DayClass.ANY,
            since=typed["since"].replace(second=0),
            until=typed["until"].replace(second=0),
            mode=typed["mode"] or Mode.CONTROLLED,
        )


SlotFormSet = forms.formset_factory(SlotForm, extra=SPARE_SLOTS, max_num=60)


class ReleaseForm(forms.Form):
    """Why all gates open."""

    reason = forms.CharField(label=_("What is on fire, and who says so"), max_length=200)


def initial_of(row: Gate | Zone | AssemblyPoint | OpeningPlan, form: type[forms.Form]) -> Any:
    """What a form begins with for a row that is there."""
    return {name: getattr(row, name) for name in form.base_fields}
