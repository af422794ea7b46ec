"""The use of one meter between given instants, from all of its readings that are at hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jieyue.energy.consumption.rules.intervals import interval_steps
from jieyue.energy.consumption.rules.limits import Limits
from jieyue.energy.consumption.rules.notes import Note
from jieyue.energy.consumption.rules.registers import register_steps
from jieyue.energy.consumption.rules.spreading import Spread, Steps, spread
from jieyue.energy.meters.rules import Segment
from jieyue.energy.readings.series import Series, Whole


@dataclass(frozen=True)
class Derived:
    """hours: between each border and the next. anchors_s: instants at which a step ends or begins.

    notes: of all steps, by time. total_micro: the sum of all known steps, whatever the borders.
    """

    steps: Steps
    hours: Spread
    anchors_s: Whole
    notes: tuple[Note, ...]
    total_micro: int

    @property
    def known(self) -> NDArray[np.bool_]:
        return self.hours.known_s > 0


def derive(
    series: Series,
    segments: Sequence[Segment],
    *,
    kind: str,
    capacity_micro_per_hour: int | None,
    expected_s: int | None,
    borders_s: Whole,
    limits: Limits | None = None,
    final_use_micro: Mapping[int, int] | None = None,
) -> Derived:
    """What `series` says was used between each border and the next.

    kind: "register" or "interval". expected_s: seconds there should be between readings; None:
    read by hand. borders_s: rising. final_use_micro: by an instrument's first instant, the use
    between its last reading and its removal, where its last register is not known.
    """
    limits = limits or Limits(longest_step_s=None if expected_s is None else expected_s * 3 // 2)
    if kind == "interval":
        found = interval_steps(
            series,
            segments,
            capacity_micro_per_hour=capacity_micro_per_hour,
            length_s=expected_s or 3600,
            limits=limits,
        )
    else:
        found = register_steps(
            series,
            segments,
            capacity_micro_per_hour=capacity_micro_per_hour,
            limits=limits,
            final_use_micro=final_use_micro or {},
        )
    return Derived(
        steps=found.steps,
        hours=spread(found.steps, borders_s),
        anchors_s=found.steps.anchors_s(),
        notes=tuple(sorted(found.notes, key=lambda note: (note.from_s, note.to_s, note.kind))),
        total_micro=int(found.steps.use_micro.sum()),
    )
