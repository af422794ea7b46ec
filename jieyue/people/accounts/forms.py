from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class NewAccountForm(forms.Form):
    username = forms.CharField(
        label=_("user name"),
        max_length=60,
        help_text=_("3 to 60 small letters, digits, dots, hyphens or underscores."),
    )
    staff_no = forms.CharField(
        label=_("staff number"),
        max_length=20,
        required=False,
        help_text=_("Whose account it is. An officer of the system may have none."),
    )


class SuspendForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=200)


class AdmitForm(forms.Form):
    username = forms.CharField(
        label=_("user name"), max_length=60, help_text=_("As it is used to log in, exactly.")
    )
    role_id = forms.TypedChoiceField(label=_("role"), coerce=int)

    def __init__(self, *args: Any, roles: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role_id"].choices = roles  # type: ignore[attr-defined]


class AssignForm(forms.Form):
    role_id = forms.TypedChoiceField(label=_("role"), coerce=int)
    until = forms.DateTimeField(
        label=_("until"),
        required=False,
        help_text=_("Empty: until it is revoked."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, roles: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role_id"].choices = roles  # type: ignore[attr-defined]
