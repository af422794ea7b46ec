"""The letters with rules: taken when they are genuine and newer, kept as they came, read at start.

What lies on the disk is checked like what comes from the network: whoever changed the file has no
rules, rather than others.
"""

import json
import logging
from collections.abc import Collection
from typing import Any

from jieyue.access.decisions.snapshot import EMPTY, BadSnapshot, Snapshot
from jieyue.access.edge import envelope
from jieyue.access.edge.agent.decider import Rules
from jieyue.access.edge.agent.store import Store
from jieyue.access.edge.envelope import BadEnvelope, Flaw, Held

logger = logging.getLogger(__name__)

MOST_CHANGES = 60  # then the whole rules are asked for again, so that a start stays short
DEFAULT_MOST_KEPT = 200_000
DEFAULT_KEPT_MS = 7 * 86_400_000


class RuleLetters:
    """Whom the agent trusts, what it holds, and what follows from it."""

    def __init__(self, store: Store, *, trusted: Collection[str] = ()) -> None:
        self._store = store
        self._given = frozenset(trusted)
        self._signer = store.fact("signer")
        self.trusted = self._given | frozenset(filter(None, store.fact("trusted").split()))
        self.held = Held(agent=store.fact("agent"))
        self.rules = Rules(EMPTY, stale_at_ms=0)
        self.most_kept, self.kept_ms = DEFAULT_MOST_KEPT, DEFAULT_KEPT_MS
        self.changes = 0
        self._read_kept()

    @property
    def since(self) -> int:
        """From which number changes are asked for; 0 asks for the whole rules."""
        is_whole = self.rules.snapshot is EMPTY or self.changes >= MOST_CHANGES
        return 0 if is_whole else self.held.number

    @property
    def known_key(self) -> str:
        """A key that is trusted, for the server to sign with; empty before the first meeting."""
        return self._signer or min(self.trusted, default="")

    def take(self, letter: dict[str, Any]) -> Rules:
        """The rules after a letter, which is kept. Raises BadEnvelope.

        At the very first meeting, when nobody said whom to trust, the key that comes is trusted
        from then on.
        """
        trusted = self.trusted or {envelope.key_of(letter)}
        held = self.held if self.held.agent else self.held._replace(agent=_agent_of(letter))
        body = envelope.accepted(letter, trusted=trusted, held=held)
        snapshot = self._after(body)
        if body.get("since") is None:
            self._store.keep_letter(letter, is_whole=True)
            self.changes = 0
        elif body["number"] > self.held.number:
            self._store.keep_letter(letter, is_whole=False)
            self.changes += 1
        else:
            self._store.keep_fact("confirmed", envelope.canonical(letter).decode())
        self._settle(body, snapshot)
        newest = body.get("trusted") or [envelope.key_of(letter)]
        self._signer = str(newest[0])
        self._store.keep_fact("signer", self._signer)
        self.trusted = self._given | frozenset(body.get("trusted", ())) or frozenset(trusted)
        self._store.keep_fact("trusted", " ".join(sorted(self.trusted)))
        ever = self.trusted | frozenset(trusted) | frozenset(self._ever())
        self._store.keep_fact("ever_trusted", " ".join(sorted(ever)))
        self._store.keep_fact("agent", body["agent"])
        return self.rules

    def _ever(self) -> list[str]:
        return self._store.fact("ever_trusted").split()

    def _after(self, body: dict[str, Any]) -> Snapshot:
        try:
            if body.get("since") is None:
                return Snapshot.from_json(body["snapshot"])
            return self.rules.snapshot.apply(body["snapshot"])
        except (BadSnapshot, KeyError, TypeError):
            self.changes = MOST_CHANGES  # ask for the whole rules
            raise BadEnvelope(Flaw.MALFORMED) from None

    def _settle(self, body: dict[str, Any], snapshot: Snapshot) -> None:
        self.rules = Rules(
            snapshot, body["stale_at_ms"], holds=body.get("holds_with_old_rules") is True
        )
        self.held = Held(body["agent"], body["site"], body["number"], body["made_at_ms"])
        self.most_kept = int(body.get("most_kept", DEFAULT_MOST_KEPT))
        self.kept_ms = int(body.get("kept_ms", DEFAULT_KEPT_MS))

    def _read_kept(self) -> None:
        """At the start: check and apply what was kept, or have none and ask anew.

        A key that was renewed since is still good for what it signed then.
        """
        trusted = self.trusted | frozenset(self._ever())
        try:
            for number, letter in enumerate(self._store.letters()):
                body = envelope.accepted(letter, trusted=trusted, held=self.held)
                self._settle(body, self._after(body))
                self.changes = number
            confirmed = self._store.fact("confirmed")
            if confirmed and self.rules.snapshot is not EMPTY:
                body = envelope.opened(json.loads(confirmed), trusted=trusted)
                if (body["number"], body["since"]) == (self.held.number, self.held.number):
                    self._settle(body, self._after(body))
        except (BadEnvelope, ValueError) as error:
            logger.error("The kept rules are not ours any more (%s); asking anew.", error)
            self.rules, self.changes = Rules(EMPTY, stale_at_ms=0), 0
            self.held = Held(agent=self._store.fact("agent"))
            self._store.forget_letters()


def _agent_of(letter: dict[str, Any]) -> str:
    body = letter.get("body")
    return str(body.get("agent", "")) if isinstance(body, dict) else ""
