from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.access.faces.models import Basis, ConsentKind
from jieyue.access.faces.register import Findings, Use
from jieyue.people.steps import day_field

Choices = list[tuple[Any, Any]]


def _long(label: Any, most: int, **given: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": 4}), **given
    )


class UseForm(forms.Form):
    """One purpose."""

    code = forms.CharField(label=_("code"), max_length=20)
    purpose = forms.CharField(label=_("purpose of use"), max_length=200)
    basis = forms.ChoiceField(label=_("ground"), choices=Basis.choices)
    necessity = _long(_("why it is needed"), 1000)
    alternatives = forms.CharField(
        label=_("other ways to pass"),
        max_length=200,
        help_text=_("Card, code, identity card at the desk: face is never the only way."),
    )
    began_on = day_field(_("since"))
    ended_on = day_field(_("until"), required=False)

    @property
    def use(self) -> Use:
        return Use(**self.cleaned_data)


class AssessmentForm(forms.Form):
    """The three questions of the law, and the answer."""

    lawful = _long(_("Is purpose and way lawful, proper and needed?"), 2000)
    impact = _long(_("Effect on people, and the risks"), 2000)
    protection = _long(_("Protection, and is it equal to the risk?"), 2000)
    is_acceptable = forms.BooleanField(label=_("may be used"), required=False)
    good_until = day_field(_("to be made again by"))

    @property
    def findings(self) -> Findings:
        return Findings(**self.cleaned_data)


class TextForm(forms.Form):
    """The next version of what people agree to."""

    use_id = forms.TypedChoiceField(label=_("purpose of use"), coerce=int)
    kind = forms.ChoiceField(label=_("of what"), choices=ConsentKind.choices)
    text = forms.CharField(
        label=_("text"), max_length=5000, widget=forms.Textarea(attrs={"rows": 12})
    )
    old_until = day_field(
        _("older versions hold until"),
        required=False,
        help_text=_("Whoever has not agreed anew by then is deleted. Empty: they go on holding."),
    )

    def __init__(self, *given: Any, uses: Choices, **others: Any) -> None:
        super().__init__(*given, **others)
        self.fields["use_id"].choices = uses  # type: ignore[attr-defined]


class ReaderForm(forms.Form):
    """A device that may learn faces."""

    device_id = forms.TypedChoiceField(label=_("face terminal"), coerce=int)
    use_id = forms.TypedChoiceField(label=_("purpose of use"), coerce=int)
    room_id = forms.TypedChoiceField(label=_("room"), coerce=int, empty_value=None, required=False)
    place = forms.CharField(label=_("where it hangs"), max_length=120)

    def __init__(
        self, *given: Any, devices: Choices, uses: Choices, rooms: Choices, **others: Any
    ) -> None:
        super().__init__(*given, **others)
        self.fields["device_id"].choices = devices  # type: ignore[attr-defined]
        self.fields["use_id"].choices = uses  # type: ignore[attr-defined]
        self.fields["room_id"].choices = [("", "—"), *rooms]  # type: ignore[attr-defined]


class AgreeForm(forms.Form):
    """The box is never ticked beforehand."""

    text_id = forms.IntegerField(widget=forms.HiddenInput)
    is_agreed = forms.BooleanField(
        label=_("I have read this and agree, of my own free will, that my face is used for it"),
        required=False,
    )


class HandForm(forms.Form):
    """Why somebody stands for a reader."""

    device_id = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("reason"), max_length=200)
