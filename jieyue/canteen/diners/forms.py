"""What people type about canteens and attendance."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.core.validators import MinValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieyue.canteen.demand.cells import EARLIEST_YEAR, MOST_DINERS
from jieyue.canteen.diners import queries
from jieyue.canteen.diners.models import Attendance, Canteen, Meal
from jieyue.kit.actor import Actor

LARGEST_FILE = 20 * 1024 * 1024

FIRST_DAY = date(EARLIEST_YEAR, 1, 1)


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _canteens_of_actor(request: Any) -> "QuerySet[Canteen]":
    return Canteen.objects.visible_to(request.actor).filter(is_active=True)


class AttendanceFilter(django_filters.FilterSet):
    """Attendance by canteen, meal and days."""

    canteen = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Canteen"), queryset=_canteens_of_actor
    )
    meal = django_filters.ChoiceFilter(label=gettext_lazy("Meal"), choices=Meal.choices)
    first = django_filters.DateFilter(
        label=gettext_lazy("From"), field_name="day", lookup_expr="gte", widget=_day_input()
    )
    last = django_filters.DateFilter(
        label=gettext_lazy("To"), field_name="day", lookup_expr="lte", widget=_day_input()
    )

    class Meta:
        model = Attendance
        fields: list[str] = []


class CanteenField(forms.ChoiceField):
    """A canteen of the actor's site, as its id."""

    def offer(self, actor: Actor) -> None:
        """Fill in the choices for this actor."""
        self.choices = [(row.id, row.name) for row in queries.canteens(actor)]

    def clean(self, value: Any) -> int:
        return int(super().clean(value))


class RecordForm(forms.Form):
    """One meal by hand."""

    canteen = CanteenField(label=gettext_lazy("Canteen"))
    meal = forms.ChoiceField(label=gettext_lazy("Meal"), choices=Meal.choices, initial=Meal.LUNCH)
    day = forms.DateField(
        label=gettext_lazy("Day"), widget=_day_input(), validators=[MinValueValidator(FIRST_DAY)]
    )
    planned = forms.IntegerField(
        label=gettext_lazy("Planned"), required=False, min_value=0, max_value=MOST_DINERS
    )
    served = forms.IntegerField(label=gettext_lazy("Served"), min_value=0, max_value=MOST_DINERS)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["canteen"].offer(actor)  # type: ignore[attr-defined]


class CorrectionForm(forms.Form):
    """New figures for a recorded meal, and why."""

    planned = forms.IntegerField(
        label=gettext_lazy("Planned"), required=False, min_value=0, max_value=MOST_DINERS
    )
    served = forms.IntegerField(
        label=gettext_lazy("Served"), required=False, min_value=0, max_value=MOST_DINERS
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class ImportForm(forms.Form):
    """A record in a file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV in UTF-8 or GB18030, plain or gzipped, with the columns date, site and served; "
            "where known also meal, planned and site_type."
        ),
    )
    meal = forms.ChoiceField(
        label=gettext_lazy("Meal of rows that name none"), choices=Meal.choices, initial=Meal.LUNCH
    )
    create = forms.BooleanField(label=gettext_lazy("Set up unknown canteens"), required=False)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file is larger than 20 MB. Use the command attendance-import for it.")
            )
        return file


class ClosureForm(forms.Form):
    """Days on which a canteen does not serve."""

    canteen = CanteenField(label=gettext_lazy("Canteen"))
    meal = forms.ChoiceField(
        label=gettext_lazy("Meal"),
        required=False,
        choices=[("", gettext_lazy("every meal")), *Meal.choices],
    )
    first_on = forms.DateField(label=gettext_lazy("From"), widget=_day_input())
    last_on = forms.DateField(label=gettext_lazy("To"), widget=_day_input())
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["canteen"].offer(actor)  # type: ignore[attr-defined]
