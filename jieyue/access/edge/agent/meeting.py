"""The agent's meetings with the server: what it did, what changed, what gates should do.

Beside the readers' threads, in one of its own. Each step stands alone, so that a server that
refuses one thing still gets the others.
"""

import logging
import random
import sqlite3
from collections.abc import Callable
from threading import Event as Flag
from typing import Any

from jieyue.access.decisions.whereabouts import State
from jieyue.access.edge.agent.room import GateRoomAgent
from jieyue.access.edge.agent.server_link import Refused, ServerLink, Unreachable
from jieyue.access.edge.agent.store import Command, Stay
from jieyue.access.edge.envelope import BadEnvelope

logger = logging.getLogger(__name__)

BEAT_S = 2.0
LONGEST_PAUSE_S = 60.0
FORGET_EVERY_MS = 3_600_000
CONFIRM_EVERY_MS = 300_000
VERSION = "1"
# JSON of another shape: a proxy or log-in page of somebody else's answered in the server's place.
NOT_THE_SERVER = (AttributeError, KeyError, TypeError, ValueError)


class Meetings:
    """Keeps one agent in step with the server."""

    def __init__(self, agent: GateRoomAgent, link: ServerLink) -> None:
        self._agent, self._link = agent, link
        self._failures = 0
        self._forgot_ms = 0
        self._cursor = agent.store.fact("states_cursor", "0")
        self._server_number = -1
        self.stopped = Flag()

    def run(self) -> None:
        """Until `stopped` is set."""
        while not self.stopped.is_set():
            self.meet()
            self.stopped.wait(self.pause_s())

    def pause_s(self) -> float:
        """Two seconds, and longer and less regular while the server is away."""
        if not self._failures:
            return BEAT_S
        longest = min(LONGEST_PAUSE_S, BEAT_S * 2.0 ** min(self._failures, 6))
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 - only spreads the returns

    def meet(self) -> bool:
        """One round of everything; whether the server was there."""
        contact = self._agent.contact
        self._forget_old()
        steps: tuple[Callable[[], None], ...] = (
            self._report,
            self._rules,
            self._whereabouts,
            self._queue,
            self._commands,
        )
        contact.trouble = ""
        for step in steps:
            try:
                step()
            except (Unreachable, *NOT_THE_SERVER) as error:
                self._failures += 1
                contact.trouble = "unreachable"
                if self._failures == 1:
                    logger.warning("The server is not there (%r); deciding alone.", error)
                return False
            except sqlite3.Error:
                logger.exception("What the server said cannot be written down.")
                contact.trouble = "not_written"
                return False
            except Refused as error:
                contact.trouble = "refuses_key" if error.status in (401, 403) else "refuses"
                logger.warning("The server refuses %s: %s", step.__name__, error)
        if self._failures:
            logger.info("The server is there again.")
        self._failures = 0
        contact.server_heard_ms = self._agent.clock.now_ms()
        return True

    def _report(self) -> None:
        agent, asked_ms = self._agent, self._agent.clock.now_ms()
        health = agent.health()
        troubles = [code for code in health["troubles"] if not code.startswith("server_")]
        body = {
            "rules_number": health["rules_number"],
            "rules_made_at_ms": agent.letters.held.made_at_ms,
            "queued": health["queued"],
            "oldest_queued_s": health["oldest_queued_s"],
            "refused": health["refused"],
            "kept": health["kept"],
            "clock_ahead_ms": health["clock_ahead_ms"],
            "troubles": troubles,
            "version": VERSION,
            "readers": {
                serial: {"seen_ms": seen_ms, "fault": agent.decider.faults.get(serial)}
                for serial, seen_ms in agent.contact.seen.items()
            },
        }
        answer = self._link.post("/report", body)
        agent.clock.heard(int(answer["now_ms"]), asked_ms=asked_ms)
        self._server_number = int(answer["number"])

    def _rules(self) -> None:
        letters, now_ms = self._agent.letters, self._agent.clock.now_ms()
        is_same = self._server_number == letters.held.number
        if is_same and letters.since and now_ms - letters.held.made_at_ms < CONFIRM_EVERY_MS:
            return
        letter = self._link.get("/snapshot", since=letters.since, key=letters.known_key)
        try:
            self._agent.learn(letters.take(letter))
        except BadEnvelope as error:
            self._agent.contact.flaw = error.flaw.value
            logger.error("The server's letter is refused: %s", error.flaw)
        else:
            self._agent.contact.flaw = ""

    def _whereabouts(self) -> None:
        more = True
        while more:
            page = self._link.get("/states", since=int(self._cursor))
            self._agent.decider.learn_stays([_stay(row) for row in page["items"]])
            self._agent.decider.learn_used(
                [(row["token"], row["direction"], row["at_ms"]) for row in page["used"]]
            )
            more = bool(page["more"])
            if str(page["cursor"]) != self._cursor:
                self._cursor = str(page["cursor"])
                self._agent.store.keep_fact("states_cursor", self._cursor)

    def _queue(self) -> None:
        """Oldest first, one upload after another, each until it is answered."""
        store = self._agent.store
        while (upload := store.next_upload()) is not None:
            body = {"nonce": upload.nonce, "forced": True, "items": upload.rows}
            try:
                answer = self._link.post("/decisions", body)
            except Refused as error:
                if error.status in (401, 403):
                    raise
                if len(upload.rows) > 1:
                    store.split(upload)
                    continue
                logger.error("The server does not take %s.", upload.rows[0].get("event_id"))
                store.answered(upload, ["refused"], at_ms=self._agent.clock.now_ms())
                continue
            outcomes = [str(row["outcome"]) for row in answer["items"]]
            if len(outcomes) != len(upload.event_ids):
                raise Unreachable("answer of another length")
            store.answered(upload, outcomes, at_ms=self._agent.clock.now_ms())

    def _commands(self) -> None:
        store, now_ms = self._agent.store, self._agent.clock.now_ms()
        for number, is_done in store.untold_commands():
            self._link.post("/commands/done", {"id": number, "done": is_done})
            store.told_commands([number], at_ms=now_ms)
        items = self._link.get("/commands")["items"]
        store.keep_commands(
            Command(row["id"], row["gate"], row["wanted"], row["until_ms"]) for row in items
        )

    def _forget_old(self) -> None:
        agent, now_ms = self._agent, self._agent.clock.now_ms()
        if now_ms - self._forgot_ms < FORGET_EVERY_MS:
            return
        self._forgot_ms = now_ms
        kept_ms = agent.letters.kept_ms
        agent.store.forget(before_ms=now_ms - kept_ms, most=agent.letters.most_kept)
        agent.decider.forget_passes()


def _stay(row: dict[str, Any]) -> Stay:
    state = State(row["in_ms"], row["in_gate"], row["out_ms"], row["out_gate"])
    return Stay(row["holder_key"], row["zone"], state, row["is_vehicle"])
