from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.access.credentials.models import BlockKind, Holder, Kind
from jieyue.access.credentials.refusals import PlateMaybeShort
from jieyue.access.credentials.words import COLOURS

Choices = list[tuple[Any, Any]]
SURE = _("I looked: the plate is complete as written")


def moment_field(label: Any, **given: Any) -> forms.DateTimeField:
    """An instant in local time, typed or picked."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, **given)


class _Asking(forms.Form):
    """Whether a plate is complete is asked only where it may lack a character."""

    def asking(self, act: Callable[[], object]) -> None:
        """Act; when the plate may be short, the form comes back with a box to tick."""
        try:
            act()
        except PlateMaybeShort:
            self.fields["is_sure"].widget = forms.CheckboxInput()
            raise


class _Plate(_Asking):
    """A plate with its colour, which is never guessed."""

    plate = forms.CharField(
        label=_("number plate"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "川T12345"}),
    )
    colour = forms.ChoiceField(label=_("plate colour"), choices=[("", "—"), *COLOURS.items()])
    is_sure = forms.BooleanField(label=SURE, required=False, widget=forms.HiddenInput)


class OwnPlateForm(_Plate):
    """One's own car, on the phone."""


class _Window(forms.Form):
    """Profile and window of a credential."""

    profile_id = forms.TypedChoiceField(label=_("access profile"), coerce=int)
    valid_from = moment_field(_("valid from"))
    valid_until = moment_field(_("valid until"), required=False, help_text=_("Empty: no end."))

    def __init__(self, *given: Any, profiles: Choices, **others: Any) -> None:
        super().__init__(*given, **others)
        self.fields["profile_id"].choices = profiles  # type: ignore[attr-defined]


class CredentialForm(_Asking, _Window):
    """A new card or plate of a person, or of an official vehicle."""

    kind = forms.ChoiceField(
        label=_("kind"), choices=[(k, Kind(k).label) for k in (Kind.CARD, Kind.PLATE)]
    )
    number = forms.CharField(
        label=_("number"), max_length=60, help_text=_("As on the card, or as on the car.")
    )
    colour = forms.ChoiceField(
        label=_("plate colour"),
        choices=[("", "—"), *COLOURS.items()],
        required=False,
        help_text=_("For plates only, and compulsory there."),
    )
    is_sure = forms.BooleanField(label=SURE, required=False, widget=forms.HiddenInput)
    holder = forms.ChoiceField(
        label=_("holder"),
        choices=[(h, Holder(h).label) for h in (Holder.PERSON, Holder.VEHICLE)],
    )
    staff_no = forms.CharField(
        label=_("staff number"), max_length=20, required=False, help_text=_("Of a staff member.")
    )
    label = forms.CharField(
        label=_("name of the vehicle"),
        max_length=80,
        required=False,
        help_text=_("What the guard reads of an official vehicle, such as “minibus 2”."),
    )
    field_order = (
        "kind",
        "number",
        "colour",
        "is_sure",
        "holder",
        "staff_no",
        "label",
        "profile_id",
        "valid_from",
        "valid_until",
    )


class ChangeForm(_Window):
    """Profile, zones and window of a credential that is out."""

    zones_only = forms.MultipleChoiceField(
        label=_("only these zones"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all of the profile."),
    )

    def __init__(self, *given: Any, zones: Choices, **others: Any) -> None:
        super().__init__(*given, **others)
        self.fields["zones_only"].choices = zones  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why it is done."""

    reason = forms.CharField(label=_("reason"), max_length=200)


class ProfileForm(forms.Form):
    """Which zones a profile opens, and when."""

    code = forms.CharField(label=_("code"), max_length=20)
    name = forms.CharField(label=_("name"), max_length=60)
    zone_ids = forms.TypedMultipleChoiceField(
        label=_("zones"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    plan_id = forms.TypedChoiceField(
        label=_("opening plan"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Without a plan it opens at any time."),
    )
    is_default = forms.BooleanField(label=_("for every new staff credential"), required=False)

    def __init__(self, *given: Any, zones: Choices, plans: Choices, **others: Any) -> None:
        super().__init__(*given, **others)
        self.fields["zone_ids"].choices = zones  # type: ignore[attr-defined]
        self.fields["plan_id"].choices = [("", "—"), *plans]  # type: ignore[attr-defined]


class BlockForm(forms.Form):
    """Whom the gates refuse."""

    kind = forms.ChoiceField(label=_("kind"), choices=BlockKind.choices)
    subject = forms.CharField(
        label=_("number"),
        max_length=60,
        help_text=_("Identity numbers and phones are kept as a digest that nobody can read."),
    )
    reason = forms.CharField(label=_("reason"), max_length=200)
    until = moment_field(_("until"), required=False, help_text=_("Empty: until lifted."))
