from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.suppliers.certificates import Entered
from jieyue.canteen.suppliers.models import CertificateKind, Supplier
from jieyue.kit.actor import Actor
from jieyue.people.steps import day_field


class SupplierForm(forms.ModelForm):
    class Meta:
        model = Supplier
        fields = (
            "code",
            "name",
            "credit_code",
            "address",
            "contact",
            "phone",
            "minimum_order_yuan",
            "delivery_weekdays",
            "is_active",
        )
        help_texts = {
            "delivery_weekdays": _("Digits, Monday is 1: 12345 is Monday to Friday."),
        }

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = not is_new

    def validate_unique(self) -> None:
        """The action refuses a code that is taken, in words of its own."""


class CertificateForm(forms.Form):
    """A paper as it lies on the desk; the scan may be a photograph."""

    kind = forms.ChoiceField(label=_("Kind"), choices=CertificateKind.choices)
    number = forms.CharField(label=_("Number"), max_length=60)
    valid_from = day_field(_("Valid from"))
    valid_to = day_field(
        _("Valid to"), required=False, help_text=_("The last day. Empty: it does not end.")
    )
    scan = forms.FileField(
        label=_("Scan or photograph"),
        required=False,
        help_text=_("PDF, JPEG or PNG."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,image/jpeg,image/png"}),
    )

    def paper(self) -> Entered:
        """What was typed; the form is valid."""
        values = {key: self.cleaned_data[key] for key in ("kind", "number", "valid_from")}
        return Entered(valid_to=self.cleaned_data["valid_to"], **values)


class ContractPriceForm(forms.Form):
    ingredient = forms.ModelChoiceField(Ingredient.objects.none(), label=_("Ingredient"))
    price_yuan = forms.DecimalField(
        label=_("Price per unit (yuan)"), max_digits=10, decimal_places=4
    )
    effective_on = day_field(_("From"))
    until_on = day_field(_("Until"), required=False)
    contract_number = forms.CharField(label=_("Contract number"), max_length=60, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goods = Ingredient.objects.visible_to(actor).filter(is_active=True).order_by("name")
        self.fields["ingredient"].queryset = goods  # type: ignore[attr-defined]


class SurveyForm(forms.Form):
    """Where and when markets were asked; the prices stand beside the ingredients."""

    market = forms.CharField(label=_("Market"), max_length=60)
    surveyed_on = day_field(_("Day"))
