"""The form of the page without an account."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.access.visitors.asking import CarAsked, GuestAsked, VisitAsked
from jieyue.access.visitors.forms import TimesForm, companions_of, plates_of
from jieyue.access.visitors.models import Document, Purpose
from jieyue.people.units.models import Unit


class AskForm(TimesForm):
    """Who comes, to whom, when and why. The host is found, never listed."""

    unit = forms.ChoiceField(label=_("Unit you visit"))
    host = forms.CharField(
        label=_("Host"),
        max_length=40,
        help_text=_("Full name or phone number, exactly as your host told you."),
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"), choices=Purpose.choices, initial=Purpose.BUSINESS
    )
    note = forms.CharField(label=_("More about it"), max_length=200, required=False)
    name = forms.CharField(label=_("Your full name"), max_length=40)
    phone = forms.CharField(label=_("Your phone"), max_length=20)
    organisation = forms.CharField(label=_("Organisation"), max_length=80, required=False)
    document = forms.ChoiceField(
        label=_("Document you bring"), choices=Document.choices, initial=Document.ID_CARD
    )
    id_number = forms.CharField(
        label=_("Its number"),
        max_length=30,
        required=False,
        help_text=_("If you give it now, you are let in faster. It is kept encrypted."),
    )
    companions = forms.CharField(
        label=_("People who come along"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line: name and phone."),
    )
    plates = forms.CharField(
        label=_("Number plates"),
        required=False,
        max_length=100,
        help_text=_("With spaces between several, such as 川T12345."),
    )
    is_agreed = forms.BooleanField(label=_("I have read the privacy notice below."))

    field_order = ("unit", "host", "from_at", "until_at")

    def __init__(self, *args: Any, site_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(site_id=site_id, is_active=True)
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose")),
            *units.values_list("id", "name"),
        ]

    def asked(self, *, consent: str) -> VisitAsked:
        """The visit as typed; the host is found by the action. The form is valid."""
        data = self.cleaned_data
        lead = GuestAsked(
            name=data["name"],
            organisation=data["organisation"],
            phone=data["phone"],
            document=data["document"],
            id_number=data["id_number"],
        )
        from_at: datetime = data["from_at"]
        return VisitAsked(
            host_id=None,
            purpose=data["purpose"],
            note=data["note"],
            from_at=from_at,
            until_at=data["until_at"],
            guests=(lead, *companions_of(data["companions"], data["organisation"])),
            cars=[CarAsked(plate=plate) for plate in plates_of(data["plates"])],
            consent=consent,
        )
