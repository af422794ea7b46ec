from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.service.queries import AccountRow
from jieyue.kit.columns import (
    MomentColumn,
    NumberColumn,
    StatusColumn,
    TextColumn,
    YuanColumn,
)
from jieyue.kit.tables import Table

ACCOUNT_STATES = {
    "ok": (_("can pay"), "green"),
    "empty": (_("empty"), "yellow"),
    "blocked": (_("blocked"), "red"),
}
SALE_STATES = {
    "stands": (_("stands"), "green"),
    "flagged": (_("flagged"), "yellow"),
    "cancelled": (_("cancelled"), "secondary"),
}


def _address(record: AccountRow) -> str:
    return reverse("canteen:account", args=[record.id])


class AccountTable(Table):
    staff_no = TextColumn(verbose_name=_("Staff number"))
    person = TextColumn(verbose_name=_("Person"), linkify=_address)
    unit = TextColumn(verbose_name=_("Unit"))
    card_number = TextColumn(verbose_name=_("Card number"))
    balance_yuan = YuanColumn(verbose_name=_("Balance"))
    state = StatusColumn(verbose_name=_("State"), states=ACCOUNT_STATES)


class SaleTable(Table):
    happened_at = MomentColumn(verbose_name=_("Time"))
    meal = TextColumn(verbose_name=_("Meal"))
    till = TextColumn(verbose_name=_("Till"))
    diner = TextColumn(verbose_name=_("Diner"))
    diners = NumberColumn(verbose_name=_("Diners"))
    price_yuan = YuanColumn(verbose_name=_("Price"))
    subsidy_yuan = YuanColumn(verbose_name=_("Subsidy"))
    own_share_yuan = YuanColumn(verbose_name=_("Own share"))
    late_min = NumberColumn(verbose_name=_("Came later by (minutes)"))
    state = StatusColumn(verbose_name=_("State"), states=SALE_STATES)
    flags = TextColumn(verbose_name=_("Flags"))

    hidden = ("late_min",)


class StatementTable(Table):
    unit = TextColumn(verbose_name=_("Unit"))
    guests = NumberColumn(verbose_name=_("Guests"))
    guest_meals_yuan = YuanColumn(verbose_name=_("Guest meals"))
    staff_meals = NumberColumn(verbose_name=_("Staff meals"))
    subsidy_yuan = YuanColumn(verbose_name=_("Subsidies"))
    own_share_yuan = YuanColumn(verbose_name=_("Own shares"))
    total_yuan = YuanColumn(verbose_name=_("Charged to the unit"))
