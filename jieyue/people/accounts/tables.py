from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jieyue.kit.tables import MomentColumn, RowFilter, StatusColumn, Table, TextColumn, YesNoColumn
from jieyue.people.accounts.models import AccountStatus
from jieyue.people.accounts.queries import AccountRow


class AccountTable(Table):
    """One line an account."""

    username = TextColumn(
        verbose_name=_("user name"),
        linkify=lambda record: reverse("people:account", args=[record.id]),
    )
    person = TextColumn(verbose_name=_("person"))
    unit = TextColumn(verbose_name=_("unit"))
    status = StatusColumn(
        verbose_name=_("status"),
        states={
            AccountStatus.PENDING: (AccountStatus.PENDING.label, "yellow"),
            AccountStatus.ACTIVE: (AccountStatus.ACTIVE.label, "green"),
            AccountStatus.SUSPENDED: (AccountStatus.SUSPENDED.label, "red"),
        },
    )
    is_locked = YesNoColumn(verbose_name=_("locked"))
    roles = TextColumn(verbose_name=_("roles"))
    last_login = MomentColumn(verbose_name=_("last log-in"))


class AccountFilter(RowFilter):
    q = forms.CharField(label=_("User name or person"), required=False)
    status = forms.ChoiceField(
        label=_("status"), choices=[("", _("all")), *AccountStatus.choices], required=False
    )

    def choose(self, rows: Sequence[Any]) -> Sequence[AccountRow]:
        text, status = self.cleaned_data["q"].lower(), self.cleaned_data["status"]
        return [
            row
            for row in rows
            if text in f"{row.username} {row.person} {row.roles}".lower()
            and status in ("", row.status)
        ]
