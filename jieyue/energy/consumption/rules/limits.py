"""The figures by which a step of a register is judged."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """longest_step_s: readings further apart leave a gap between them; None: never.
    noted_gap_s: a gap this long leaves a note; the use across any is estimated.

    foreign_run: how many readings in a row may be skipped as foreign. least_micro_per_hour: a
    slower step is believed of a meter without a stated capacity. usual_times: how many times
    what is usual for it such a meter may pass. window: steps before and after that are usual.
    """

    longest_step_s: int | None = None
    noted_gap_s: int = 0
    foreign_run: int = 8
    least_micro_per_hour: int = 100_000_000
    usual_times: int = 10
    rollover_times: int = 3
    window: int = 96

    def reach(self, *, has_capacity: bool) -> int:
        """How many readings before and after one can decide what becomes of it."""
        around = 3 * self.foreign_run + 2
        return around if has_capacity else around + self.window + 2
