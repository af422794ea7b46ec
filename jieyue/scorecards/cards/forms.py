from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.people.steps import day_field
from jieyue.scorecards.cards.queries import LineView


def _reason(label: Any, *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=400, required=required, widget=widget)


class DraftForm(forms.Form):
    """Which standard, whom, and a day of the period. `subject` is "standard|subject id"."""

    subject = forms.ChoiceField(label=_("standard and subject"))
    day = day_field(
        _("a day of the period"), help_text=_("The card covers the month or quarter it lies in.")
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = choices  # type: ignore[attr-defined]


class LineForm(forms.Form):
    """Points of a line, or for a veto whether it struck; left empty, live data counts again."""

    points = forms.DecimalField(
        label=_("points"), max_digits=6, decimal_places=2, min_value=0, required=False
    )
    veto = forms.NullBooleanField(
        label=_("Did it happen?"),
        required=False,
        widget=forms.Select(
            choices=[("", "—"), ("true", _("yes, vetoed")), ("false", _("no, it did not happen"))]
        ),
    )
    reason = _reason(_("reason"), required=False)

    def __init__(self, *args: Any, line: LineView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["points" if line.is_veto else "veto"]
        if not line.is_veto:
            self.fields["points"].widget.attrs |= {"inputmode": "decimal", "step": "0.01"}
            self.fields["points"].help_text = _("From 0 to %(most)s.") % {
                "most": line.most.normalize()
            }
        if not line.is_manual:
            self.fields["reason"].help_text = _("Leave the points empty to follow live data again.")

    @property
    def values(self) -> dict[str, Any]:
        return {"points": None, "veto": None, **self.cleaned_data}


class ContestForm(forms.Form):
    reason = _reason(_("why the points are wrong"))


class DecisionForm(forms.Form):
    """The decision over a contest; points only when it is upheld."""

    points = forms.DecimalField(
        label=_("new points, if upheld"),
        max_digits=6,
        decimal_places=2,
        min_value=0,
        required=False,
    )
    reason = _reason(_("reason"))

    def __init__(self, *args: Any, line: LineView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if line.is_veto:
            del self.fields["points"]

    @property
    def values(self) -> dict[str, Any]:
        return {"points": None, **self.cleaned_data}
