"""A gate room for tests: its agent meets the real API without a socket; its clock is set."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from jieyue.access.decisions import snapshots
from jieyue.access.decisions.local_time import instant, milliseconds
from jieyue.access.devices.models import Device
from jieyue.access.edge.agent.clock import Clock
from jieyue.access.edge.agent.meeting import Meetings
from jieyue.access.edge.agent.room import GateRoomAgent
from jieyue.access.edge.agent.running import make_agent
from jieyue.access.edge.agent.server_link import ServerLink
from jieyue.access.edge.wording import said
from jieyue.access.factories import (
    make_credential,
    make_device,
    make_gate,
    make_profile,
    make_zone,
)
from jieyue.people.factories import make_person, make_site

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # 08:00 local


@dataclass
class Wire:
    """The network between agent and server; cut it, or lose answers on their way."""

    client: Client
    is_cut: bool = False
    lose_answers: int = 0
    asked: list[str] = field(default_factory=list)
    changed: Any = None  # (path, JSON) to other JSON, for whoever sits in between

    def carry(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode()
        self.asked.append(f"{request.method} {path.split('?')[0]}")
        if self.is_cut:
            raise httpx.ConnectError("cut")
        reply = self.client.generic(
            request.method,
            path,
            request.content,
            content_type="application/json",
            headers={"authorization": request.headers["authorization"]},
        )
        if self.lose_answers and path.endswith("/decisions"):
            self.lose_answers -= 1
            raise httpx.ReadTimeout("lost")
        content = reply.content
        if self.changed is not None and reply.status_code == 200:
            found = self.changed(path, reply.json())
            return httpx.Response(200, json=found)
        return httpx.Response(reply.status_code, content=content)


@dataclass
class Hands:
    """The machine's clocks, and the server's."""

    wall: int
    steady: int = 1_000

    def go(self, *, seconds: float) -> None:
        self.wall += int(seconds * 1000)
        self.steady += int(seconds * 1000)

    def now(self) -> datetime:
        return instant(self.wall)


@dataclass
class GateRoom:
    """One site with a door, a card reader, and the agent that stands before it."""

    site: Any
    gate: Any
    profile: Any
    reader: Device
    edge: Device
    wire: Wire
    hands: Hands
    folder: Path
    agent: GateRoomAgent
    meetings: Meetings
    serial: int = 0

    def meet(self) -> bool:
        return self.meetings.meet()

    def ask(self, card: str, *, direction: str = "in", **changes: Any) -> dict[str, Any]:
        """What the reader is told about a card shown now."""
        self.serial += 1
        row = {
            "event_id": f"e{self.serial}",
            "at": self.hands.now().isoformat(),
            "direction": direction,
            "card": card,
        } | changes
        answer = self.agent.decide(self.reader.serial, row)
        return answer.body | {"status": answer.status}

    def card(self, **fields: Any) -> str:
        person = make_person(site=self.site)
        return str(make_credential(profile=self.profile, person=person, **fields).subject)

    def restart(self) -> None:
        """As after a power cut: another process on the same folder."""
        self.agent.store.close()
        self.agent, self.meetings = _start(self.folder, self.wire, self.hands)


def _start(folder: Path, wire: Wire, hands: Hands) -> tuple[GateRoomAgent, Meetings]:
    clock = Clock(wall=lambda: hands.wall, steady=lambda: hands.steady)
    agent = make_agent(folder, words=said, clock=clock)
    transport = httpx.MockTransport(wire.carry)
    link = ServerLink("http://server", key="jyd_room", transport=transport)
    return agent, Meetings(agent, link)


@pytest.fixture
def room(
    db: None,  # noqa: ARG001
    tmp_path: Path,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[GateRoom]:
    snapshots.forget()
    hands = Hands(wall=milliseconds(MONDAY))
    monkeypatch.setattr(timezone, "now", hands.now)
    site = make_site(code="yaan")
    zone = make_zone(site=site, code="A")
    gate = make_gate(site=site, inner=zone, code="A-1", antipassback="hard")
    reader = make_device(site=site, serial="R1", key="jyd_reader", gate=gate)
    edge = make_device(site=site, serial="EDGE-1", key="jyd_room", kind="edge")
    wire = Wire(client)
    folder = tmp_path / "room"
    agent, meetings = _start(folder, wire, hands)
    made = GateRoom(
        site=site,
        gate=gate,
        profile=make_profile(site=site, zones=[zone]),
        reader=reader,
        edge=edge,
        wire=wire,
        hands=hands,
        folder=folder,
        agent=agent,
        meetings=meetings,
    )
    yield made
    made.agent.store.close()
