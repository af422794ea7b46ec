from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from jieyue.people.persons.actions import PersonFields
from jieyue.people.steps import day_field

_PHONE = RegexValidator(
    r"^\+?[0-9][0-9 -]{4,18}$", _("A phone number has digits, spaces and hyphens only.")
)


class PersonForm(forms.Form):
    staff_no = forms.CharField(label=_("staff number"), max_length=20)
    name = forms.CharField(label=_("full name"), max_length=40)
    phone = forms.CharField(label=_("phone"), max_length=20, required=False, validators=[_PHONE])

    def __init__(self, *args: Any, knows_phone: bool = True, **kwargs: Any) -> None:
        """Who may not see the number whole can replace it, and an empty field keeps it."""
        super().__init__(*args, **kwargs)
        self.knows_phone = knows_phone
        if not knows_phone:
            self.initial = {**self.initial, "phone": ""}
            self.fields["phone"].help_text = _("Left empty, a known number stays as it is.")

    @property
    def values(self) -> PersonFields:
        typed = self.cleaned_data
        phone = typed["phone"] or ("" if self.knows_phone else None)
        return PersonFields(staff_no=typed["staff_no"], name=typed["name"], phone=phone)


class PostingForm(forms.Form):
    unit_id = forms.TypedChoiceField(label=_("unit"), coerce=int)
    post = forms.CharField(label=_("post"), max_length=40, required=False)
    since_on = day_field(_("since"))

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = units  # type: ignore[attr-defined]


class NewPersonForm(PersonForm, PostingForm):
    """A person with the first posting."""


class LeaveForm(forms.Form):
    left_on = day_field(_("left on"), help_text=_("The first day without the person."))
