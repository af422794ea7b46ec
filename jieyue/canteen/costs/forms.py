"""Forms of costs: an entry, and the budgets of a month."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.costs.models import CostKind


class CostForm(forms.Form):
    """Labour, energy or another cost."""

    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[row for row in CostKind.choices if row[0] != CostKind.FOOD]
    )
    amount_yuan = forms.DecimalField(label=_("Amount (yuan)"), max_digits=12, decimal_places=2)
    text = forms.CharField(label=_("For"), max_length=120)
    document = forms.CharField(label=_("Document"), max_length=40, required=False)


class BudgetForm(forms.Form):
    """What a kind of cost may come to in the month."""

    kind = forms.ChoiceField(label=_("Kind"), choices=CostKind.choices)
    amount_yuan = forms.DecimalField(
        label=_("Budget (yuan)"), max_digits=12, decimal_places=2, min_value=0
    )
