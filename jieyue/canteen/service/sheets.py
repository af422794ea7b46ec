"""Money for many accounts at once, from an Excel sheet."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from jieyue.canteen.service import accounts
from jieyue.canteen.service.forms import CREDIT_KINDS
from jieyue.canteen.service.models import AccountEntry, MealAccount
from jieyue.canteen.service.refusals import NoAccount
from jieyue.kit.actor import Actor
from jieyue.kit.sheets import Column, SheetRow, SheetSpec

CREDITS = SheetSpec(
    "credits",
    _("Money for meal accounts"),
    (
        Column("staff_no", _("Staff number"), required=True, longest=20),
        Column("kind", _("Kind"), kind="choice", required=True, choices=tuple(CREDIT_KINDS)),
        Column(
            "amount_yuan",
            _("Amount (yuan)"),
            kind="decimal",
            required=True,
            minimum=Decimal("0.01"),
            example="300",
        ),
        Column(
            "reference",
            _("Reference"),
            required=True,
            longest=120,
            help=_("The same reference is credited to a person once, however often it is sent."),
            example="2026-12",
        ),
    ),
)


def put_credit(row: SheetRow, *, actor: Actor, at: datetime) -> str:
    """Credit one row; the same reference again is left as it is. Raises NoAccount, BadAmount."""
    values = row.values
    account = MealAccount.objects.filter(
        site_id=actor.site_id, person__staff_no=values["staff_no"]
    ).first()
    if account is None:
        raise NoAccount(name=values["staff_no"])
    known = AccountEntry.objects.filter(
        account=account, kind=values["kind"], note=values["reference"]
    )
    if known.exists():
        return "unchanged"
    accounts.credit(
        account_id=account.id,
        amount_yuan=values["amount_yuan"],
        kind=values["kind"],
        note=values["reference"],
        actor=actor,
        at=at,
    )
    return "added"
