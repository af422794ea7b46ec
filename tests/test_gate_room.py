"""A real server, a real agent and a reader over the wire: what a killed process may not lose."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_S = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Complex:
    """The processes of one test, each in a group of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.door = folder, free_port(), free_port()
        self.environment = os.environ | {
            "JIEYUE_DATA": str(folder / "server"),
            "JIEYUE_DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "jieyue.settings",
        }
        self.environment.pop("JIEYUE_DATABASE_URL", None)
        self.running: list[subprocess.Popen[bytes]] = []
        (folder / "key").write_text("jyd_edge\n")
        self.events = 0

    def step(self, name: str) -> str:
        command = [sys.executable, "-m", "tests.gate_room_server", name]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, timeout=120
        )
        return done.stdout.decode()

    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.step("report"))
        return found

    def start_server(self) -> subprocess.Popen[bytes]:
        arguments = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)]
        arguments += ["--workers", "1", "--no-ws", "--log-level", "warning"]
        process = self._start("-m", "granian", *arguments, "jieyue.wsgi:application")
        self._wait(f"http://127.0.0.1:{self.port}/api/v1/openapi.json")
        return process

    def start_agent(self) -> subprocess.Popen[bytes]:
        process = self._start(
            *("-m", "jieyue", "edge", "--server", f"http://127.0.0.1:{self.port}"),
            *("--key-file", str(self.folder / "key"), "--data", str(self.folder / "room")),
            *("--listen", f"127.0.0.1:{self.door}"),
        )
        self._wait(f"http://127.0.0.1:{self.door}/health")
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """As a power cut would: kill -9, with its workers."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def ask(self, reader: httpx.Client, card: str, direction: str) -> dict[str, Any]:
        self.events += 1
        body = {
            "event_id": f"e{self.events:05}",
            "at": datetime.now(UTC).isoformat(),
            "direction": direction,
            "card": card,
        }
        url = f"http://127.0.0.1:{self.door}/api/v1/access/decisions"
        found: dict[str, Any] = reader.post(url, json=body).json()
        return found

    def health(self) -> dict[str, Any]:
        found: dict[str, Any] = httpx.get(f"http://127.0.0.1:{self.door}/health").json()
        return found

    def wait_until(self, wanted: Any) -> dict[str, Any]:
        """The agent's health as soon as it is as wanted."""
        deadline = time.monotonic() + PATIENCE_S
        while not wanted(found := self.health()):
            assert time.monotonic() < deadline, found
            time.sleep(0.1)
        return found

    def end(self) -> None:
        for process in self.running:
            if process.poll() is None:
                self.kill(process)

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        log = (self.folder / "log").open("ab")
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        self.running.append(process)
        return process

    def _wait(self, url: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(url).status_code == 200:
                    return
            assert time.monotonic() < deadline, (self.folder / "log").read_text()[-3000:]
            time.sleep(0.1)


@pytest.fixture
def complex_(tmp_path: Path) -> Iterator[Complex]:
    made = Complex(tmp_path)
    made.step("make")
    yield made
    made.end()


@pytest.fixture
def reader() -> Iterator[httpx.Client]:
    with httpx.Client(headers={"Authorization": "Bearer jyd_reader"}, timeout=10) as client:
        yield client


def test_nothing_is_lost_or_doubled_when_processes_die(
    complex_: Complex, reader: httpx.Client
) -> None:
    told: dict[str, list[str]] = {}

    def ask(card: int, direction: str) -> dict[str, Any]:
        answer = complex_.ask(reader, str(10_000_000 + card), direction)
        told[answer["event_id"]] = [answer["outcome"], answer["reason"]]
        return answer

    # With the network: the agent fetches its rules and sends what it decides.
    server = complex_.start_server()
    agent = complex_.start_agent()
    complex_.wait_until(lambda found: found["rules_number"] > 0)
    assert ask(1, "in")["open"]
    assert ask(1, "in")["reason"] == "already_inside"
    complex_.wait_until(lambda found: found["queued"] == 0)

    # The server dies; the agent decides alone and is killed between two events.
    complex_.kill(server)
    for number in range(200):
        ask(number % 50, ("in", "out")[number // 50 % 2])
    complex_.kill(agent)
    agent = complex_.start_agent()
    assert complex_.health()["queued"] >= 200
    assert ask(1, "in")["reason"] in ("passes", "already_inside")

    # The agent is killed in the middle of an event and in the middle of sending.
    _die_while_asked(complex_, agent, told)
    complex_.step("revoke")
    server = complex_.start_server()
    agent = complex_.start_agent()
    time.sleep(0.3)
    complex_.kill(agent)
    agent = complex_.start_agent()
    complex_.wait_until(lambda found: found["queued"] == 0 and not found["troubles"])
    assert ask(0, "in")["reason"] == "credential_blocked"
    complex_.wait_until(lambda found: found["queued"] == 0)

    found = complex_.report()
    assert told.items() <= found["events"].items()
    assert found["rows"] == len(found["events"])
    assert len(found["events"]) - len(told) <= 1, "only the one whose answer was cut off"
    assert found["same"]
    assert found["in_order"]
    assert found["entries"] == sum(each[0] == "allow" for each in found["events"].values())


def _die_while_asked(
    complex_: Complex, agent: subprocess.Popen[bytes], told: dict[str, list[str]]
) -> None:
    """Ask without a pause until the agent is gone."""
    threading.Timer(0.4, lambda: complex_.kill(agent)).start()
    with httpx.Client(headers={"Authorization": "Bearer jyd_reader"}, timeout=5) as reader:
        for number in range(100_000):
            try:
                answer = complex_.ask(reader, str(10_000_000 + number % 50), "out")
            except httpx.HTTPError:
                break
            told[answer["event_id"]] = [answer["outcome"], answer["reason"]]
    agent.wait()
