"""What people type at the rounds' pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.energy.rounds.actions import Planned
from jieyue.energy.rounds.models import Every


class PlanForm(forms.Form):
    """A round: its rhythm, and its meters in walking order."""

    name = forms.CharField(label=_("Round's name"), max_length=60)
    every = forms.ChoiceField(label=_("How often"), choices=Every.choices, initial=Every.MONTH)
    due_day = forms.IntegerField(
        label=_("Due on day"),
        min_value=1,
        max_value=28,
        initial=28,
        help_text=_("Of a month 1 to 28; of a week 1 (Monday) to 7."),
    )
    numbers = forms.CharField(
        label=_("Meters, in walking order"),
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text=_("One number a line, the first stop first."),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def planned(self) -> Planned:
        typed = self.cleaned_data
        return Planned(**typed | {"numbers": typed["numbers"].split()})
