from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.people.messages.actions import Recipients, Text


class MessageForm(forms.Form):
    """A notice by hand: to everybody, to units, or to who holds a role."""

    title = forms.CharField(label=_("title"), max_length=120)
    text = forms.CharField(
        label=_("text"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    link = forms.CharField(
        label=_("page"),
        max_length=200,
        required=False,
        help_text=_("Where the notice leads, for example /canteen/my-meals/."),
    )
    everybody = forms.BooleanField(label=_("to everybody"), required=False)
    unit_ids = forms.TypedMultipleChoiceField(label=_("to units"), coerce=int, required=False)
    role_ids = forms.TypedMultipleChoiceField(label=_("to roles"), coerce=int, required=False)

    def __init__(
        self,
        *args: Any,
        units: list[tuple[int, str]],
        roles: list[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_ids"].choices = units  # type: ignore[attr-defined]
        self.fields["role_ids"].choices = roles  # type: ignore[attr-defined]

    @property
    def said(self) -> Text:
        typed = self.cleaned_data
        return Text(title=typed["title"], text=typed["text"], link=typed["link"])

    @property
    def to(self) -> Recipients:
        typed = self.cleaned_data
        return Recipients(
            unit_ids=typed["unit_ids"], role_ids=typed["role_ids"], everybody=typed["everybody"]
        )
