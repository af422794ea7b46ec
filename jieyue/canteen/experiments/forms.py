from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.experiments.actions import Trial
from jieyue.canteen.experiments.models import Effort, Outcome
from jieyue.people.steps import day_field


class MeasureForm(forms.Form):
    """A measure, before it starts."""

    canteen_id = forms.TypedChoiceField(label=_("canteen"), coerce=int)
    title = forms.CharField(label=_("measure"), max_length=120)
    hypothesis = forms.CharField(
        label=_("what is expected, and why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    effort = forms.ChoiceField(label=_("effort"), choices=Effort.choices)
    outcome = forms.ChoiceField(label=_("compared by"), choices=Outcome.choices)
    meal = forms.ChoiceField(label=_("meal"), choices=Meal.choices, initial=Meal.LUNCH)
    starts_on = day_field(
        _("starts on"),
        help_text=_("The twenty lunches before this day are held against the twenty after."),
    )

    def __init__(self, *args: Any, canteens: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["canteen_id"].choices = canteens  # type: ignore[attr-defined]

    @property
    def trial(self) -> Trial:
        return Trial(**self.cleaned_data)


class DayForm(forms.Form):
    """A day left out, named before it comes."""

    day = day_field(_("day"))
    reason = forms.CharField(label=_("reason"), max_length=200)


class AbandonForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=400)


class RatingForm(forms.Form):
    """What diners of a meal said."""

    day = day_field(_("day"))
    answers = forms.IntegerField(label=_("answers"), min_value=1, max_value=100_000)
    mean = forms.DecimalField(
        label=_("mean (1 to 5)"), min_value=1, max_value=5, max_digits=3, decimal_places=2
    )
