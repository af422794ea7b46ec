from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.queries import canteens
from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.purchasing.requests import Wanted
from jieyue.canteen.suppliers.models import Supplier
from jieyue.kit.actor import Actor
from jieyue.people.steps import day_field

ROWS = 6


class ReasonForm(forms.Form):
    """Why an order is closed short."""

    reason = forms.CharField(label=_("reason"), max_length=200)


class CancelForm(ReasonForm):
    """Why an order is taken back, and whether its goods are bought elsewhere."""

    propose_again = forms.BooleanField(
        label=_("Put the goods back on the buyer's desk"), required=False, initial=True
    )


class PurchaseForm(forms.Form):
    """What a purchase by hand says of all its lines."""

    canteen = forms.ChoiceField(label=_("Canteen"))
    deliver_on = day_field(_("Day of delivery"))
    is_emergency = forms.BooleanField(
        label=_("Urgent: cannot wait for the plan"), required=False, initial=True
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["canteen"].choices = [  # type: ignore[attr-defined]
            (row.id, row.name) for row in canteens(actor)
        ]


class LineForm(forms.Form):
    """One ingredient bought by hand; the price is for its base unit. An empty line is none."""

    supplier = forms.ModelChoiceField(Supplier.objects.none(), label=_("Supplier"))
    ingredient = forms.ModelChoiceField(Ingredient.objects.none(), label=_("Ingredient"))
    quantity = forms.DecimalField(label=_("Quantity"), max_digits=9, decimal_places=3, min_value=0)
    unit_price_yuan = forms.DecimalField(
        label=_("Price per unit (yuan)"), max_digits=9, decimal_places=4, min_value=0
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **kwargs)
        sellers = Supplier.objects.visible_to(actor).filter(is_active=True)
        self.fields["supplier"].queryset = sellers  # type: ignore[attr-defined]
        goods = Ingredient.objects.visible_to(actor).filter(is_active=True)
        self.fields["ingredient"].queryset = goods.order_by("name")  # type: ignore[attr-defined]

    def wanted(self, common: PurchaseForm) -> Wanted:
        """The line as asked for; both forms are valid."""
        return Wanted(
            supplier_id=self.cleaned_data["supplier"].id,
            ingredient_id=self.cleaned_data["ingredient"].id,
            deliver_on=common.cleaned_data["deliver_on"],
            quantity=self.cleaned_data["quantity"],
            pack_quantity=Decimal(1),
            unit_price_yuan=self.cleaned_data["unit_price_yuan"],
        )
