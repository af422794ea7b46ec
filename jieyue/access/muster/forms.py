"""What people type at the muster's pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.access.gates.models import AssemblyPoint
from jieyue.access.muster.models import MusterKind
from jieyue.kit.actor import Actor


class CallForm(forms.Form):
    """A call: real or a drill, and why."""

    kind = forms.ChoiceField(
        label=_("Real or a drill"),
        choices=MusterKind.choices,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)


class EndForm(forms.Form):
    """How it ended."""

    true_heads = forms.IntegerField(
        label=_("Heads really counted"),
        required=False,
        min_value=0,
        max_value=100_000,
        help_text=_("People and cars that really were inside at the call; leave empty if unknown."),
    )
    findings = forms.CharField(
        label=_("What to do better"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class UnitPointForm(forms.Form):
    """Where one unit gathers."""

    unit_id = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    point_id = forms.TypedChoiceField(
        label=_("Assembly point"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: object, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        points = AssemblyPoint.objects.filter(site_id=actor.site_id)
        choices = [("", _("that of its zone")), *points.values_list("id", "name")]
        self.fields["point_id"].choices = choices  # type: ignore[attr-defined]
