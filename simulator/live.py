"""The gates, visitors and meters of the demo complex while it runs: what they do, as it happens.

    python -m simulator.live

Speaks to the product only over its own interface, one key a gate; the readers of a gate room ask
its agent, where JIEYUE_GATE_ROOM says one runs. What was sent before the start is sent again,
which changes nothing; what fails is sent with the next round.
"""

import json
import logging
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import django

ROUND_S = 5
BEATS_EVERY_S = 60
METERS_EVERY_S = 900
SERVER_STARTS_WITHIN_S = 60
MOST_AT_ONCE = 500

logger = logging.getLogger("simulator.live")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieyue.settings")
    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from simulator.loading import access_days, access_room, access_visits, running, whole

    keys = json.loads((Path(settings.DATA) / whole.GATE_KEYS).read_text(encoding="utf-8"))
    places = Places(os.environ["JIEYUE_ADDRESS"], os.environ.get("JIEYUE_GATE_ROOM", ""))
    places.readers = frozenset(access_room.READERS)
    await_server(places.server)
    sent_until = timezone.now() - timedelta(hours=1)
    read_at = beat_at = timezone.now() - timedelta(seconds=BEATS_EVERY_S)
    while True:
        now = timezone.now()
        stage = whole.open_stage(at=now)
        try:
            places.wait_for_rules()
            send(places, keys, access_days.rows_between(stage, sent_until, now))
            if (now - beat_at).total_seconds() >= BEATS_EVERY_S:
                beat(places, keys)
                beat_at = now
        except (URLError, OSError) as error:
            logger.warning("The server did not take the gates' messages: %s", error)
        else:
            sent_until = now
            access_visits.go_on(stage)
            running.close_meals(stage)
            if (now - read_at).total_seconds() >= METERS_EVERY_S:
                running.read_meters(stage)
                read_at = now
        time.sleep(ROUND_S)


def await_server(address: str) -> None:
    """Return once the server answers; after a minute too, and its absence is then told."""
    deadline = time.monotonic() + SERVER_STARTS_WITHIN_S
    while time.monotonic() < deadline:
        try:
            with urlopen(f"{address}/account/login/", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.5)


@dataclass
class Places:
    """Whom each device asks: the server, or the gate room's agent."""

    server: str
    room: str = ""
    readers: frozenset[str] = frozenset()

    def of(self, serial: str) -> str:
        return self.room if self.room and serial in self.readers else self.server

    def wait_for_rules(self) -> None:
        """Readers are set up once the agent has its rules. Raises NotReady, URLError, OSError."""
        if not self.room:
            return
        with urlopen(f"{self.room}/health", timeout=5) as answer:
            if "no_rules" in json.load(answer)["troubles"]:
                raise NotReady


class NotReady(OSError):
    """The gate room holds no rules yet."""


def beat(places: Places, keys: Mapping[str, str]) -> None:
    """Each device says that it lives. Raises URLError, OSError."""
    for serial, key in keys.items():
        _post(f"{places.of(serial)}/api/v1/access/devices/heartbeat", key, {"firmware": "demo"})


def send(places: Places, keys: Mapping[str, str], rows: Sequence[Mapping[str, object]]) -> None:
    """Ask what each gate asks, with its key. Raises URLError, OSError."""
    by_gate: dict[str, list[Mapping[str, object]]] = {}
    for row in rows:
        by_gate.setdefault(str(row["device"]), []).append(row)
    for serial, mine in by_gate.items():
        for start in range(0, len(mine), MOST_AT_ONCE):
            body = {"items": mine[start : start + MOST_AT_ONCE]}
            _post(f"{places.of(serial)}/api/v1/access/decisions", keys[serial], body)


def _post(url: str, key: str, body: Mapping[str, object]) -> None:
    request = Request(url, data=json.dumps(body).encode(), method="POST")
    request.add_header("Content-Type", "application/json")
    request.add_header("Authorization", f"Bearer {key}")
    with urlopen(request, timeout=30):
        pass


if __name__ == "__main__":
    main()
