from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet

from jieyue.access.credentials.models import Holder, Kind, Status
from jieyue.access.credentials.queries import STATUS_COLOURS, BlockRow, ProfileRow
from jieyue.access.credentials.words import COLOURS
from jieyue.kit.tables import (
    MomentColumn,
    NumberColumn,
    StatusColumn,
    Table,
    TextColumn,
    YesNoColumn,
)

_STATUSES = {value: (label, STATUS_COLOURS[Status(value)]) for value, label in Status.choices}


def _address(record: dict[str, Any]) -> str:
    return reverse("access:credential", args=[record["id"]])


def _profile(record: ProfileRow) -> str:
    return reverse("access:profile", args=[record.id])


def _block(record: BlockRow) -> str:
    return reverse("access:block", args=[record.id])


class _Coded(TextColumn):
    """A stored code in its words."""

    def __init__(self, *, words: Mapping[str, Any], **given: Any) -> None:
        super().__init__(**given)
        self.words = words

    def render(self, value: str) -> str:
        return str(self.words.get(value, value))

    def value(self, **kwargs: Any) -> str:
        return self.render(kwargs["value"])


class CredentialTable(Table):
    """One line a credential."""

    label = TextColumn(verbose_name=_("name"), linkify=_address)
    kind = _Coded(words=dict(Kind.choices), verbose_name=_("kind"))
    subject = TextColumn(verbose_name=_("number"))
    colour = _Coded(words=COLOURS, verbose_name=_("plate colour"))
    holder = _Coded(words=dict(Holder.choices), verbose_name=_("holder"))
    unit = TextColumn(verbose_name=_("unit"), accessor="unit__short_name")
    profile = TextColumn(verbose_name=_("access profile"), accessor="profile__name")
    valid_until = MomentColumn(verbose_name=_("valid until"))
    status = StatusColumn(states=_STATUSES, verbose_name=_("status"))

    hidden = ("holder",)


class CredentialFilter(FilterSet):
    q = CharFilter(label=_("Name, number or unit"), method="containing")
    kind = ChoiceFilter(label=_("kind"), choices=Kind.choices)
    holder = ChoiceFilter(label=_("holder"), choices=Holder.choices)
    status = ChoiceFilter(label=_("status"), choices=Status.choices)

    @property
    def qs(self) -> QuerySet[Any]:
        """What has ended is shown only when asked for."""
        found: QuerySet[Any] = super().qs
        if self.form.is_bound and self.form.cleaned_data.get("status"):
            return found
        return found.exclude(status=Status.ENDED)

    def containing(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        return rows.filter(
            Q(label__icontains=text)
            | Q(subject__icontains=text)
            | Q(person__staff_no__icontains=text)
            | Q(unit__short_name__icontains=text)
        )


class ProfileTable(Table):
    """One line an access profile."""

    code = TextColumn(verbose_name=_("code"), linkify=_profile)
    name = TextColumn(verbose_name=_("name"))
    zones = TextColumn(verbose_name=_("zones"))
    plan = TextColumn(verbose_name=_("opening plan"))
    is_default = YesNoColumn(verbose_name=_("the usual one"))
    credentials = NumberColumn(verbose_name=_("credentials"))


class BlockTable(Table):
    """One line a block."""

    hint = TextColumn(verbose_name=_("number"), linkify=_block)
    kind = TextColumn(verbose_name=_("kind"))
    reason = TextColumn(verbose_name=_("reason"))
    since = MomentColumn(verbose_name=_("since"))
    until = MomentColumn(verbose_name=_("until"))
    by = TextColumn(verbose_name=_("by"))
    state = StatusColumn(
        verbose_name=_("state"),
        states={"in_force": (_("in force"), "red"), "over": (_("over"), "secondary")},
    )
