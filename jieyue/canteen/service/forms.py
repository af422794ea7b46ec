"""What people type about meal accounts, tills and prices."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.menus.models import Dish
from jieyue.canteen.service.models import EntryKind
from jieyue.kit.actor import Actor
from jieyue.people.persons.models import Person

CREDIT_KINDS = [
    (EntryKind.TOP_UP.value, EntryKind.TOP_UP.label),
    (EntryKind.SUBSIDY.value, EntryKind.SUBSIDY.label),
]


def _yuan(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=8, decimal_places=2, min_value=0, **options)


class OpenForm(forms.Form):
    """A person without an account, and the card."""

    staff_no = forms.CharField(label=_("Staff number"), max_length=20)
    card_number = forms.CharField(label=_("Card number"), max_length=40, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_staff_no(self) -> str:
        number = str(self.cleaned_data["staff_no"]).strip()
        person = Person.objects.filter(site_id=self.actor.site_id, staff_no=number).first()
        if person is None:
            raise forms.ValidationError(_("There is no person with this staff number."))
        self.person = person
        return number


class CreditForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=CREDIT_KINDS)
    amount_yuan = _yuan(_("Amount (yuan)"))
    note = forms.CharField(label=_("Note"), max_length=120, required=False)


class PayOutForm(forms.Form):
    amount_yuan = _yuan(_("Amount (yuan)"))
    note = forms.CharField(label=_("Reason"), max_length=120)


class CardForm(forms.Form):
    card_number = forms.CharField(label=_("Card number"), max_length=40, required=False)
    may_be_negative_yuan = _yuan(_("May go below zero by (yuan)"))


class TillForm(forms.Form):
    """A new till of a canteen."""

    canteen = forms.ChoiceField(label=_("Canteen"))
    code = forms.CharField(label=_("code"), max_length=20)
    name = forms.CharField(label=_("name"), max_length=60)

    def __init__(self, *args: Any, canteens: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["canteen"].choices = canteens  # type: ignore[attr-defined]


class PriceForm(forms.Form):
    """A price from a day on; without a dish it is the meal's."""

    canteen = forms.ChoiceField(label=_("Canteen"))
    meal = forms.ChoiceField(label=_("Meal"), choices=Meal.choices, initial=Meal.LUNCH)
    dish = forms.ChoiceField(
        label=_("Dish"), required=False, help_text=_("Empty is the price of the whole meal.")
    )
    effective_on = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    price_yuan = _yuan(_("Price (yuan)"))
    subsidy_yuan = _yuan(_("Of it paid by the employer (yuan)"), initial=Decimal(0))

    def __init__(
        self, *args: Any, canteens: list[tuple[int, str]], actor: Actor, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        dishes = Dish.objects.filter(site_id=actor.site_id, is_active=True).order_by("name")
        self.fields["canteen"].choices = canteens  # type: ignore[attr-defined]
        self.fields["dish"].choices = [  # type: ignore[attr-defined]
            ("", _("the whole meal")),
            *dishes.values_list("id", "name"),
        ]
