from django.utils.translation import gettext_lazy as _

from jieyue.kit.tables import MomentColumn, StatusColumn, Table, TextColumn


class AnswerTable(Table):
    """One line a decision by hand."""

    at = MomentColumn(verbose_name=_("at"))
    gate = TextColumn(verbose_name=_("gate"))
    outcome = StatusColumn(
        verbose_name=_("verdict"),
        states={"allow": (_("let pass"), "green"), "deny": (_("turned away"), "red")},
    )
    who = TextColumn(verbose_name=_("for whom"))
    reason = TextColumn(verbose_name=_("reason"))
    note = TextColumn(verbose_name=_("in words"))
    by = TextColumn(verbose_name=_("by"))
    done = TextColumn(verbose_name=_("what the gate did"))
