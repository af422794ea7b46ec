"""Meters that send nothing any more, and those that fell silent together. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Silence:
    """meters: in the order of their ids, silent since about `since_s`; several are one collector
    or one line, and one thing to repair."""

    meters: tuple[int, ...]
    since_s: int


def silences(
    last_s: Mapping[int, int],
    interval_s: Mapping[int, int],
    place: Mapping[int, int | None],
    *,
    now_s: int,
    intervals: int,
    together: int,
) -> list[Silence]:
    """Silent for more than `intervals` of a meter's own. In order of time.

    last_s: last reading; place: what stands together, such as a building. `together` or more of
    one place that fell silent within the same interval are one silence.
    """
    silent = [m for m in sorted(last_s) if now_s - last_s[m] > intervals * interval_s[m]]
    groups: dict[tuple[int | None, int], list[int]] = defaultdict(list)
    for meter in silent:
        groups[place.get(meter), interval_s[meter]].append(meter)
    found: list[Silence] = []
    for (_place, width), members in groups.items():
        found += _by_time(members, last_s, width, together)
    return sorted(found, key=lambda silence: (silence.since_s, silence.meters))


def _by_time(
    members: Sequence[int], last_s: Mapping[int, int], width: int, together: int
) -> list[Silence]:
    ordered = sorted(members, key=lambda meter: (last_s[meter], meter))
    found: list[Silence] = []
    while ordered:
        start = last_s[ordered[0]]
        alike = [meter for meter in ordered if last_s[meter] - start <= width]
        ordered = ordered[len(alike) :]
        if len(alike) >= together:
            found.append(Silence(tuple(sorted(alike)), start))
        else:
            found += [Silence((meter,), last_s[meter]) for meter in alike]
    return found
