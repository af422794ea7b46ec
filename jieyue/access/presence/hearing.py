"""How much of each cell's usual traffic goes through readers that were heard."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Final

from jieyue.access.devices.models import Device
from jieyue.access.presence.rules.whereabouts import SOMEWHERE
from jieyue.access.silence.queries import Usual, usual_by

LAST_OF_DAY: Final = time(23, 45)


@dataclass(frozen=True)
class Hearing:
    """Usual passages by place and unit, all of them and those through readers that are heard."""

    usual: Mapping[tuple[int, int | None], int] = field(default_factory=dict)
    heard: Mapping[tuple[int, int | None], int] = field(default_factory=dict)

    def coverage(self, place: int, unit_id: int | None) -> float:
        """1 where nothing is known against it. A unit never seen there takes the place's."""
        if self.usual.get((place, unit_id)):
            return self.heard.get((place, unit_id), 0) / self.usual[place, unit_id]
        together = sum(n for (zone, _unit), n in self.usual.items() if zone == place)
        heard = sum(n for (zone, _unit), n in self.heard.items() if zone == place)
        return heard / together if together else 1.0


def hearing_by(*, site_id: int, day: date, cutoffs: Sequence[time]) -> dict[time, Hearing]:
    """At each cut-off of a local day, at the cost of one."""
    if not cutoffs:
        return {}
    devices = Device.objects.filter(site_id=site_id)
    places = dict(devices.values_list("id", "gate__inner_id"))
    found = usual_by(site_id=site_id, day=day, cutoffs=cutoffs)
    return {cutoff: _hearing(usual, places) for cutoff, usual in found.items()}


def _hearing(usual: Usual, places: Mapping[int, int | None]) -> Hearing:
    if not usual.silent:
        return Hearing()
    every: Counter[tuple[int, int | None]] = Counter()
    heard: Counter[tuple[int, int | None]] = Counter()
    for (device_id, unit_id), number in usual.counts.items():
        key = (places.get(device_id) or SOMEWHERE, unit_id)
        every[key] += number
        if device_id not in usual.silent:
            heard[key] += number
    return Hearing(every, heard)
