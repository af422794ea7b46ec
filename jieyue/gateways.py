"""Door 3: every outside system that talks to us, and who takes its messages."""

from collections.abc import Callable

GATEWAYS: dict[str, Callable[[list[bytes]], None]] = {}
