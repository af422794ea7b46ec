"""What people type at the health pages."""

import re
from datetime import time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.access.credentials.models import Holder
from jieyue.access.health import refusals, rules
from jieyue.access.health.actions import Ordered, Slot
from jieyue.access.health.messages import say
from jieyue.access.health.models import Question, Switch
from jieyue.kit.periods import local_day
from jieyue.people.units.models import Unit

SLOT = re.compile(r"^(\S+)\s+(\d{1,2}:\d{2})\s*[-–~至]\s*(\d{1,2}:\d{2})$")
_NONE = (time.min, time.min)
HOLDERS = [
    (Holder.PERSON, _("staff")),
    (Holder.VISITOR, _("visitors")),
    (Holder.CONTRACTOR, _("contractors")),
]


class OrderForm(forms.Form):
    """An order; its figures begin with the parameters'."""

    disease = forms.CharField(label=_("Disease"), max_length=60)
    basis = forms.CharField(
        label=_("Legal basis"),
        max_length=200,
        help_text=_("Title and number of the document that orders or allows it."),
    )
    basis_file = forms.FileField(label=_("The document (PDF or picture)"))
    reason = forms.CharField(
        label=_("Why these measures, and why none less would do"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    last_day = forms.DateField(
        label=_("Last day of the measures"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    switches = forms.MultipleChoiceField(
        label=_("Measures to order"), choices=Switch.choices, widget=forms.CheckboxSelectMultiple
    )
    questions = forms.MultipleChoiceField(
        label=_("Declarations ask"),
        choices=Question.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    holders = forms.MultipleChoiceField(
        label=_("Temperature is taken of"),
        choices=HOLDERS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    fever_c = forms.DecimalField(
        label=_("Fever from (°C)"),
        min_value=Decimal("36.5"),
        max_value=Decimal(39),
        max_digits=3,
        decimal_places=1,
    )
    again_min = forms.IntegerField(label=_("Measure again after (min)"), min_value=1, max_value=120)
    declared_h = forms.IntegerField(
        label=_("A declaration holds for (h)"), min_value=4, max_value=168
    )
    meeting_limit = forms.IntegerField(
        label=_("Most people in a meeting"), min_value=2, max_value=2000, required=False
    )
    slots = forms.CharField(
        label=_("Who eats when"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "U01 11:30-12:00"}),
        help_text=_("One line a unit: its code, from and until."),
    )
    keep_days = forms.IntegerField(
        label=_("Personal data are kept after the end for (days)"), min_value=0, max_value=30
    )

    def __init__(self, *arguments: Any, site_id: int, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._site_id = site_id

    def clean_slots(self) -> tuple[Slot, ...]:
        units = dict(Unit.objects.filter(site_id=self._site_id).values_list("code", "id"))
        return tuple(
            _slot(line.strip(), units)
            for line in self.cleaned_data["slots"].splitlines()
            if line.strip()
        )

    def ordered(self) -> Ordered:
        typed = dict(self.cleaned_data)
        last_day = typed.pop("last_day")
        typed.pop("basis_file")
        return Ordered(**typed, until=local_day(last_day).end)


def _slot(line: str, units: dict[str, int]) -> Slot:
    """Raises ValidationError."""
    found = SLOT.match(line)
    try:
        starts, ends = (time.fromisoformat(found[n].zfill(5)) for n in (2, 3)) if found else _NONE
    except ValueError:
        starts, ends = _NONE
    if found is None or found[1] not in units or ends <= starts:
        raise forms.ValidationError(say(refusals.SlotUnlike(slot=line[:60])))
    return Slot(unit_id=units[found[1]], starts=starts, ends=ends)


class EndForm(forms.Form):
    reason = forms.CharField(label=_("Why it ends now"), max_length=200)


class WhoForm(forms.Form):
    """Whom the guard has before them: a number that is known, or only a name."""

    number = forms.CharField(label=_("Card, pass or staff number"), max_length=40, required=False)
    name = forms.CharField(label=_("Name, if there is no number"), max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not typed.get("number") and not typed.get("name"):
            raise forms.ValidationError(_("Give a number or a name."))
        return typed


class TemperatureForm(WhoForm):
    celsius = forms.DecimalField(
        label=_("Temperature (°C)"),
        max_digits=3,
        decimal_places=1,
        widget=forms.NumberInput(
            attrs={
                "inputmode": "decimal",
                "step": "0.1",
                "min": str(rules.COLDEST_C),
                "max": str(rules.WARMEST_C),
            }
        ),
        help_text=_("Between 34 and 43."),
    )
    thermometer = forms.CharField(label=_("Thermometer"), max_length=30)


class CheckForm(WhoForm):
    is_fit = forms.TypedChoiceField(
        label=_("May they come today"),
        choices=[("", "–"), ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda value: value == "yes",
    )


class IsolationForm(WhoForm):
    room = forms.CharField(label=_("Room"), max_length=60)
    reason = forms.CharField(label=_("Reason"), max_length=200)


class OutcomeForm(forms.Form):
    outcome = forms.CharField(label=_("Where did they go"), max_length=200)


class TraceForm(forms.Form):
    staff_no = forms.CharField(label=_("Staff number"), max_length=40)
    days = forms.IntegerField(label=_("Days back"), min_value=1, max_value=14, initial=2)
    purpose = forms.CharField(
        label=_("What for"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It goes to the journal with your name. The result is kept nowhere."),
    )
