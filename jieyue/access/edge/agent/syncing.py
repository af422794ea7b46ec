"""Has the disk keep what was committed, beside the decisions and not before each of them."""

import os
import threading
from pathlib import Path

SYNC_S = 0.1  # at most so long after a commit, and what the disk itself takes


class Syncing:
    """One thread that syncs SQLite's log after it was written to."""

    def __init__(self, path: Path) -> None:
        self._log = path.with_name(f"{path.name}-wal")
        self._wanted, self._ending = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="syncing", daemon=True)
        self._thread.start()

    def wanted(self) -> None:
        """Something was committed."""
        self._wanted.set()

    def close(self) -> None:
        """Sync once more and end."""
        self._ending.set()
        self._wanted.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ending.is_set():
            self._wanted.wait()
            self._wanted.clear()
            self._sync()
            self._ending.wait(SYNC_S)

    def _sync(self) -> None:
        try:
            log = os.open(self._log, os.O_RDONLY)
        except FileNotFoundError:
            return  # all of it is in the file itself
        try:
            os.fsync(log)
        finally:
            os.close(log)
