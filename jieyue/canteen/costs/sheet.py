"""The lines of the month's cost account, for paper and Excel."""

from decimal import Decimal

from django.utils.translation import gettext as _

from jieyue.canteen.costs.account import MonthAccount

Line = tuple[str, Decimal | None, bool]  # label, yuan, whether it is a sum


def month_sheet(account: MonthAccount) -> list[Line]:
    """The store's account, then the costs by kind with the budget, then income."""
    store = account.store
    lines: list[Line] = [
        (_("Opening stock"), store.opening_yuan, False),
        (_("+ purchases"), store.purchases_yuan, False),
        (_("− issued to the kitchen"), store.issued_yuan, False),
        (_("− spoiled and destroyed"), store.spoiled_yuan, False),
        (_("− returned to suppliers"), store.returned_yuan, False),
        (_("± adjusted after stocktakes"), store.adjusted_yuan, False),
        (_("= closing stock"), store.closing_yuan, True),
    ]
    for row in account.kinds:
        lines.append((_("Cost: %(kind)s") % {"kind": row.label}, row.actual_yuan, False))
        if row.budget_yuan is not None:
            label = _("Budget: %(kind)s") % {"kind": row.label}
            lines.append((label, row.budget_yuan, False))
    lines.append((_("Costs of the month"), account.total_yuan, True))
    lines.append((_("Income from meals"), account.margin.income_yuan, False))
    per_diner = account.food_per_diner_yuan
    lines.append(
        (_("Food cost of a meal"), per_diner and per_diner.quantize(Decimal("0.01")), True)
    )
    return lines
