from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jieyue.access.gates.models import Mode
from jieyue.access.gates.queries import GateRow, PlanRow, PointRow, ZoneRow
from jieyue.kit.tables import (
    MomentColumn,
    NumberColumn,
    StatusColumn,
    Table,
    TextColumn,
    YesNoColumn,
)

MODES: dict[str, tuple[Any, str]] = {
    Mode.CONTROLLED: (Mode.CONTROLLED.label, "blue"),
    Mode.FREE: (Mode.FREE.label, "green"),
    Mode.LOCKED: (Mode.LOCKED.label, "red"),
}


def _gate(record: GateRow) -> str:
    return reverse("access:gate", args=[record.id])


def _plan(record: PlanRow) -> str:
    return reverse("access:opening_plan", args=[record.id])


def _point(record: PointRow) -> str:
    return reverse("access:assembly_point", args=[record.id])


def _zone(record: ZoneRow) -> str:
    return reverse("access:zone", args=[record.id])


class GateTable(Table):
    """One line a gate."""

    code = TextColumn(verbose_name=_("code"))
    name = TextColumn(verbose_name=_("name"), linkify=_gate)
    traffic = TextColumn(verbose_name=_("for"))
    outer = TextColumn(verbose_name=_("outer side"), empty_values=())
    inner = TextColumn(verbose_name=_("inner side"))
    mode = StatusColumn(verbose_name=_("now"), states=MODES)
    plan = TextColumn(verbose_name=_("opening plan"))
    antipassback = TextColumn(verbose_name=_("anti-passback"))
    releases_on_fire = YesNoColumn(verbose_name=_("opens at a fire alarm"))
    devices = NumberColumn(verbose_name=_("devices"))
    is_active = YesNoColumn(verbose_name=_("active"))

    hidden = ("releases_on_fire",)

    def render_outer(self, value: str) -> str:
        return value or str(_("outside the complex"))


class ZoneTable(Table):
    """One line a zone, each below the one that encloses it."""

    code = TextColumn(verbose_name=_("code"), orderable=False)
    title = TextColumn(verbose_name=_("name"), linkify=_zone, orderable=False)
    kind = TextColumn(verbose_name=_("kind"), orderable=False)
    building = TextColumn(verbose_name=_("building"), orderable=False)
    assembly_point = TextColumn(verbose_name=_("assembly point"), orderable=False)
    occupancy_limit = NumberColumn(verbose_name=_("most inside"), orderable=False)
    gates = NumberColumn(verbose_name=_("gates into it"), orderable=False)
    is_active = YesNoColumn(verbose_name=_("active"), orderable=False)


class PlanTable(Table):
    """One line an opening plan."""

    code = TextColumn(verbose_name=_("code"))
    name = TextColumn(verbose_name=_("name"), linkify=_plan)
    slots = TextColumn(verbose_name=_("opening hours"))
    gates = NumberColumn(verbose_name=_("gates"))


class PointTable(Table):
    """One line an assembly point."""

    code = TextColumn(verbose_name=_("code"))
    name = TextColumn(verbose_name=_("name"), linkify=_point)
    place = TextColumn(verbose_name=_("where it is"))
    zones = TextColumn(verbose_name=_("zones"))


class ReleaseTable(Table):
    """One line a fire release."""

    since = MomentColumn(verbose_name=_("since"))
    until = MomentColumn(verbose_name=_("until"))
    minutes = NumberColumn(verbose_name=_("minutes"))
    reason = TextColumn(verbose_name=_("reason"))
    by = TextColumn(verbose_name=_("by"))
    ended_by = TextColumn(verbose_name=_("ended by"))
