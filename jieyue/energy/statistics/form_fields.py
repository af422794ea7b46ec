"""Forms of statistics with more than a field or two."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from jieyue.energy.statistics.models import AdministrativeLevel, Category

CREDIT_CODE = RegexValidator(
    r"^[0-9A-HJ-NPQRTUWXY]{18}$", _("18 digits and capital letters without I, O, S, V and Z.")
)


class BasicsForm(forms.Form):
    """The lines of NY101."""

    credit_code = forms.CharField(
        label=_("Unified social credit code"), required=False, validators=[CREDIT_CODE]
    )
    category = forms.ChoiceField(label=_("Institution type"), choices=Category.choices)
    level = forms.ChoiceField(label=_("Administrative level"), choices=AdministrativeLevel.choices)
    industry_code = forms.CharField(label=_("Industry code"), max_length=10, required=False)
    address = forms.CharField(label=_("Address"), max_length=120, required=False)
    region_code = forms.CharField(label=_("Region code"), max_length=12, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    head = forms.CharField(label=_("Head of the unit"), max_length=40, required=False)
    statistician = forms.CharField(label=_("Head of statistics"), max_length=40, required=False)
    remarks = forms.CharField(label=_("Remarks"), max_length=200, required=False)
    is_listed = forms.BooleanField(
        label=_("In the directory of public institutions"), required=False
    )


class BulletinForm(forms.Form):
    """The text of a quarter's bulletin."""

    text = forms.CharField(
        label=_("Text"), max_length=6000, widget=forms.Textarea(attrs={"rows": 12})
    )
