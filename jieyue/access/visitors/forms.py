"""Forms of hosts, guards and the reception."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.access.visitors.asking import CarAsked, GuestAsked, VisitAsked
from jieyue.access.visitors.models import Document, Purpose, State
from jieyue.access.visitors.receiving import Shown
from jieyue.kit.actor import Actor
from jieyue.kit.tables import RowFilter
from jieyue.people.persons.models import Person
from jieyue.people.units.models import Unit

STAMP = "%Y-%m-%dT%H:%M"
PHONE_AT_END = re.compile(r"^(?P<name>.*?)[\s,，;；]+(?P<phone>\+?[0-9][0-9\s\-]{6,})$")


def moment_field(label: Any) -> forms.DateTimeField:
    """A local time as phones offer it."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=STAMP)
    return forms.DateTimeField(label=label, input_formats=[STAMP, "%Y-%m-%d %H:%M"], widget=widget)


def companions_of(text: str, organisation: str = "") -> list[GuestAsked]:
    """One a line: a name, and a phone at its end if there is one."""
    found = []
    for line in filter(None, (each.strip() for each in text.splitlines())):
        match = PHONE_AT_END.match(line)
        name, phone = (match["name"], match["phone"]) if match else (line, "")
        found.append(GuestAsked(name=name, phone=phone, organisation=organisation))
    return found


def plates_of(text: str) -> list[str]:
    """Plates with spaces, commas or line ends between them."""
    return [part for part in re.split(r"[\s,，;；、]+", text) if part]


class TimesForm(forms.Form):
    """From when until when."""

    from_at = moment_field(_("Begins at"))
    until_at = moment_field(_("Ends at"))


class InviteForm(TimesForm):
    """A host invites."""

    name = forms.CharField(label=_("Visitor"), max_length=40)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    organisation = forms.CharField(label=_("Organisation"), max_length=80, required=False)
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=[each for each in Purpose.choices if each[0] != Purpose.LETTERS],
        initial=Purpose.BUSINESS,
    )
    note = forms.CharField(label=_("More about it"), max_length=200, required=False)
    companions = forms.CharField(
        label=_("People who come along"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line: name and phone. A long list is added from Excel afterwards."),
    )
    plates = forms.CharField(
        label=_("Number plates"),
        required=False,
        max_length=200,
        help_text=_("With spaces between several, such as 川T12345."),
    )
    zones = forms.MultipleChoiceField(
        label=_("Only these zones"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a choice: everywhere visitors may go."),
    )
    items = forms.CharField(label=_("Things brought along"), max_length=200, required=False)
    is_escorted = forms.BooleanField(label=_("I fetch the visitor at the gate"), required=False)
    wants_meal = forms.BooleanField(label=_("A meal is wanted"), required=False)
    wants_parking = forms.BooleanField(label=_("A parking space is wanted"), required=False)

    field_order = ("host", "name", "phone", "organisation", "from_at", "until_at")

    def __init__(
        self,
        *args: Any,
        hosts: Sequence[tuple[int, str]] = (),
        zones: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zones"].choices = list(zones)  # type: ignore[attr-defined]
        if not zones:
            del self.fields["zones"]
        if hosts:
            self.fields["host"] = forms.ChoiceField(label=_("Host"), choices=list(hosts))
            self.order_fields(self.field_order)

    def asked(self, *, own_id: int | None) -> VisitAsked:
        """The visit as typed. The form is valid."""
        data = self.cleaned_data
        lead = GuestAsked(name=data["name"], organisation=data["organisation"], phone=data["phone"])
        return VisitAsked(
            host_id=int(data["host"]) if data.get("host") else own_id,
            purpose=data["purpose"],
            note=data["note"],
            items=data["items"],
            from_at=data["from_at"],
            until_at=data["until_at"],
            zones=data.get("zones", ()),
            guests=(lead, *companions_of(data["companions"], data["organisation"])),
            cars=[CarAsked(plate=plate) for plate in plates_of(data["plates"])],
            is_escorted=data["is_escorted"],
            wants_meal=data["wants_meal"],
            wants_parking=data["wants_parking"],
        )


class WalkInForm(forms.Form):
    """Somebody stands at the gate."""

    WAYS = (
        ("agreed", _("The host was called and agrees")),
        ("ask", _("The host does not answer: ask and let the visitor wait")),
        ("urgent", _("Urgent repair: let in now, write up later")),
        ("dedicated", _("To the dedicated reception (petition, minors)")),
    )

    way = forms.ChoiceField(
        label=_("What applies"), choices=WAYS, widget=forms.RadioSelect, initial="agreed"
    )
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    host = forms.CharField(label=_("Host"), max_length=40, required=False)
    purpose = forms.ChoiceField(
        label=_("Purpose"), choices=Purpose.choices, initial=Purpose.BUSINESS
    )
    note = forms.CharField(label=_("More about it"), max_length=200, required=False)
    name = forms.CharField(label=_("Visitor"), max_length=40)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    organisation = forms.CharField(label=_("Organisation"), max_length=80, required=False)
    document = forms.ChoiceField(
        label=_("Kind of document"), choices=Document.choices, initial=Document.ID_CARD
    )
    id_number = forms.CharField(label=_("Number of the document"), max_length=30)
    is_photo_compared = forms.BooleanField(
        label=_("The photo shows the person who stands here"), required=True
    )
    plates = forms.CharField(label=_("Number plates"), required=False, max_length=100)
    hours = forms.TypedChoiceField(
        label=_("Stays about"),
        coerce=int,
        choices=((1, _("1 hour")), (2, _("2 hours")), (4, _("4 hours")), (8, _("8 hours"))),
        initial=2,
    )

    def __init__(self, *args: Any, site_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(site_id=site_id, is_active=True)
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *units.values_list("id", "short_name"),
        ]

    def asked(self, *, host_id: int | None, from_at: datetime, until_at: datetime) -> VisitAsked:
        data = self.cleaned_data
        guest = GuestAsked(
            name=data["name"],
            phone=data["phone"],
            organisation=data["organisation"],
            document=data["document"],
            id_number=data["id_number"],
        )
        return VisitAsked(
            host_id=host_id,
            purpose=data["purpose"],
            note=data["note"],
            from_at=from_at,
            until_at=until_at,
            guests=(guest,),
            cars=[CarAsked(plate=plate) for plate in plates_of(data["plates"])],
        )


class ReceiveForm(forms.Form):
    """What somebody showed at the gate."""

    document = forms.ChoiceField(label=_("Kind of document"), choices=Document.choices)
    number = forms.CharField(label=_("Its number, or the last four characters"), max_length=30)
    is_photo_compared = forms.BooleanField(
        label=_("The photo shows the person who stands here"), required=True
    )

    def shown(self) -> Shown:
        return Shown(**self.cleaned_data)


class StopForm(forms.Form):
    """No visits for a while."""

    unit = forms.ChoiceField(label=_("Unit"), required=False)
    since = moment_field(_("Begins at"))
    until = moment_field(_("Ends at"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(site_id=actor.site_id, is_active=True)
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", _("the whole complex")),
            *units.values_list("id", "name"),
        ]


class WriteUpForm(forms.Form):
    """Whom an urgent visit was for, and what was done."""

    unit = forms.ChoiceField(label=_("Unit"))
    host = forms.CharField(label=_("Host"), max_length=40)
    note = forms.CharField(label=_("What was done"), max_length=200)

    def __init__(self, *args: Any, site_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(site_id=site_id, is_active=True)
        self.fields["unit"].choices = list(units.values_list("id", "short_name"))  # type: ignore[attr-defined]


class FindForm(RowFilter):
    """Narrows the register; the query has done so already."""

    since = forms.DateField(
        label=_("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("every state")), *State.choices]
    )


def hosts_for(actor: Actor, *, may_deputise: bool) -> list[tuple[int, str]]:
    """Whom a deputy may invite for: everybody of the unit, oneself first. Empty for a host."""
    if not may_deputise:
        return []
    people = Person.objects.filter(site_id=actor.site_id, unit_id=actor.unit_id, left_on=None)
    rows = list(people.values_list("id", "name"))
    return sorted(rows, key=lambda row: row[0] != actor.person_id)
