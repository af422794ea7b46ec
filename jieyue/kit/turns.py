"""Writers of SQLite in a row: each waits for the one before, and not for a while that it guesses.

SQLite lets one writer in; whoever finds it taken sleeps 1 to 100 ms and tries again, so that under
load some wait long by bad luck. Who takes a turn first is let in the moment the other has ended.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

_mine = threading.local()


@contextmanager
def turn() -> Iterator[None]:
    """Around a short transaction that many processes want to make at the same time.

    Within an open transaction, in memory and on PostgreSQL it is nothing. Others may write without
    it: then SQLite's own waiting counts.
    """
    database: Any = connections["default"]
    path = str(database.settings_dict["NAME"])
    if database.vendor != "sqlite" or database.in_atomic_block or "memory" in path:
        yield
        return
    file = _file(f"{path}-turn")
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def _file(path: str) -> int:
    """This thread's own; the lock ends with the process, whatever ends it."""
    kept: tuple[str, int] | None = getattr(_mine, "file", None)
    if kept is None or kept[0] != path:
        _mine.file = kept = (path, os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    return kept[1]
