"""The journal as a list: columns and filter."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jieyue.kit.audit.queries import fact_choices, label_of
from jieyue.kit.columns import MomentColumn, NumberColumn, TextColumn
from jieyue.kit.journal.models import Entry
from jieyue.kit.periods import local_day
from jieyue.kit.tables import Table


class FactColumn(TextColumn):
    """A stored fact name as its label."""

    def render(self, value: Any) -> str:
        return label_of(value)


class DataColumn(TextColumn):
    """What a fact says, as `key: value` pairs."""

    def render(self, value: dict[str, Any]) -> str:
        return "; ".join(f"{key}: {item}" for key, item in value.items())


class EntryTable(Table):
    hidden = ("recorded_at", "actor_kind", "id")

    at = MomentColumn(verbose_name=_("Time"), attrs={"td": {"class": "text-nowrap"}})
    name = FactColumn(
        verbose_name=_("Fact"), linkify=lambda record: reverse("kit:entry", args=[record.id])
    )
    actor_name = TextColumn(verbose_name=_("By"))
    data = DataColumn(verbose_name=_("Content"), orderable=False)
    cause_id = TextColumn(
        verbose_name=_("Caused by"),
        linkify=lambda record: reverse("kit:entry", args=[record.cause_id]),
    )
    actor_kind = TextColumn(verbose_name=_("Kind of actor"))
    recorded_at = MomentColumn(verbose_name=_("Recorded at"))
    id = NumberColumn(verbose_name=_("Entry"))


class EntryFilter(django_filters.FilterSet):
    name = django_filters.ChoiceFilter(label=_("Fact"), choices=fact_choices)
    actor_name = django_filters.CharFilter(label=_("By"), lookup_expr="icontains")
    since = django_filters.DateFilter(
        label=_("From"), method="from_day", widget=forms.DateInput({"type": "date"})
    )
    until = django_filters.DateFilter(
        label=_("Through"), method="through_day", widget=forms.DateInput({"type": "date"})
    )

    class Meta:
        model = Entry
        fields: list[str] = []

    def from_day(self, rows: QuerySet[Entry], _name: str, day: Any) -> QuerySet[Entry]:
        return rows.filter(at__gte=local_day(day).start)

    def through_day(self, rows: QuerySet[Entry], _name: str, day: Any) -> QuerySet[Entry]:
        return rows.filter(at__lt=local_day(day).end)


class DeliveryTable(Table):
    fact = TextColumn(
        verbose_name=_("Fact"), linkify=lambda record: reverse("kit:entry", args=[record.entry_id])
    )
    reaction = TextColumn(verbose_name=_("What should follow"))
    at = MomentColumn(verbose_name=_("Time of the fact"))
    attempts = NumberColumn(verbose_name=_("Attempts"))
    error = TextColumn(verbose_name=_("Last error"))
    due_at = MomentColumn(verbose_name=_("Next attempt"))
    id = TextColumn(
        verbose_name=_("Try again"),
        linkify=lambda record: reverse("kit:delivery", args=[record.id]),
        orderable=False,
    )
