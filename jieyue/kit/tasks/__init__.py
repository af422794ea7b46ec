"""Long work in the background: asked for in a request, run by the worker, watched on a page."""

from collections.abc import Callable, Mapping
from typing import Any

Progress = Callable[[float, str], None]
Work = Callable[..., Any]

_kinds: dict[str, Work] = {}


def connect(kinds: Mapping[str, Work]) -> None:
    """Learn which function does each kind of work."""
    _kinds.update(kinds)
