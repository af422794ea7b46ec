"""The agent's one SQLite file: letters with rules, where holders are, and the queue.

Every event is written and committed before its answer leaves: whoever kills the process loses
nothing. The disk is told to keep it within a tenth of a second (`syncing`), since a slow disk takes
longer than a gate may wait: a power cut in the gate room can lose that last moment, in which the
gates lose their power too. A nonce is written down with its rows before they are first sent, so
that the same rows go with the same nonce until the server has answered.
"""

import fcntl
import json
import secrets
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import RLock
from typing import IO, Any, NamedTuple

from jieyue.access.decisions.whereabouts import State
from jieyue.access.edge.agent.syncing import Syncing

MOST_IN_UPLOAD = 2_000
REFUSED = "refused"  # the outcome of a row that the server would not take
TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS letters (id INTEGER PRIMARY KEY, letter TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS states (
  holder_key TEXT NOT NULL, zone TEXT NOT NULL, in_ms INTEGER NOT NULL, in_gate TEXT NOT NULL,
  out_ms INTEGER NOT NULL, out_gate TEXT NOT NULL, is_vehicle INTEGER NOT NULL,
  PRIMARY KEY (holder_key, zone)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS passes (
  token TEXT NOT NULL, direction TEXT NOT NULL, at_ms INTEGER NOT NULL,
  PRIMARY KEY (token, direction)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS uploads (
  id INTEGER PRIMARY KEY, nonce TEXT NOT NULL UNIQUE, done_ms INTEGER
);
CREATE TABLE IF NOT EXISTS events (
  id INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, event_id TEXT NOT NULL,
  came_ms INTEGER NOT NULL, content TEXT NOT NULL, row TEXT NOT NULL, answer TEXT NOT NULL,
  upload INTEGER REFERENCES uploads (id), outcome TEXT, UNIQUE (device, event_id)
);
CREATE INDEX IF NOT EXISTS events_waiting ON events (id) WHERE outcome IS NULL;
CREATE INDEX IF NOT EXISTS events_of_upload ON events (upload);
CREATE TABLE IF NOT EXISTS commands (
  id INTEGER PRIMARY KEY, gate TEXT NOT NULL, wanted TEXT NOT NULL, until_ms INTEGER NOT NULL,
  handed_ms INTEGER, is_done INTEGER, told_ms INTEGER
);
"""


class FolderTaken(Exception):
    """Another agent works in this folder; two would send one queue under two nonces."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder


class Event(NamedTuple):
    """One question and its answer. content: what the reader sent; row: what the server gets."""

    device: str
    event_id: str
    came_ms: int
    content: str
    row: dict[str, Any]
    answer: dict[str, Any]


class Stay(NamedTuple):
    """Where an event leaves a holder: their last ways into and out of a zone."""

    holder_key: str
    zone: str
    state: State
    is_vehicle: bool = False


class Upload(NamedTuple):
    """Rows that go together, under one nonce until they are answered."""

    id: int
    nonce: str
    event_ids: tuple[int, ...]
    rows: list[dict[str, Any]]


class Command(NamedTuple):
    """What a gate is to do, as the server asked."""

    id: int
    gate: str
    wanted: str
    until_ms: int


class Store:
    """Opened by one process; used by its threads in turn.

    kept: how many events there are; waiting: those the server has not answered; refused: those
    it would not take, which stay for somebody to look at until they are forgotten.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._mine = _alone_in(folder)
        self.path = folder / "edge.sqlite3"
        self._lock = RLock()
        self._db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")  # what `Syncing` is for
        self._db.executescript(TABLES)
        self.path.chmod(0o600)
        self._syncing = Syncing(self.path)
        # Counted once: a count of many rows takes longer than a gate may wait.
        self.kept, self.waiting, self.refused = self._counted()

    def close(self) -> None:
        self._syncing.close()
        self._db.close()
        self._mine.close()

    def fact(self, name: str, default: str = "") -> str:
        row = self._one("SELECT value FROM facts WHERE name = ?", name)
        return default if row is None else str(row[0])

    def keep_fact(self, name: str, value: str) -> None:
        with self._lock, self._db:
            self._db.execute("REPLACE INTO facts VALUES (?, ?)", (name, value))

    def letters(self) -> list[dict[str, Any]]:
        """The whole rules as they came, then every change since, in order."""
        rows = self._all("SELECT letter FROM letters ORDER BY id")
        return [json.loads(row[0]) for row in rows]

    def keep_letter(self, letter: dict[str, Any], *, is_whole: bool) -> None:
        """A whole one replaces what there was, in one transaction."""
        with self._lock, self._transaction():
            if is_whole:
                self._db.execute("DELETE FROM letters")
            text = json.dumps(letter, ensure_ascii=False, separators=(",", ":"))
            self._db.execute("INSERT INTO letters (letter) VALUES (?)", (text,))

    def forget_letters(self) -> None:
        with self._lock, self._transaction():
            self._db.execute("DELETE FROM letters")

    def stays(self) -> list[Stay]:
        """Everything known of holders, for the start."""
        rows = self._all("SELECT * FROM states")
        return [Stay(row[0], row[1], State(*row[2:6]), bool(row[6])) for row in rows]

    def event(self, device: str, event_id: str) -> tuple[str, dict[str, Any]] | None:
        """Content and answer of an event that came before."""
        row = self._one(
            "SELECT content, answer FROM events WHERE device = ? AND event_id = ?", device, event_id
        )
        return None if row is None else (str(row[0]), json.loads(row[1]))

    def used(self) -> set[tuple[str, str]]:
        """QR passes that were taken, each in its direction."""
        return {(row[0], row[1]) for row in self._all("SELECT token, direction FROM passes")}

    def keep_used(self, passes: Iterable[tuple[str, str, int]]) -> None:
        """What other gates took: token, direction, when."""
        with self._lock, self._transaction():
            self._db.executemany("INSERT OR IGNORE INTO passes VALUES (?, ?, ?)", list(passes))

    def take(
        self,
        event: Event,
        *,
        stays: Iterable[Stay] = (),
        token: str = "",
    ) -> None:
        """Keep an event and what follows from it, all or nothing; committed at return."""
        with self._lock:
            with self._transaction():
                self._db.execute(
                    "INSERT INTO events (device, event_id, came_ms, content, row, answer) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        event.device,
                        event.event_id,
                        event.came_ms,
                        event.content,
                        json.dumps(event.row, ensure_ascii=False),
                        json.dumps(event.answer, ensure_ascii=False),
                    ),
                )
                self._keep(stays)
                if token:
                    used = (token, event.row["direction"], event.came_ms)
                    self._db.execute("INSERT OR IGNORE INTO passes VALUES (?, ?, ?)", used)
            self.kept += 1
            self.waiting += 1

    def keep_stays(self, stays: Iterable[Stay]) -> None:
        """What other gates saw, joined with what was seen here."""
        with self._lock, self._transaction():
            self._keep(stays)

    def next_upload(self, *, most: int = MOST_IN_UPLOAD) -> Upload | None:
        """The oldest rows that the server has not answered; None when all are."""
        with self._lock, self._transaction():
            row = self._one(
                "SELECT u.id, u.nonce FROM uploads u WHERE u.done_ms IS NULL ORDER BY u.id LIMIT 1"
            )
            if row is None:
                row = self._new_upload(most)
            if row is None:
                return None
            events = self._all("SELECT id, row FROM events WHERE upload = ? ORDER BY id", row[0])
        rows = [json.loads(text) for _id, text in events]
        return Upload(int(row[0]), str(row[1]), tuple(int(e[0]) for e in events), rows)

    def answered(self, upload: Upload, outcomes: Sequence[str], *, at_ms: int) -> None:
        """What the server made of each row; from now on they may be forgotten."""
        with self._lock:
            with self._transaction():
                pairs = zip(outcomes, upload.event_ids, strict=True)
                self._db.executemany("UPDATE events SET outcome = ? WHERE id = ?", pairs)
                self._db.execute("UPDATE uploads SET done_ms = ? WHERE id = ?", (at_ms, upload.id))
            self.waiting -= len(outcomes)
            self.refused += list(outcomes).count(REFUSED)

    def split(self, upload: Upload) -> None:
        """The server refuses these rows as a whole: the first half goes on under its own nonce."""
        half = upload.event_ids[: max(1, len(upload.event_ids) // 2)]
        with self._lock, self._transaction():
            self._db.execute("UPDATE events SET upload = NULL WHERE upload = ?", (upload.id,))
            self._db.execute("DELETE FROM uploads WHERE id = ?", (upload.id,))
            row = self._db.execute(
                "INSERT INTO uploads (nonce) VALUES (?)", (secrets.token_hex(16),)
            )
            marks = [(row.lastrowid, number) for number in half]
            self._db.executemany("UPDATE events SET upload = ? WHERE id = ?", marks)

    def oldest_waiting_ms(self) -> int | None:
        """When the oldest event came that the server has not answered; None when all are."""
        row = self._one("SELECT came_ms FROM events WHERE outcome IS NULL ORDER BY id LIMIT 1")
        return None if row is None else int(row[0])

    def last_ms(self) -> int:
        """When the last event came; the clock never shows an earlier time."""
        row = self._one("SELECT came_ms FROM events ORDER BY id DESC LIMIT 1")
        return int(row[0]) if row else 0

    def forget(self, *, before_ms: int, most: int) -> int:
        """Drop what was answered and is older, and the oldest answered above `most`."""
        with self._lock:
            with self._transaction():
                which = "FROM events WHERE id < ? AND outcome IS NOT NULL"
                first = self._first_kept(before_ms, most)
                counted = f"SELECT COUNT(*), TOTAL(outcome = '{REFUSED}') {which}"
                dropped = self._one(counted, first)
                self._db.execute(f"DELETE {which}", (first,))
                self._db.execute("DELETE FROM passes WHERE at_ms < ?", (before_ms,))
                self._db.execute("DELETE FROM states WHERE MAX(in_ms, out_ms) < ?", (before_ms,))
                self._db.execute(
                    "DELETE FROM uploads WHERE done_ms IS NOT NULL AND NOT EXISTS "
                    "(SELECT 1 FROM events WHERE upload = uploads.id)"
                )
                self._db.execute("DELETE FROM commands WHERE told_ms < ?", (before_ms,))
            self.kept -= dropped[0]
            self.refused -= int(dropped[1])
        return int(dropped[0])

    def _first_kept(self, before_ms: int, most: int) -> int:
        """The oldest event that is young enough and not too many; ids rise as events come."""
        young = self._one("SELECT id FROM events WHERE came_ms >= ? ORDER BY id LIMIT 1", before_ms)
        last = self._one("SELECT MAX(id) FROM events")[0] or 0
        first = last + 1 if young is None else young[0]
        if self.kept <= most:
            return int(first)
        above = "SELECT id FROM events ORDER BY id DESC LIMIT 1 OFFSET ?"
        return max(int(first), int(self._one(above, most)[0]) + 1)

    def keep_commands(self, commands: Iterable[Command]) -> None:
        """What is known already stays as it is."""
        with self._lock, self._transaction():
            self._db.executemany(
                "INSERT OR IGNORE INTO commands (id, gate, wanted, until_ms) VALUES (?, ?, ?, ?)",
                list(commands),
            )

    def commands_for(self, gate: str, *, at_ms: int) -> list[Command]:
        """What a gate has still to do, oldest first; handed out again until it is answered."""
        with self._lock, self._transaction():
            where = "gate = ? AND is_done IS NULL AND until_ms >= ?"
            rows = self._all(
                f"SELECT id, gate, wanted, until_ms FROM commands WHERE {where} ORDER BY id",  # noqa: S608
                gate,
                at_ms,
            )
            self._db.execute(
                f"UPDATE commands SET handed_ms = ? WHERE handed_ms IS NULL AND {where}",  # noqa: S608
                (at_ms, gate, at_ms),
            )
        return [Command(*row) for row in rows]

    def command_done(self, command_id: int, gate: str, *, is_done: bool) -> bool:
        """What the reader says it did; False for a command that is none of its gate's."""
        with self._lock, self._db:
            found = self._db.execute(
                "UPDATE commands SET is_done = COALESCE(is_done, ?) WHERE id = ? AND gate = ?",
                (int(is_done), command_id, gate),
            )
        return found.rowcount == 1

    def untold_commands(self) -> list[tuple[int, bool]]:
        """What readers did that the server does not know yet."""
        rows = self._all(
            "SELECT id, is_done FROM commands WHERE is_done IS NOT NULL AND told_ms IS NULL"
        )
        return [(int(row[0]), bool(row[1])) for row in rows]

    def told_commands(self, ids: Iterable[int], *, at_ms: int) -> None:
        with self._lock, self._transaction():
            self._db.executemany(
                "UPDATE commands SET told_ms = ? WHERE id = ?", [(at_ms, number) for number in ids]
            )

    def _counted(self) -> tuple[int, int, int]:
        """Events that are kept, that wait, and that the server would not take."""
        row = self._one(
            "SELECT COUNT(*), TOTAL(outcome IS NULL), TOTAL(outcome = ?) FROM events", REFUSED
        )
        return int(row[0]), int(row[1]), int(row[2])

    def _keep(self, stays: Iterable[Stay]) -> None:
        self._db.executemany(
            "REPLACE INTO states VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(stay.holder_key, stay.zone, *stay.state, stay.is_vehicle) for stay in stays],
        )

    def _new_upload(self, most: int) -> tuple[int, str] | None:
        first = self._all("SELECT id FROM events WHERE outcome IS NULL ORDER BY id LIMIT ?", most)
        if not first:
            return None
        nonce = secrets.token_hex(16)
        made = self._db.execute("INSERT INTO uploads (nonce) VALUES (?)", (nonce,))
        number = int(made.lastrowid or 0)
        self._db.executemany(
            "UPDATE events SET upload = ? WHERE id = ?", [(number, row[0]) for row in first]
        )
        return number, nonce

    def _transaction(self) -> "_Transaction":
        return _Transaction(self._db, self._syncing)

    def _one(self, statement: str, *values: object) -> Any:
        with self._lock:
            return self._db.execute(statement, values).fetchone()

    def _all(self, statement: str, *values: object) -> list[Any]:
        with self._lock:
            return self._db.execute(statement, values).fetchall()


def _alone_in(folder: Path) -> IO[str]:
    """A lock that ends with the process, whatever ends it. Raises FolderTaken."""
    lock = (folder / "lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise FolderTaken(folder) from None
    return lock


class _Transaction:
    """BEGIN IMMEDIATE … COMMIT, or nothing."""

    def __init__(self, db: sqlite3.Connection, syncing: Syncing) -> None:
        self._db, self._syncing = db, syncing

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *_rest: object) -> None:
        try:
            if kind is None:
                self._db.execute("COMMIT")
        finally:
            if self._db.in_transaction:  # a full disk refuses the COMMIT: the next one must begin
                self._db.execute("ROLLBACK")
        self._syncing.wanted()
