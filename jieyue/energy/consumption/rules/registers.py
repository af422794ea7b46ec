"""Registers that count up: each instrument's steps, and what lies between two instruments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from jieyue.energy.consumption.rules.counter import Counter, Marks
from jieyue.energy.consumption.rules.foreign import foreign
from jieyue.energy.consumption.rules.limits import Limits
from jieyue.energy.consumption.rules.notes import Kind, Note
from jieyue.energy.consumption.rules.spreading import Steps
from jieyue.energy.meters.rules import Segment
from jieyue.energy.readings.series import Series, Whole

MEAN_OF_THREE = "mean_of_three"
READ = ("", "read")
PERIODS = 3  # STANDARDS 1.10 (3): the mean of the last three


@dataclass(frozen=True)
class Found:
    steps: Steps
    notes: list[Note]


@dataclass(frozen=True)
class Piece:
    """One instrument's steps. first, last: index into `registers` of what was really read."""

    steps: Steps
    notes: list[Note]
    at_s: Whole
    registers: Whole
    was_read: Marks


def register_steps(
    series: Series,
    segments: Sequence[Segment],
    *,
    capacity_micro_per_hour: int | None,
    limits: Limits,
    final_use_micro: Mapping[int, int],
) -> Found:
    """Every step between readings that count, by time. Readings of no instrument are left out."""
    pieces = []
    for segment in segments:
        piece = _piece(series, segment, capacity_micro_per_hour, limits)
        pieces.append(_closed(piece, segment, final_use_micro.get(segment.from_s)))
    notes = [note for piece in pieces for note in piece.notes]
    joined = joined_steps([piece.steps for piece in pieces])
    return Found(joined, notes + _replacements(pieces, joined))


def _piece(
    series: Series, segment: Segment, capacity_micro_per_hour: int | None, limits: Limits
) -> Piece:
    low = np.searchsorted(series.at_s, segment.from_s)
    high = len(series)
    if segment.until_s is not None:
        high = int(np.searchsorted(series.at_s, segment.until_s))
    at_s, registers = series.at_s[low:high], series.register_milli[low:high]
    was_read = np.ones(len(at_s), np.bool_)
    if segment.initial_milli is not None:
        same = int(len(at_s) > 0 and at_s[0] == segment.from_s)
        at_s = np.concatenate([[segment.from_s], at_s[same:]])
        registers = np.concatenate([[segment.initial_milli], registers[same:]])
        was_read = np.concatenate([[False], was_read[same:]])
    has_final = segment.until_s is not None and segment.final_milli is not None
    if has_final:
        at_s = np.concatenate([at_s, [segment.until_s]])
        registers = np.concatenate([registers, [segment.final_milli]])
        was_read = np.concatenate([was_read, [False]])
    at_s, registers = at_s.astype(np.int64), registers.astype(np.int64)
    counter = Counter(
        at_s,
        registers,
        multiplier_milli=segment.multiplier_milli,
        modulus_milli=segment.modulus_milli,
        capacity_micro_per_hour=capacity_micro_per_hour,
        limits=limits,
    )
    skipped = foreign(counter, run=limits.foreign_run) & was_read
    counted = np.flatnonzero(~skipped)
    estimated_end = has_final and segment.final_method not in READ
    steps, notes = _judged(counter, counted, limits, estimated_end=estimated_end)
    notes += _skipped_notes(counter, skipped, counted)
    return Piece(steps, notes, at_s[counted], registers[counted], was_read[counted])


def _judged(
    counter: Counter, counted: Whole, limits: Limits, *, estimated_end: bool
) -> tuple[Steps, list[Note]]:
    """The steps between readings that count, with a note of each that is not plain."""
    before, after = counted[:-1], counted[1:]
    fit = counter.fit(before, after)
    from_s, to_s = counter.at_s[before], counter.at_s[after]
    use = np.where(fit.fits, fit.rise_milli, 0) * counter.multiplier_milli
    far = np.zeros(len(use), np.bool_)
    if limits.longest_step_s is not None:
        far = to_s - from_s > limits.longest_step_s
    estimated = far & fit.fits
    if estimated_end and len(estimated):
        estimated[-1] = fit.fits[-1]
    rolled = fit.rolled & fit.fits
    fell = counter.register_milli[after] < counter.register_milli[before]
    missing = far & (to_s - from_s >= limits.noted_gap_s)
    missing &= after - before == 1  # where readings were skipped their notes say so
    notes = []
    for n in np.flatnonzero(~fit.fits | rolled | missing).tolist():
        kind = Kind.GAP
        if not fit.fits[n]:
            kind = Kind.BACKWARDS if fell[n] else Kind.JUMP
        elif rolled[n]:
            kind = Kind.ROLLOVER
        notes.append(
            Note(
                kind=kind,
                from_s=int(from_s[n]),
                to_s=int(to_s[n]),
                from_milli=int(counter.register_milli[before[n]]),
                to_milli=int(counter.register_milli[after[n]]),
                use_micro=int(use[n]) if fit.fits[n] else None,
            )
        )
    return Steps(from_s, to_s, use, fit.fits, estimated), notes


def _skipped_notes(counter: Counter, skipped: Marks, counted: Whole) -> list[Note]:
    notes = []
    for n in np.flatnonzero(skipped).tolist():
        place = int(np.searchsorted(counted, n))
        before = int(counted[place - 1]) if place else n
        notes.append(
            Note(
                kind=Kind.FOREIGN,
                from_s=int(counter.at_s[before]),
                to_s=int(counter.at_s[n]),
                from_milli=int(counter.register_milli[before]),
                to_milli=int(counter.register_milli[n]),
                use_micro=None,
            )
        )
    return notes


def _closed(piece: Piece, segment: Segment, given_micro: int | None) -> Piece:
    """With the use up to a removal whose register nobody read, by the method that was named."""
    until_s = segment.until_s
    if until_s is None or segment.final_milli is not None or not len(piece.at_s):
        return piece
    last_s = int(piece.at_s[-1])
    use = given_micro
    if segment.final_method == MEAN_OF_THREE:
        use = _mean_of_three(piece.steps, until_s - last_s)
    if use is None or last_s >= until_s:
        return piece
    tail = Steps(
        np.array([last_s]), np.array([until_s]), np.array([use]), np.ones(1, bool), np.ones(1, bool)
    )
    return Piece(
        joined_steps([piece.steps, tail]), piece.notes, piece.at_s, piece.registers, piece.was_read
    )


def _mean_of_three(steps: Steps, seconds: int) -> int | None:
    """What is used in so many seconds at the mean rate of the last three known steps."""
    last = np.flatnonzero(steps.known)[-PERIODS:]
    if not len(last):
        return None
    used = int(steps.use_micro[last].sum())
    return used * seconds // int((steps.to_s[last] - steps.from_s[last]).sum())


def joined_steps(parts: Sequence[Steps]) -> Steps:
    """One after the other, without those of no length."""
    if not parts:
        none = np.zeros(0, np.int64)
        return Steps(none, none, none, none.astype(bool), none.astype(bool))
    joined = Steps(
        np.concatenate([part.from_s for part in parts]),
        np.concatenate([part.to_s for part in parts]),
        np.concatenate([part.use_micro for part in parts]),
        np.concatenate([part.known for part in parts]),
        np.concatenate([part.estimated for part in parts]),
    )
    lasting = joined.to_s > joined.from_s
    if lasting.all():
        return joined
    return Steps(
        joined.from_s[lasting],
        joined.to_s[lasting],
        joined.use_micro[lasting],
        joined.known[lasting],
        joined.estimated[lasting],
    )


def _replacements(pieces: Sequence[Piece], steps: Steps) -> list[Note]:
    """One note for each change of instruments between two readings, with the use across it."""
    read = [
        (piece.at_s[piece.was_read], piece.registers[piece.was_read])
        for piece in pieces
        if piece.was_read.any()
    ]
    notes = []
    for (old_s, old_milli), (new_s, new_milli) in pairwise(read):
        from_s, to_s = int(old_s[-1]), int(new_s[0])
        within = (steps.from_s >= from_s) & (steps.to_s <= to_s)
        seconds = int((steps.to_s - steps.from_s)[within & steps.known].sum())
        whole = seconds == to_s - from_s
        notes.append(
            Note(
                kind=Kind.REPLACEMENT,
                from_s=from_s,
                to_s=to_s,
                from_milli=int(old_milli[-1]),
                to_milli=int(new_milli[0]),
                use_micro=int(steps.use_micro[within].sum()) if whole else None,
            )
        )
    return notes
