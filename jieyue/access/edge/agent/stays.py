"""Where holders are, in memory, with who is inside each zone at hand."""

from collections.abc import Iterable, Mapping, Sequence

from jieyue.access.decisions.whereabouts import State, Whereabouts, seen
from jieyue.access.edge.agent.store import Stay


class Stays:
    """The whereabouts of one agent; the order in which passages are learnt does not matter."""

    def __init__(self, stays: Iterable[Stay] = ()) -> None:
        self._all = Whereabouts()
        self._inside: dict[tuple[str, bool], set[str]] = {}
        for stay in stays:
            self.put(stay)

    def of(self, holder_key: str) -> Mapping[str, State]:
        return self._all.of(holder_key)

    def put(self, stay: Stay) -> Stay:
        """Join a state with what is known, and give what it is then."""
        self._all.put(stay.holder_key, zone=stay.zone, state=stay.state)
        after = self._all.of(stay.holder_key)[stay.zone]
        holders = self._inside.setdefault((stay.zone, stay.is_vehicle), set())
        if after.is_inside:
            holders.add(stay.holder_key)
        else:
            holders.discard(stay.holder_key)
        return stay._replace(state=after)

    def inside(self, zone: str, *, around: Sequence[str], reset_ms: int, is_vehicle: bool) -> int:
        """How many people or cars are inside a zone since the last reset."""
        number = 0
        for holder_key in self._inside.get((zone, is_vehicle), ()):
            states = self._all.of(holder_key)
            found = seen(states, zone=zone, around=around, reset_ms=reset_ms)
            number += found is not None and found.is_inside
        return number
