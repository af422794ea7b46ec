"""What an officer types before looking somebody up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.access.presence.actions import PURPOSES, SHORTEST_REASON


class LookupForm(forms.Form):
    """One person by the whole staff number, what for, and why."""

    staff_no = forms.CharField(
        label=_("Staff number"),
        max_length=20,
        help_text=_("The whole number of one person; there is no search by unit or name."),
    )
    purpose = forms.ChoiceField(
        label=_("What for"),
        choices=[("", "—"), *((each.value, each.label) for each in PURPOSES)],
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        min_length=SHORTEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is kept with your name. The person is told that you looked."),
    )
