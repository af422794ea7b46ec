"""Columns and filters of the watch board."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, FilterSet

from jieyue.energy.watch.models import EpisodeKind, EpisodeStatus, Severity
from jieyue.kit.tables import (
    MomentColumn,
    NumberColumn,
    StatusColumn,
    Table,
    TextColumn,
    YuanColumn,
)

SEVERITIES = {
    str(Severity.NOTICE.value): (Severity.NOTICE.label, "secondary"),
    str(Severity.MINOR.value): (Severity.MINOR.label, "yellow"),
    str(Severity.MAJOR.value): (Severity.MAJOR.label, "orange"),
    str(Severity.URGENT.value): (Severity.URGENT.label, "red"),
}
STATUSES = {
    EpisodeStatus.OPEN.value: (EpisodeStatus.OPEN.label, "red"),
    EpisodeStatus.ACKNOWLEDGED.value: (EpisodeStatus.ACKNOWLEDGED.label, "yellow"),
    EpisodeStatus.IN_WORK.value: (EpisodeStatus.IN_WORK.label, "azure"),
    EpisodeStatus.RESOLVED.value: (EpisodeStatus.RESOLVED.label, "green"),
}
KINDS = {kind.value: kind.label for kind in EpisodeKind}
STATES = (
    ("unresolved", _("not resolved")),
    ("open", _("not acknowledged")),
    ("going", _("still shown by the readings")),
    ("resolved", _("resolved")),
    ("all", _("all")),
)


def _address(record: dict[str, Any]) -> str:
    return reverse("energy:episode", args=[record["number"]])


class EpisodeTable(Table):
    """One line an episode; the box chooses it for the buttons below."""

    hidden: ClassVar[tuple[str, ...]] = ("started_at", "merged", "number")

    chosen = TextColumn(
        verbose_name="", accessor="number", orderable=False, exclude_from_export=True
    )
    severity = StatusColumn(verbose_name=_("Severity"), states=SEVERITIES)
    kind = TextColumn(verbose_name=_("What"), linkify=_address)
    number = TextColumn(verbose_name=_("Number"), linkify=_address)
    meter = TextColumn(verbose_name=_("Meter"), accessor="meter__name")
    unit = TextColumn(verbose_name=_("Unit"), accessor="unit__short_name")
    status = StatusColumn(verbose_name=_("Status"), states=STATUSES)
    owner = TextColumn(verbose_name=_("Owner"), accessor="owner__name")
    yuan_per_day = YuanColumn(verbose_name=_("Yuan a day"))
    detected_at = MomentColumn(verbose_name=_("Found"))
    last_seen_at = MomentColumn(verbose_name=_("Last seen"))
    gone_at = MomentColumn(verbose_name=_("Gone"))
    started_at = MomentColumn(verbose_name=_("Began"))
    merged = NumberColumn(verbose_name=_("Joined signs"))

    def render_chosen(self, value: str) -> SafeString:
        return format_html(
            '<input class="form-check-input" type="checkbox" name="numbers" value="{}" '
            'form="bulk" aria-label="{}">',
            value,
            _now("Choose %(number)s") % {"number": value},
        )

    def render_kind(self, value: str) -> str:
        return str(KINDS.get(value, value))

    def value_kind(self, value: str) -> str:
        return str(KINDS.get(value, value))


class EpisodeFilter(FilterSet):
    q = CharFilter(label=_("Meter or number"), method="containing")
    state = ChoiceFilter(label=_("State"), choices=STATES, method="in_state", empty_label=None)
    kind = ChoiceFilter(label=_("Kind"), choices=EpisodeKind.choices)
    severity = ChoiceFilter(label=_("Severity from"), choices=Severity.choices, lookup_expr="gte")
    unit = CharFilter(label=_("Unit"), method="of_unit")
    mine = BooleanFilter(label=_("Mine only"), method="own", widget=forms.CheckboxInput)

    @property
    def qs(self) -> QuerySet[Any]:
        """Resolved ones only when asked for."""
        found: QuerySet[Any] = super().qs
        asked = self.form.is_bound and self.form.is_valid() and self.form.cleaned_data["state"]
        return found if asked else found.exclude(status=EpisodeStatus.RESOLVED)

    def containing(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        return rows.filter(
            Q(meter__name__icontains=text)
            | Q(meter__number__icontains=text)
            | Q(number__icontains=text)
        )

    def in_state(self, rows: QuerySet[Any], _name: str, state: str) -> QuerySet[Any]:
        if state == "all":
            return rows
        if state == "resolved":
            return rows.filter(status=EpisodeStatus.RESOLVED)
        if state == "open":
            return rows.filter(status=EpisodeStatus.OPEN)
        rows = rows.exclude(status=EpisodeStatus.RESOLVED)
        return rows.filter(gone_at=None) if state == "going" else rows

    def of_unit(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        return rows.filter(Q(unit__short_name__icontains=text) | Q(unit__name__icontains=text))

    def own(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        if not value:
            return rows
        person_id = self.request.actor.person_id if self.request is not None else None
        return rows.filter(owner_id=person_id)
