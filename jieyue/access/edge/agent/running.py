"""Starts one agent: reads its key, opens its folder, serves readers, keeps meeting the server."""

import logging
import signal
import threading
from collections.abc import Callable
from pathlib import Path

from jieyue.access.edge.agent.clock import Clock
from jieyue.access.edge.agent.decider import Words
from jieyue.access.edge.agent.meeting import Meetings
from jieyue.access.edge.agent.reader_door import ReaderDoor
from jieyue.access.edge.agent.room import GateRoomAgent
from jieyue.access.edge.agent.rule_letters import RuleLetters
from jieyue.access.edge.agent.server_link import ServerLink
from jieyue.access.edge.agent.store import Store

logger = logging.getLogger(__name__)

KEY_MARK, TRUST_MARK = "jyd_", "ed25519:"


class BadKeyFile(Exception):
    """The key file holds no device key: path."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


def read_key_file(path: Path) -> tuple[str, frozenset[str]]:
    """The device's key, and the public keys after `ed25519:` whom to trust, one a line.

    Without any, the first letter's key is trusted. Raises BadKeyFile, OSError.
    """
    lines = [line.strip() for line in path.read_text().splitlines()]
    keys = [line for line in lines if line.startswith(KEY_MARK)]
    if len(keys) != 1:
        raise BadKeyFile(path)
    trusted = (line for line in lines if line.startswith(TRUST_MARK))
    return keys[0], frozenset(line.removeprefix(TRUST_MARK) for line in trusted)


def make_agent(
    folder: Path, *, words: Words, trusted: frozenset[str] = frozenset(), clock: Clock | None = None
) -> GateRoomAgent:
    """An agent on its folder, with the rules it had. Raises FolderTaken."""
    store = Store(folder)
    clock = clock or Clock(not_before_ms=store.last_ms())
    letters = RuleLetters(store, trusted=trusted)
    return GateRoomAgent(store, clock=clock, words=words, letters=letters)


def run(
    agent: GateRoomAgent,
    link: ServerLink,
    *,
    listen: tuple[str, int],
    ready: Callable[[str], None] = logger.info,
) -> None:
    """Serve until SIGTERM or SIGINT. What is in the queue then is sent after the next start."""
    meetings = Meetings(agent, link)
    door = ReaderDoor(listen, agent)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_arguments: meetings.stopped.set())
    serving = threading.Thread(target=door.serve_forever, name="readers", daemon=True)
    serving.start()
    address = "http://{}:{}".format(*door.server_address[:2])
    ready(address)
    try:
        meetings.run()
    finally:
        door.shutdown()
        door.server_close()
        serving.join()
        link.close()
        agent.store.close()
