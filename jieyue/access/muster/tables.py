from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jieyue.access.muster.models import Muster, MusterKind, Sort, State
from jieyue.kit.tables import (
    MomentColumn,
    NumberColumn,
    ShareColumn,
    StatusColumn,
    Table,
    TextColumn,
)

KINDS = {
    MusterKind.REAL.value: (MusterKind.REAL.label, "red"),
    MusterKind.DRILL.value: (MusterKind.DRILL.label, "azure"),
}
STATES = {
    State.FOUND.value: (State.FOUND.label, "green"),
    State.MISSING.value: (State.MISSING.label, "red"),
    State.OUTSIDE.value: (State.OUTSIDE.label, "secondary"),
    "": (_("still looked for"), "yellow"),
}
SORTS = {value: (label, "secondary") for value, label in Sort.choices}


def _address(record: Muster) -> str:
    return reverse("access:muster", args=[record.id])


class MusterTable(Table):
    """One line a muster."""

    called_at = MomentColumn(verbose_name=_("called at"), linkify=_address)
    kind = StatusColumn(verbose_name=_("kind"), states=KINDS)
    reason = TextColumn(verbose_name=_("reason"))
    called_by = TextColumn(verbose_name=_("called by"))
    expected = NumberColumn(verbose_name=_("on the list"))
    ended_at = MomentColumn(verbose_name=_("ended at"))
    true_heads = NumberColumn(verbose_name=_("heads counted"))


class LineTable(Table):
    """One line a person or vehicle of a muster."""

    point = TextColumn(verbose_name=_("assembly point"))
    sort = StatusColumn(verbose_name=_("kind"), states=SORTS)
    label = TextColumn(verbose_name=_("name"))
    unit = TextColumn(verbose_name=_("unit"))
    zone = TextColumn(verbose_name=_("zone"))
    seen_at = MomentColumn(verbose_name=_("last seen"))
    likelihood = ShareColumn(verbose_name=_("likely inside"))
    state = StatusColumn(verbose_name=_("state"), states=STATES, empty_values=(None,))
    marked_at = MomentColumn(verbose_name=_("marked at"))
    marked_by = TextColumn(verbose_name=_("marked by"))
