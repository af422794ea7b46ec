"""Gate decisions: over HTTP with two web workers, in bulk, in a rush, and in a gate room.

20,000 credentials, hard anti-passback, every decision stored with its inputs, passage and state.
The readers are this process, with a connection each, so they share the machine's cores with the
server they measure. Where they ask without a pause, one thread serves all of them: real readers are
machines of their own, and what they take is said beside it.
"""

import json
import os
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import quantiles
from typing import Any

from bench import Figure

PEOPLE = 1_742
CREDENTIALS = 20_000
GATES = 8
SINGLES = 12_000
PACED, PACE = 3_000, 200  # questions, and how many a second
BULK, BULKS = 5_000, 6
LONGEST_S = 12  # of the questions without a pause; what was asked until then counts
RUSH_S = 60  # twenty minutes of arrivals, twenty times as dense

_events = count(1)


def measure() -> Iterable[Figure]:
    from simulator import fresh_tables

    fresh_tables.make()
    site, gates = _complex()
    with _Server() as server:
        port = server.port
        readers = [_Reader(port, key=f"jyd_bench{number}") for number in range(GATES)]
        _warm(readers)
        yield from _saturated(readers, server)
        yield from _paced(readers)
        yield from _rush(readers, site)
        yield from _bulk(port)
    yield from _edge()
    del gates


def _complex() -> tuple[Any, list[Any]]:
    """Units, people with card and face, guests and cars, and gates with a reader each."""
    from jieyue.access.credentials.models import Credential
    from jieyue.access.factories import make_device, make_gate, make_profile, make_zone
    from jieyue.access.gates import versions
    from jieyue.people.factories import make_site, make_unit
    from jieyue.people.persons.models import Person

    site = make_site()
    units = [make_unit(site=site) for _ in range(33)]
    Person.objects.bulk_create(
        Person(site_id=site.id, unit=units[n % 33], staff_no=f"B{n:05}", name=f"Person {n}")
        for n in range(PEOPLE)
    )
    zone = make_zone(site=site, code="A")
    profile = make_profile(site=site, zones=[zone])
    gates = [make_gate(inner=zone, antipassback="hard") for _ in range(GATES)]
    for number, gate in enumerate(gates):
        make_device(site=site, gate=gate, key=f"jyd_bench{number}", place="gate")
    since = datetime.now().astimezone() - timedelta(days=30)
    common = {
        "site_id": site.id,
        "profile": profile,
        "valid_from": since,
        "created_at": since,
        "changed_in": versions.rise(site_id=site.id),
    }
    people = list(Person.objects.filter(site=site).order_by("id"))
    rows = [
        Credential(
            kind=kind,
            subject=f"{place:08}" if kind == "card" else person.staff_no,
            holder="person",
            holder_key=f"person:{person.id}",
            label=person.name,
            person=person,
            unit_id=person.unit_id,
            **common,
        )
        for place, person in enumerate(people)
        for kind in ("card", "face")
    ]
    rows += [
        Credential(
            kind="plate",
            subject=f"川T{number:05}",
            colour="blue",
            holder="visitor",
            holder_key=f"car:{number}",
            label="",
            **common,
        )
        for number in range(CREDENTIALS - len(rows))
    ]
    Credential.objects.bulk_create(rows, batch_size=2_000)
    return site, gates


class _Server:
    """granian with two workers, as the service file starts it."""

    def __enter__(self) -> "_Server":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        options = "--interface wsgi --host 127.0.0.1 --workers 2 --blocking-threads 2 --no-ws"
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", *options.split()),
                *("--port", str(self.port), "--log-level", "error"),
                "jieyue.wsgi:application",
            ],
            env=os.environ,
        )
        self.worker = subprocess.Popen(
            [sys.executable, "manage.py", "run_worker"],
            env=os.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _until_it_listens(self.port)
        except TimeoutError:
            self.__exit__()
            raise
        return self

    def processor_s(self) -> float:
        """Processor time of the web workers so far."""
        found = 0
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended meanwhile
            if int(fields[1]) == self.process.pid:
                found += int(fields[11]) + int(fields[12])
        return found / os.sysconf("SC_CLK_TCK")

    def __exit__(self, *_error: object) -> None:
        for process in (self.worker, self.process):
            process.terminate()
        for process in (self.worker, self.process):
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()


def _until_it_listens(port: int) -> None:
    for _ in range(900):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(port)


class _Reader:
    """One device on one connection that stays open."""

    def __init__(self, port: int, *, key: str) -> None:
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.head = (
            "POST /api/v1/access/decisions HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: Bearer {key}\r\nContent-Type: application/json\r\n"
        )

    def ask(self, body: object) -> float:
        """Milliseconds until the whole answer is there. Raises AssertionError for a failure."""
        request = self.request(body)
        begun = time.perf_counter()
        self.connection.sendall(request)
        answer = self.answer()
        spent = (time.perf_counter() - begun) * 1000
        assert answer.startswith(b"HTTP/1.1 200"), answer[:400]
        return spent

    def request(self, body: object) -> bytes:
        content = json.dumps(body).encode()
        return f"{self.head}Content-Length: {len(content)}\r\n\r\n".encode() + content

    def answer(self) -> bytes:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _blank, body = received.partition(b"\r\n\r\n")
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                missing = int(line[15:]) - len(body)
        parts = [head, body]
        while missing > 0:
            part = self._more()
            parts.append(part)
            missing -= len(part)
        return b"\r\n\r\n".join(parts[:2])

    def _more(self) -> bytes:
        part = self.connection.recv(1 << 20)
        assert part, "the server closed the connection"
        return part


def _question(person: int, direction: str) -> dict[str, object]:
    return {
        "event_id": f"b{next(_events)}",
        "at": datetime.now().astimezone().isoformat(),
        "direction": direction,
        "card": f"{person % PEOPLE:08}",
    }


def _questions(reader: int, number: int) -> Iterator[dict[str, object]]:
    """People of this reader's share, in and out by turns."""
    for turn in range(number):
        person = reader + GATES * (turn // 2)
        yield _question(person, "out" if turn % 2 else "in")


def _warm(readers: list[_Reader]) -> None:
    with ThreadPoolExecutor(GATES) as pool:
        for _ in range(6):
            list(pool.map(lambda each: each.ask(_question(0, "out")), readers))


def _saturated(readers: list[_Reader], server: _Server) -> Iterable[Figure]:
    worked, asked = server.processor_s(), time.process_time()
    begun = time.perf_counter()
    spent = _without_pause(readers, until=begun + LONGEST_S)
    rate = len(spent) / (time.perf_counter() - begun)
    asked = (time.process_time() - asked) * 1000 / len(spent)
    worked = (server.processor_s() - worked) * 1000 / len(spent)
    yield Figure("web workers' processor time of one decision, ms", f"{worked:.2f}")
    yield Figure("the readers' own, ms", f"{asked:.2f}")
    yield Figure(f"{GATES} readers that ask without a pause, a second", f"{rate:,.0f}", "≥ 1,000")
    yield from _spread(f"{GATES} readers that ask without a pause", spent, goal="")


def _without_pause(readers: list[_Reader], *, until: float) -> list[float]:
    """Each reader asks as soon as it has its answer; milliseconds of each."""
    waiting = selectors.DefaultSelector()
    bodies = [_questions(number, SINGLES // GATES) for number in range(GATES)]
    sent = [0.0] * GATES
    spent: list[float] = []

    def ask(number: int) -> None:
        body = next(bodies[number], None)
        if body is None or time.perf_counter() > until:
            waiting.unregister(readers[number].connection)
            return
        sent[number] = time.perf_counter()
        readers[number].connection.sendall(readers[number].request(body))

    for number, reader in enumerate(readers):
        waiting.register(reader.connection, selectors.EVENT_READ, number)
        ask(number)
    while waiting.get_map():
        for ready, _mask in waiting.select():
            answer = readers[ready.data].answer()
            assert answer.startswith(b"HTTP/1.1 200"), answer[:400]
            spent.append((time.perf_counter() - sent[ready.data]) * 1000)
            ask(ready.data)
    return spent


def _paced(readers: list[_Reader]) -> Iterable[Figure]:
    """Each reader at its own beat; a late beat is not caught up."""
    each, beat = PACED // GATES, GATES / PACE

    def run(pair: tuple[int, _Reader]) -> list[float]:
        spent, due = [], time.perf_counter() + pair[0] * beat / GATES
        for body in _questions(pair[0], each):
            time.sleep(max(0, due - time.perf_counter()))
            spent.append(pair[1].ask(body))
            due = max(due + beat, time.perf_counter())
        return spent

    with ThreadPoolExecutor(GATES) as pool:
        spent = [value for run_ in pool.map(run, enumerate(readers)) for value in run_]
    yield from _spread(f"{PACE} questions a second", spent, goal="≤ 20")


def _spread(what: str, spent: list[float], *, goal: str) -> Iterable[Figure]:
    parts = quantiles(spent, n=100)
    yield Figure(f"{what}, median ms", f"{parts[49]:.1f}")
    yield Figure(f"{what}, 99th percentile ms", f"{parts[98]:.1f}", goal)
    yield Figure(f"{what}, slowest ms", f"{max(spent):.1f}")


def _bulk(port: int) -> Iterable[Figure]:
    reader = _Reader(port, key="jyd_bench0")
    bodies = [{"items": list(_questions(0, BULK))} for _ in range(BULKS)]
    spent = [reader.ask(body) for body in bodies]
    rate = BULK * BULKS / sum(spent) * 1000
    yield Figure(f"{BULKS} × {BULK:,} events at once, a second", f"{rate:,.0f}", "≥ 5,000")
    spent = [reader.ask(body) for body in bodies]
    rate = BULK * BULKS / sum(spent) * 1000
    yield Figure("the same again (all repeats), a second", f"{rate:,.0f}")


def _rush(readers: list[_Reader], site: Any) -> Iterable[Figure]:
    """Everybody comes once, evenly over a minute, while another process corrects lunch again and
    again."""
    corrector = subprocess.Popen(
        [sys.executable, "-m", "bench.lunch_corrector", str(site.id)],
        env=os.environ,
        stdout=subprocess.PIPE,
    )
    assert corrector.stdout is not None
    corrector.stdout.readline()  # it has begun
    beat = RUSH_S * GATES / PEOPLE

    def run(pair: tuple[int, _Reader]) -> list[float]:
        spent, begun = [], time.perf_counter() + pair[0] * beat / GATES
        for turn, person in enumerate(range(pair[0], PEOPLE, GATES)):
            time.sleep(max(0, begun + turn * beat - time.perf_counter()))
            spent.append(pair[1].ask(_question(person, "in")))
        return spent

    with ThreadPoolExecutor(GATES) as pool:
        spent = [value for run_ in pool.map(run, enumerate(readers)) for value in run_]
    corrector.terminate()
    runs = len(corrector.stdout.read().split())
    corrector.wait(timeout=20)
    what = f"{PEOPLE:,} people in {RUSH_S} s while lunch is corrected ({runs} times)"
    yield Figure(f"{what}, 99th percentile ms", f"{quantiles(spent, n=100)[98]:.1f}")
    yield Figure(f"{what}, slowest ms", f"{max(spent):.1f}", "≤ 50")
    over = sum(value > 50 for value in spent)
    yield Figure(f"{what}, over 50 ms", str(over), "0")


def _edge() -> Iterable[Figure]:
    from jieyue.access.edge import timing

    times = timing.measure(credentials=CREDENTIALS)
    yield Figure("in a gate room, processor time of one decision, ms", f"{times.processor_ms:.2f}")
    yield Figure("in a gate room, committed before the answer, median ms", f"{times.p50_ms:.2f}")
    what = "in a gate room, committed before the answer, 99th percentile ms"
    yield Figure(what, f"{times.p99_ms:.2f}", "≤ 2")
