import django_filters
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jieyue.kit.tables import DayColumn, NumberColumn, StatusColumn, Table, TextColumn
from jieyue.scorecards.cards.models import Card, CardStatus
from jieyue.scorecards.cards.queries import STATUS_COLOURS


class CardTable(Table):
    """One line a card."""

    standard__title = TextColumn(
        verbose_name=_("standard"),
        linkify=lambda record: reverse("scorecards:card", args=[record["number"]]),
    )
    number = TextColumn(verbose_name=_("card"))
    subject_label = TextColumn(verbose_name=_("subject"))
    first_on = DayColumn(verbose_name=_("from"), style="bare")
    last_on = DayColumn(verbose_name=_("to"))
    status = StatusColumn(
        verbose_name=_("status"),
        states={each.value: (each.label, STATUS_COLOURS[each]) for each in CardStatus},
    )
    total = NumberColumn(verbose_name=_("points"), places=2)
    unscored = NumberColumn(verbose_name=_("lines without points"))
    grade_title = TextColumn(verbose_name=_("grade"))
    hidden = ("number",)


class CardFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(label=_("status"), choices=CardStatus.choices)
    year = django_filters.NumberFilter(
        label=_("year"), field_name="first_on", lookup_expr="year", min_value=2000, max_value=2199
    )

    class Meta:
        model = Card
        fields: tuple[str, ...] = ()
