from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.people.steps import day_field


class OccupyForm(forms.Form):
    unit_id = forms.TypedChoiceField(label=_("unit"), coerce=int)
    since_on = day_field(_("since"))

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = units  # type: ignore[attr-defined]


class VacateForm(forms.Form):
    until_on = day_field(_("vacant from"), help_text=_("The first day without the unit."))
