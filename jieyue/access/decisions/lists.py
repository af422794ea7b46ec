"""Columns and filters of the page of decisions; who it was is not among them."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, DateFilter, FilterSet, ModelChoiceFilter

from jieyue.access.decisions.models import DecidedBy, Outcome
from jieyue.access.decisions.words import PHRASES
from jieyue.access.gates.models import Gate, HandReason
from jieyue.kit.tables import MomentColumn, StatusColumn, Table, TextColumn

OUTCOMES = {
    Outcome.ALLOW.value: (Outcome.ALLOW.label, "green"),
    Outcome.DENY.value: (Outcome.DENY.label, "red"),
    Outcome.RECORD.value: (Outcome.RECORD.label, "secondary"),
}
SAID = {**PHRASES, **dict(HandReason.choices)}  # by a gate, and by a guard
REASONS = {code: (words, "secondary") for code, words in SAID.items()}
DIRECTIONS = {"in": (_("in"), "azure"), "out": (_("out"), "secondary")}
KINDS = {
    "card": (_("card"), "secondary"),
    "face": (_("face"), "secondary"),
    "id": (_("staff number"), "secondary"),
    "manual": (_("by hand"), "yellow"),
    "plate": (_("number plate"), "secondary"),
    "qr": (_("QR code"), "secondary"),
}
DECIDERS = {each.value: (each.label, "secondary") for each in DecidedBy}


def _address(record: dict[str, Any]) -> str:
    return reverse("access:decision", args=[record["id"]])


class DecisionTable(Table):
    """One line a decision, newest first."""

    hidden: ClassVar[tuple[str, ...]] = ("received_at", "decided_by")

    at = MomentColumn(verbose_name=_("At"), linkify=_address)
    gate = TextColumn(verbose_name=_("Gate"), accessor="gate__name")
    direction = StatusColumn(verbose_name=_("Direction"), states=DIRECTIONS)
    outcome = StatusColumn(verbose_name=_("Answer"), states=OUTCOMES)
    reason = StatusColumn(verbose_name=_("Why"), states=REASONS)
    kind = StatusColumn(verbose_name=_("Shown"), states=KINDS)
    decided_by = StatusColumn(verbose_name=_("Judged by"), states=DECIDERS)
    received_at = MomentColumn(verbose_name=_("Received at"))


class DecisionFilter(FilterSet):
    """By day, gate, answer and reason."""

    day = DateFilter(field_name="at", lookup_expr="date", label=_("Day"))
    gate = ModelChoiceFilter(queryset=lambda request: _gates(request), label=_("Gate"))
    outcome = ChoiceFilter(choices=Outcome.choices, label=_("Answer"))
    reason = ChoiceFilter(choices=list(SAID.items()), label=_("Why"))


def _gates(request: Any) -> Any:
    actor = getattr(request, "actor", None)
    if actor is None:
        return Gate.objects.none()
    return Gate.objects.filter(site_id=actor.site_id).order_by("code")
