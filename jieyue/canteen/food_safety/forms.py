"""Forms of food safety: a ledger's line, the daily list, the review, the meeting, an office."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.food_safety.actions import FAULT, NONE, OK, Answers, Minutes
from jieyue.canteen.food_safety.messages import CHOICES, FIELDS, RESULTS
from jieyue.canteen.food_safety.models import Office
from jieyue.canteen.food_safety.rules import logs


def _area() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 4})


class LedgerForm(forms.Form):
    """One line: the ledger's own fields, and what was done when something is out of line."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in logs.FIELDS[kind]:
            self.fields[field.code] = _field(field)
        self.fields["measure_taken"] = forms.CharField(
            label=_("What was done, if something is out of line"), max_length=200, required=False
        )

    def given(self) -> dict[str, str]:
        """The fields as text. The form is valid."""
        return {
            code: str(value)
            for code, value in self.cleaned_data.items()
            if code != "measure_taken" and value is not None
        }


def _field(field: logs.Field) -> forms.Field:
    label = str(FIELDS[field.code])
    if field.kind == logs.NUMBER:
        return forms.DecimalField(
            label=label,
            required=field.is_required,
            min_value=field.lowest,
            max_value=field.highest,
        )
    if field.kind == logs.TEXT:
        return forms.CharField(label=label, required=field.is_required, max_length=120)
    codes = field.choices or ("yes", "no")
    return forms.ChoiceField(label=label, choices=[(code, CHOICES[code]) for code in codes])


class DailyForm(forms.Form):
    """The risk list: each item in order, at fault (then what), or not applying."""

    note = forms.CharField(label=_("Note"), max_length=400, required=False)

    def __init__(self, *args: Any, items: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for place, (_code, words) in enumerate(self.items):
            self.fields[f"result_{place}"] = forms.ChoiceField(
                label=words,
                choices=[(code, RESULTS[code]) for code in (OK, FAULT, NONE)],
                required=False,
            )
            self.fields[f"fault_{place}"] = forms.CharField(max_length=200, required=False)

    def answers(self) -> Answers:
        """The form is valid."""
        values = self.cleaned_data
        places = list(enumerate(self.items))
        return Answers(
            results={code: values[f"result_{place}"] for place, (code, _words) in places},
            faults={code: values[f"fault_{place}"] for place, (code, _words) in places},
            note=values["note"],
        )

    def rows(self) -> list[dict[str, str]]:
        """What the page shows of each item, with what was typed."""
        return [
            {
                "place": str(place),
                "words": words,
                "result": self.data.get(f"result_{place}", ""),
                "fault": self.data.get(f"fault_{place}", ""),
            }
            for place, (_code, words) in enumerate(self.items)
        ]


class ReviewForm(forms.Form):
    """The director's report."""

    risks = forms.CharField(label=_("Risks found"), max_length=2000, widget=_area())
    measures = forms.CharField(label=_("Measures"), max_length=2000, widget=_area())


class MeetingForm(forms.Form):
    """The minutes of a meeting."""

    held_on = forms.DateField(
        label=_("Held on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    attendees = forms.CharField(label=_("Attendees"), max_length=400)
    minutes = forms.CharField(label=_("Minutes"), max_length=4000, widget=_area())
    decisions = forms.CharField(label=_("Decisions"), max_length=2000, widget=_area())

    def said(self) -> Minutes:
        """The form is valid."""
        return Minutes(**self.cleaned_data)


class OfficeForm(forms.Form):
    """Somebody who takes an office."""

    office = forms.ChoiceField(label=_("Office"), choices=Office.choices)
    staff_no = forms.CharField(label=_("Staff number"), max_length=20)
    document = forms.CharField(label=_("Document"), max_length=60, required=False)
    since_on = forms.DateField(
        label=_("Since"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
