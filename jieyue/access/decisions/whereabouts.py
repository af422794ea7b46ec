"""Where holders were last seen, and how that is read at a gate. Pure.

Each holder has one state a zone: the last way in and the last way out, by the events' own times.
The later stands, whatever the order of arrival, and at the same instant the way in.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from jieyue.access.decisions.rules import Seen

NEVER = -1


class State(NamedTuple):
    """A holder's last ways into and out of one zone; NEVER and "" where there was none."""

    in_ms: int = NEVER
    in_gate: str = ""
    out_ms: int = NEVER
    out_gate: str = ""

    @property
    def is_inside(self) -> bool:
        return self.in_ms != NEVER and self.in_ms >= self.out_ms

    @property
    def at_ms(self) -> int:
        return max(self.in_ms, self.out_ms)

    @property
    def gate(self) -> str:
        return self.in_gate if self.is_inside else self.out_gate

    def passed(self, direction: str, *, at_ms: int, gate: str) -> "State":
        """With one passage more; the same whatever the order of passages."""
        if direction == "in":
            if (at_ms, gate) <= (self.in_ms, self.in_gate):
                return self
            return self._replace(in_ms=at_ms, in_gate=gate)
        if (at_ms, gate) <= (self.out_ms, self.out_gate):
            return self
        return self._replace(out_ms=at_ms, out_gate=gate)

    def same_way_ms(self, direction: str, *, gate: str) -> int | None:
        """When the holder last passed this gate in this direction, as far as is still known."""
        at_ms, by = (
            (self.in_ms, self.in_gate) if direction == "in" else (self.out_ms, self.out_gate)
        )
        return at_ms if at_ms != NEVER and by == gate else None


def seen(
    states: Mapping[str, State], *, zone: str, around: Sequence[str], reset_ms: int
) -> Seen | None:
    """Whether a holder is inside `zone`, None if unknown since the last reset.

    around: the zones that enclose it. Whoever left one of those later than they entered this one
    has left this one too, though no gate of it saw them go.
    """
    own = states.get(zone)
    if own is None or own.at_ms < reset_ms:
        return None
    found = Seen(own.is_inside, own.at_ms, own.gate)
    if not found.is_inside:
        return found
    for outer in around:
        left = states.get(outer)
        if left is not None and not left.is_inside and left.at_ms > found.at_ms:
            found = Seen(False, left.at_ms, left.gate)
    return found


class Whereabouts:
    """Every holder's states in memory: of a gate room's agent, or of a day that is replayed."""

    def __init__(self) -> None:
        self._states: dict[str, dict[str, State]] = {}

    def of(self, holder_key: str) -> Mapping[str, State]:
        return self._states.get(holder_key, {})

    def take(self, holder_key: str, *, zone: str, direction: str, at_ms: int, gate: str) -> State:
        """Keep one passage and give the state it leaves. The order of passages does not matter."""
        states = self._states.setdefault(holder_key, {})
        after = states.get(zone, State()).passed(direction, at_ms=at_ms, gate=gate)
        states[zone] = after
        return after

    def put(self, holder_key: str, *, zone: str, state: State) -> None:
        """Keep a state as it was stored elsewhere, joined with what is known here."""
        known = self.of(holder_key).get(zone, State())
        way_in = max((known.in_ms, known.in_gate), (state.in_ms, state.in_gate))
        way_out = max((known.out_ms, known.out_gate), (state.out_ms, state.out_gate))
        self._states.setdefault(holder_key, {})[zone] = State(*way_in, *way_out)

    def inside(self, zone: str, *, around: Sequence[str], reset_ms: int) -> int:
        """How many are inside a zone since the reset."""
        return sum(1 for _ in self.who_is_inside(zone, around=around, reset_ms=reset_ms))

    def who_is_inside(
        self, zone: str, *, around: Sequence[str], reset_ms: int
    ) -> Iterable[tuple[str, Seen]]:
        for holder_key, states in self._states.items():
            found = seen(states, zone=zone, around=around, reset_ms=reset_ms)
            if found is not None and found.is_inside:
                yield holder_key, found
