"""What guards type at their screen."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.access.console.actions import ALLOW, DENY, Answer, Filled
from jieyue.access.gates.commands import HOLD, OPEN, RELEASE
from jieyue.access.gates.models import HandReason

LARGEST_ID = 2**63 - 1


def _id(*, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(required=required, min_value=1, max_value=LARGEST_ID)


class AnswerForm(forms.Form):
    """A decision by hand; who it is about is in hidden fields."""

    gate_id = _id(required=True)
    about = _id()
    meant_id = _id()
    outcome = forms.ChoiceField(choices=[(ALLOW, ALLOW), (DENY, DENY)])
    wanted = forms.ChoiceField(choices=[(each, each) for each in (OPEN, HOLD, RELEASE)])
    direction = forms.ChoiceField(choices=[("in", "in"), ("out", "out")])
    reason_code = forms.ChoiceField(choices=HandReason.choices, required=False)
    note = forms.CharField(max_length=200, required=False)

    def answer(self) -> Answer:
        return Answer(**self.cleaned_data)


class FilledForm(forms.Form):
    """What is known of an emergency passage afterwards."""

    plates = forms.CharField(
        label=_("number plates"),
        max_length=120,
        required=False,
        help_text=_("Several with spaces."),
    )
    people = forms.IntegerField(label=_("people"), min_value=0, max_value=1000, required=False)
    cause = forms.CharField(label=_("why they came"), max_length=200)
    left_at = forms.DateTimeField(
        label=_("left at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def filled(self) -> Filled:
        typed: dict[str, Any] = self.cleaned_data
        return Filled(**typed)
