"""The list of parameters: columns and filter."""

from collections.abc import Sequence

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from jieyue.kit.columns import DayColumn, StatusColumn, TextColumn, YesNoColumn
from jieyue.kit.parameters.models import Evidence
from jieyue.kit.parameters.queries import DOMAINS, ParameterRow
from jieyue.kit.tables import RowFilter, Table

EVIDENCE = {
    Evidence.FOUND.value: (Evidence.FOUND.label, "green"),
    Evidence.LAW.value: (Evidence.LAW.label, "blue"),
    Evidence.KNOWLEDGE.value: (Evidence.KNOWLEDGE.label, "yellow"),
    Evidence.DESIGN.value: (Evidence.DESIGN.label, "secondary"),
}


class ValueColumn(TextColumn):
    """A parameter's value; a list of codes (JSON) stands as code."""

    def render(self, value: str) -> str:
        return format_html("<code>{}</code>", value) if value[:1] in ("[", "{") else value


class ParameterFilter(RowFilter):
    text = forms.CharField(label=_("Search"), required=False)
    domain = forms.ChoiceField(
        label=_("Department"), required=False, choices=[("", _("all")), *DOMAINS.items()]
    )
    evidence = forms.ChoiceField(
        label=_("Evidence"), required=False, choices=[("", _("all")), *Evidence.choices]
    )

    def choose(self, rows: Sequence[ParameterRow]) -> Sequence[ParameterRow]:
        text = self.cleaned_data["text"].strip().lower()
        domain, evidence = self.cleaned_data["domain"], self.cleaned_data["evidence"]
        return [
            row
            for row in rows
            if text in f"{row.label} {row.code} {row.source}".lower()
            and row.code.startswith(f"{domain}." if domain else "")
            and evidence in ("", row.evidence)
        ]


class ParameterTable(Table):
    hidden = ("code", "source")

    label = TextColumn(
        verbose_name=_("Parameter"),
        linkify=lambda record: reverse("kit:parameter", args=[record.code]),
    )
    domain = TextColumn(verbose_name=_("Department"))
    value = ValueColumn(verbose_name=_("Value"))
    unit = TextColumn(verbose_name=_("Unit"))
    effective_from = DayColumn(verbose_name=_("In force since"), default=_("the beginning"))
    evidence = StatusColumn(verbose_name=_("Evidence"), states=EVIDENCE)
    has_proposal = YesNoColumn(verbose_name=_("Proposal open"))
    source = TextColumn(verbose_name=_("Source"))
    code = TextColumn(verbose_name=_("Code"))
