from django.utils.translation import gettext_lazy as _

from jieyue.kit.tables import MomentColumn, NumberColumn, Table, TextColumn


class IngestTable(Table):
    """One line a delivery of a device."""

    at = MomentColumn(verbose_name=_("received at"))
    device = TextColumn(verbose_name=_("device"), accessor="device__name")
    received = NumberColumn(verbose_name=_("received"))
    stored = NumberColumn(verbose_name=_("stored"))
    duplicates = NumberColumn(verbose_name=_("repeated"))
    refused = NumberColumn(verbose_name=_("refused"))
    unknown = NumberColumn(verbose_name=_("unknown people"))
    clock_ahead = NumberColumn(verbose_name=_("from the future"))
