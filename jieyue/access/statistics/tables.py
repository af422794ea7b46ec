from django.utils.translation import gettext_lazy as _

from jieyue.kit.tables import NumberColumn, Table, TextColumn


class GateLineTable(Table):
    """One line a gate over the span."""

    name = TextColumn(verbose_name=_("gate"))
    entered = NumberColumn(verbose_name=_("in"))
    left = NumberColumn(verbose_name=_("out"))
    busiest = TextColumn(verbose_name=_("busiest 20 minutes"))
    busiest_passages = NumberColumn(verbose_name=_("passages in them"))
    refused = NumberColumn(verbose_name=_("turned away"))
    by_hand = NumberColumn(verbose_name=_("by a guard"))
    by_hand_per_thousand = NumberColumn(verbose_name=_("by hand of 1,000 passages"), places=1)
