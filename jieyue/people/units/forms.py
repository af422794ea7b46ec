from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.people.steps import day_field
from jieyue.people.units.actions import UnitFields
from jieyue.people.units.models import HeadCountKind, UnitKind
from jieyue.people.units.queries import UnitRow


class UnitForm(forms.Form):
    code = forms.CharField(label=_("code"), max_length=20)
    name = forms.CharField(label=_("name"), max_length=80)
    short_name = forms.CharField(label=_("short name"), max_length=20, required=False)
    kind = forms.ChoiceField(label=_("kind"), choices=UnitKind.choices)
    approved_posts = forms.IntegerField(
        label=_("approved posts"),
        min_value=0,
        required=False,
        help_text=_("Posts on the establishment; not the number of persons."),
    )
    joined_on = day_field(_("moved in on"), required=False)

    @property
    def values(self) -> UnitFields:
        return UnitFields(**self.cleaned_data)

    @staticmethod
    def of(unit: UnitRow, data: object = None) -> "UnitForm":
        names = ("code", "name", "short_name", "kind", "approved_posts", "joined_on")
        return UnitForm(data, initial={name: getattr(unit, name) for name in names})  # type: ignore[arg-type]


class HeadCountForm(forms.Form):
    kind = forms.ChoiceField(label=_("kind"), choices=HeadCountKind.choices)
    persons = forms.IntegerField(label=_("number of persons"), min_value=0)
    since_on = day_field(_("since"))


class LeaveForm(forms.Form):
    left_on = day_field(_("moved out on"))
