"""Rows, columns and filters of a meter's notes and adjustments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jieyue.energy.consumption.messages import DONE, UNKNOWN_GAP, UNKNOWN_REPLACEMENT
from jieyue.energy.consumption.models import Adjustment, NoteKind, StepNote
from jieyue.energy.meters.models import Meter
from jieyue.energy.readings.days import instant, local_day_of
from jieyue.energy.scale import of_micro, of_milli
from jieyue.kit.tables import (
    DayColumn,
    MomentColumn,
    NumberColumn,
    RowFilter,
    StatusColumn,
    Table,
    TextColumn,
)

KINDS: dict[str, tuple[Any, str]] = {
    NoteKind.BACKWARDS: (NoteKind.BACKWARDS.label, "red"),
    NoteKind.FOREIGN: (NoteKind.FOREIGN.label, "orange"),
    NoteKind.GAP: (NoteKind.GAP.label, "yellow"),
    NoteKind.JUMP: (NoteKind.JUMP.label, "red"),
    NoteKind.REPLACEMENT: (NoteKind.REPLACEMENT.label, "blue"),
    NoteKind.ROLLOVER: (NoteKind.ROLLOVER.label, "blue"),
}


@dataclass(frozen=True)
class NoteRow:
    """use None: unknown. address: of the day's readings."""

    kind: str
    from_at: datetime
    to_at: datetime
    from_register: Decimal
    to_register: Decimal
    use: Decimal | None
    done: str
    address: str


@dataclass(frozen=True)
class AdjustmentRow:
    id: int
    first_on: date
    last_on: date
    use: Decimal
    reason: str
    recorded_at: datetime
    recorded_by: str
    state: str
    address: str


STATES = {
    "counts": (_("counts"), "green"),
    "taken_back": (_("taken back"), "secondary"),
    "takes_back": (_("takes another back"), "secondary"),
}


def notes_of(meter: Meter) -> list[NoteRow]:
    """The newest first."""
    rows = StepNote.objects.filter(meter=meter).order_by("-from_s", "-to_s")
    readings = reverse("energy:meter_readings", args=[meter.number])
    return [_note(row, readings) for row in rows]


def _note(row: StepNote, readings: str) -> NoteRow:
    done: Any = DONE[row.kind]
    if row.use_micro is None and row.kind == NoteKind.GAP:
        done = UNKNOWN_GAP
    elif row.use_micro is None and row.kind == NoteKind.REPLACEMENT:
        done = UNKNOWN_REPLACEMENT
    return NoteRow(
        kind=row.kind,
        from_at=instant(row.from_s),
        to_at=instant(row.to_s),
        from_register=of_milli(row.from_milli),
        to_register=of_milli(row.to_milli),
        use=None if row.use_micro is None else of_micro(row.use_micro),
        done=str(done),
        address=f"{readings}?day={local_day_of(row.to_s)}",
    )


def adjustments_of(meter: Meter, *, may_correct: bool) -> list[AdjustmentRow]:
    """The newest first."""
    rows = Adjustment.objects.filter(meter=meter).order_by("-id")
    undone = set(rows.exclude(takes_back=None).values_list("takes_back_id", flat=True))
    found = []
    for row in rows:
        state = "taken_back" if row.id in undone else "counts"
        state = "takes_back" if row.takes_back_id else state
        address = reverse("energy:take_back", args=[meter.number, row.id])
        found.append(
            AdjustmentRow(
                id=row.id,
                first_on=row.first_on,
                last_on=row.last_on,
                use=of_micro(row.use_micro),
                reason=row.reason,
                recorded_at=row.recorded_at,
                recorded_by=row.recorded_by,
                state=state,
                address=address if may_correct and state == "counts" else "",
            )
        )
    return found


class NoteTable(Table):
    kind = StatusColumn(verbose_name=_("What was found"), states=KINDS)
    from_at = MomentColumn(verbose_name=_("From"))
    to_at = MomentColumn(verbose_name=_("To"), linkify=lambda record: record.address)
    from_register = NumberColumn(verbose_name=_("Register before"), places=3)
    to_register = NumberColumn(verbose_name=_("Register after"), places=3)
    use = NumberColumn(verbose_name=_("Use"), places=3)
    done = TextColumn(verbose_name=_("What was done"))


class NoteFilter(RowFilter):
    kind = forms.ChoiceField(
        label=_("What was found"), required=False, choices=[("", "—"), *NoteKind.choices]
    )

    def choose(self, rows: Sequence[Any]) -> Sequence[NoteRow]:
        kind = self.cleaned_data["kind"]
        return [row for row in rows if not kind or row.kind == kind]


class AdjustmentTable(Table):
    hidden: ClassVar[tuple[str, ...]] = ()

    first_on = DayColumn(verbose_name=_("From"))
    last_on = DayColumn(verbose_name=_("To"))
    use = NumberColumn(verbose_name=_("Use"), places=3)
    reason = TextColumn(verbose_name=_("Reason"))
    recorded_by = TextColumn(verbose_name=_("Recorded by"))
    recorded_at = MomentColumn(verbose_name=_("Recorded"))
    state = StatusColumn(
        verbose_name=_("Status"), states=STATES, linkify=lambda record: record.address or None
    )
