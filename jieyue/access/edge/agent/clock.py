"""What time it is in the gate room, when the machine's clock may jump.

The server's time is the measure. Between two meetings with the server time goes on by the
machine's steady counter, which nobody can set; after a start without the server the machine's
clock is believed, but never to before what was already written down.
"""

import time
from collections.abc import Callable

JUMP_MS = 5_000  # the machine's clock against the steady counter


class Clock:
    """Milliseconds since 1970 UTC. `wall` and `steady` give milliseconds too."""

    def __init__(
        self,
        *,
        wall: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        steady: Callable[[], int] = lambda: time.monotonic_ns() // 1_000_000,
        not_before_ms: int = 0,
    ) -> None:
        self._wall, self._steady = wall, steady
        self.was_behind = wall() < not_before_ms
        self._base_ms = max(wall(), not_before_ms)
        self._base_steady_ms = steady()
        self._wall_at_base_ms = wall()
        self.is_set = False  # by the server, since the start

    def now_ms(self) -> int:
        return self._base_ms + self._steady() - self._base_steady_ms

    def heard(self, server_ms: int, *, asked_ms: int) -> None:
        """The server said what time it is, in answer to what was asked at our `asked_ms`."""
        took_ms = max(0, self.now_ms() - asked_ms)
        self._base_ms, self._base_steady_ms = server_ms + took_ms // 2, self._steady()
        self._wall_at_base_ms = self._wall()
        self.is_set, self.was_behind = True, False

    @property
    def ahead_ms(self) -> int:
        """How far the machine's clock is ahead of the time that is used."""
        return self._wall() - self.now_ms()

    @property
    def has_jumped(self) -> bool:
        """Whether somebody set the machine's clock since the server was last heard."""
        went = self._wall() - self._wall_at_base_ms
        return abs(went - (self._steady() - self._base_steady_ms)) > JUMP_MS
