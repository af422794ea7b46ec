"""The list of samples."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet

from jieyue.canteen.residue_tests.models import ResidueState, ResidueTest
from jieyue.kit.tables import MomentColumn, Table, TextColumn


def _address(record: ResidueTest) -> str:
    return reverse("canteen:residue_test", args=[record.number])


class TestTable(Table):
    number = TextColumn(verbose_name=_("Sample"), linkify=_address)
    sampled_at = MomentColumn(verbose_name=_("Sample taken"))
    lot__ingredient__name = TextColumn(verbose_name=_("Ingredient"))
    lot__supplier__name = TextColumn(verbose_name=_("Supplier"))
    lot__number = TextColumn(verbose_name=_("Lot"))
    get_state_display = TextColumn(verbose_name=_("State"), order_by="state")
    get_disposal_display = TextColumn(verbose_name=_("Disposal"), order_by="disposal")
    method__name = TextColumn(verbose_name=_("Method"))

    hidden = ("method__name",)


class TestFilter(FilterSet):
    """By day, state, ingredient, supplier and lot."""

    first = DateFilter(
        field_name="sampled_at",
        lookup_expr="date__gte",
        label=_("From"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    last = DateFilter(
        field_name="sampled_at",
        lookup_expr="date__lte",
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    state = ChoiceFilter(label=_("State"), choices=ResidueState.choices)
    ingredient = CharFilter(
        field_name="lot__ingredient__name", lookup_expr="icontains", label=_("Ingredient")
    )
    supplier = CharFilter(
        field_name="lot__supplier__name", lookup_expr="icontains", label=_("Supplier")
    )
    lot = CharFilter(field_name="lot__number", lookup_expr="iexact", label=_("Lot"))

    class Meta:
        model = ResidueTest
        fields: tuple[str, ...] = ()
