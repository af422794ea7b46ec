"""One gate room's agent: what its readers may ask of it, and how it is."""

import hashlib
import hmac
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from jieyue.access.decisions.asking import MOST_AT_ONCE
from jieyue.access.decisions.snapshot import EMPTY
from jieyue.access.edge.agent.clock import Clock
from jieyue.access.edge.agent.decider import Decider, Rules, Words
from jieyue.access.edge.agent.rule_letters import RuleLetters
from jieyue.access.edge.agent.store import Store

LONGEST_FAULT = 60
MINUTE_MS = 60_000


class Answer(NamedTuple):
    """Status and JSON of an answer."""

    status: int
    body: dict[str, Any]

    @classmethod
    def problem(cls, status: int, code: str) -> "Answer":
        """A problem as the server gives them, with the code that programs read."""
        return cls(status, {"type": "about:blank", "title": code, "status": status, "code": code})


@dataclass
class Contact:
    """What the agent knows of its own work, for its health page and the server."""

    server_heard_ms: int | None = None
    trouble: str = ""  # of the last meeting with the server, empty when it went well
    flaw: str = ""  # why the last letter was refused
    seen: dict[str, int] = field(default_factory=dict)  # readers, and when each was last heard


class GateRoomAgent:
    """Answers readers from several threads at a time."""

    def __init__(self, store: Store, *, clock: Clock, words: Words, letters: RuleLetters) -> None:
        self.store, self.clock, self.letters = store, clock, letters
        self.contact = Contact()
        self.decider = Decider(store, clock=clock, words=words, rules=letters.rules)
        self.most_kept = letters.most_kept

    def learn(self, rules: Rules) -> None:
        """Decide by these from now on; what readers said of themselves before is in them."""
        self.decider.rules = rules
        self.most_kept = self.letters.most_kept

    def device_of(self, key: str) -> str | None:
        """The serial of the active reader a key belongs to; None for a key nobody knows."""
        hashed, now_ms = hashlib.sha256(key.encode()).hexdigest(), self.clock.now_ms()
        for row in self.decider.rules.snapshot.head.devices:
            if not row.is_active or row.kind == "edge":
                continue
            is_old_good = row.old_key_until_ms is not None and now_ms < row.old_key_until_ms
            if (row.key_hash and hmac.compare_digest(row.key_hash, hashed)) or (
                is_old_good and hmac.compare_digest(row.old_key_hash, hashed)
            ):
                return row.serial
        return None

    def decide(self, serial: str, body: Any) -> Answer:
        """One question, or {"items": […]}; the answers are committed before they leave."""
        device = self.decider.rules.snapshot.devices.get(serial)
        if device is None:
            return Answer.problem(503, "NoRules")
        self.contact.seen[serial] = self.clock.now_ms()
        many = isinstance(body, dict) and isinstance(body.get("items"), list)
        rows: Sequence[object] = body["items"] if many else [body]
        if len(rows) > MOST_AT_ONCE:
            return Answer.problem(413, "TooManyEntries")
        if self.store.waiting + len(rows) > self.most_kept:
            return Answer.problem(507, "QueueFull")
        try:
            answers = [self.decider.answer(row, device) for row in rows]
        except sqlite3.Error:
            return Answer.problem(507, "NotWritten")
        if many:
            return Answer(200, {"items": answers})
        status = {"refused": 422}.get(answers[0]["outcome"], 200)
        if answers[0]["reason"] == "event_conflicts":
            status = 409
        return Answer(status, answers[0])

    def heartbeat(self, serial: str, body: Any) -> Answer:
        """A reader says how it is; a fault stops it from opening at once."""
        fault = body.get("fault") if isinstance(body, dict) else None
        if not isinstance(fault, str | None) or len(fault or "") > LONGEST_FAULT:
            return Answer.problem(422, "BadHeartbeat")
        self.contact.seen[serial] = self.clock.now_ms()
        self.decider.faults[serial] = fault or ""
        return Answer(200, {"now_ms": self.clock.now_ms()})

    def commands_for(self, serial: str) -> Answer:
        """What the reader's gate has to do now."""
        device = self.decider.rules.snapshot.devices.get(serial)
        if device is None:
            return Answer.problem(503, "NoRules")
        self.contact.seen[serial] = self.clock.now_ms()
        waiting = self.store.commands_for(device.gate, at_ms=self.clock.now_ms())
        items = [{"id": each.id, "gate": each.gate, "wanted": each.wanted} for each in waiting]
        return Answer(200, {"items": items})

    def command_done(self, serial: str, body: Any) -> Answer:
        """What the reader did of it: {"id": 7, "done": true}."""
        device = self.decider.rules.snapshot.devices.get(serial)
        number, done = (
            (body.get("id"), body.get("done", True)) if isinstance(body, dict) else (None, None)
        )
        if device is None or type(number) is not int or not isinstance(done, bool):
            return Answer.problem(422, "BadCommandAnswer")
        if not self.store.command_done(number, device.gate, is_done=done):
            return Answer.problem(404, "NotFound")
        return Answer(200, {"id": number})

    def health(self) -> dict[str, Any]:
        """How the agent is, for anybody in the gate room; nothing of persons."""
        now_ms, rules = self.clock.now_ms(), self.decider.rules
        oldest_ms = self.store.oldest_waiting_ms()
        heard_ms = self.contact.server_heard_ms
        troubles = self.troubles()
        made_ms = self.letters.held.made_at_ms
        age_ms = now_ms - made_ms if made_ms else None
        return {
            "status": "warning" if troubles else "well",
            "troubles": troubles,
            "rules_number": rules.snapshot.number,
            "rules_age_s": None if age_ms is None else age_ms // 1000,
            "rules": _age(age_ms),
            "credentials": len(rules.snapshot.credentials),
            "queued": self.store.waiting,
            "oldest_queued_s": None if oldest_ms is None else (now_ms - oldest_ms) // 1000,
            "refused": self.store.refused,
            "kept": self.store.kept,
            "server_heard_s": None if heard_ms is None else (now_ms - heard_ms) // 1000,
            "clock_ahead_ms": self.clock.ahead_ms,
            "now_ms": now_ms,
        }

    def troubles(self) -> list[str]:
        """Codes of what somebody should look after, empty when all is well."""
        rules, found = self.decider.rules, []
        if rules.snapshot is EMPTY:
            found.append("no_rules")
        elif self.clock.now_ms() >= rules.stale_at_ms:
            found.append("rules_old")
        if self.contact.flaw:
            found.append(f"letter_{self.contact.flaw}")
        if self.contact.trouble:
            found.append(f"server_{self.contact.trouble}")
        if self.clock.was_behind:
            found.append("clock_behind")
        if self.clock.has_jumped:
            found.append("clock_jumped")
        if self.store.refused:
            found.append("rows_refused")
        return found


def _age(age_ms: int | None) -> str:
    """ "rules are 3 h old", for a log or a terminal."""
    if age_ms is None:
        return "there are no rules yet"
    minutes = max(0, age_ms) // MINUTE_MS
    return f"rules are {minutes} min old" if minutes < 120 else f"rules are {minutes // 60} h old"
