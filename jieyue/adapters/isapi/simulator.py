"""A terminal and a plate camera that push ISAPI events, as makers' devices do.

    python -m jieyue.adapters.isapi.simulator --server http://localhost:8000 --serial FT-01 \
        --key jyd_… --people 10023,10024 --form multipart

Like a device it numbers its events, sends again what was not answered (activePostCount rises, the
number stays) and, after a break, what it stored meanwhile (currentEvent false).
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from jieyue.adapters.isapi import encode
from jieyue.adapters.nodes import SHANGHAI
from jieyue.adapters.pictures import Picture

FORMS = ("json", "xml", "gbk", "multipart")
PICTURE = Path(__file__).parent / "samples" / "picture.jpg"


@dataclass
class Terminal:
    """One device. `client` sends; `stored` is what it kept while nobody answered."""

    client: httpx.Client
    address: str
    form: str = "json"
    serial_no: int = 0
    stored: list[dict[str, Any]] = field(default_factory=list)

    def recognise(self, subject: str, *, at: datetime, minor: int = 75, **more: Any) -> Any:
        """Somebody stands before it; the server's answer, or None when it cannot be reached."""
        self.serial_no += 1
        alert = encode.access(serial_no=self.serial_no, at=at, subject=subject, minor=minor, **more)
        return self.push(alert)

    def see(self, plate: str, *, at: datetime, **more: Any) -> Any:
        """A vehicle comes."""
        self.serial_no += 1
        return self.push(encode.plate(uuid=f"sim-{self.serial_no}", at=at, plate=plate, **more))

    def beat(self, *, at: datetime) -> Any:
        return self.push(encode.heartbeat(at))

    def push(self, alert: dict[str, Any]) -> Any:
        try:
            return self.send(alert)
        except httpx.TransportError:
            self.stored.append(alert)
            return None

    def catch_up(self) -> int:
        """Send what was stored, marked as history; how many the server took."""
        waiting, self.stored = self.stored, []
        for alert in waiting:
            inner = alert.get(alert["eventType"])
            if isinstance(inner, dict) and alert["eventType"] == "AccessControllerEvent":
                inner["currentEvent"] = False
            alert["activePostCount"] += 1
            self.push(alert)
        return len(waiting) - len(self.stored)

    def send(self, alert: dict[str, Any]) -> Any:
        """Raises httpx.TransportError."""
        body, kind = self._written(alert)
        return self.client.post(self.address, content=body, headers={"Content-Type": kind})

    def _written(self, alert: dict[str, Any]) -> tuple[bytes, str]:
        if self.form == "multipart":
            picture = Picture("detectionPicture.jpg", "jpg", PICTURE.read_bytes())
            return encode.as_multipart(encode.as_json(alert), [picture])
        if self.form == "json":
            return encode.as_json(alert), encode.JSON_TYPE
        return encode.as_xml(alert, encoding="GBK" if self.form == "gbk" else ""), encode.XML_TYPE


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Pushes ISAPI events like a device.")
    parser.add_argument("--server", default="http://localhost:8000")
    parser.add_argument("--serial", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--people", default="", help="staff numbers, with commas")
    parser.add_argument("--plates", default="")
    parser.add_argument("--form", choices=FORMS, default="json")
    parser.add_argument("--times", type=int, default=1, help="how often each event is sent")
    parser.add_argument("--ask", action="store_true", help="ask whether to open")
    given = parser.parse_args(arguments)
    headers = {"Authorization": f"Bearer {given.key}"}
    with httpx.Client(headers=headers, timeout=10) as client:
        address = f"{given.server}/api/v1/access/isapi/{given.serial}"
        terminal = Terminal(client, address, given.form, int(datetime.now(SHANGHAI).timestamp()))
        _say("heartbeat", terminal.beat(at=datetime.now(SHANGHAI)))
        for turn, subject in enumerate(filter(None, given.people.split(","))):
            at = datetime.now(SHANGHAI) + timedelta(seconds=turn)
            _repeat(terminal, given.times, subject, terminal.recognise, at, remoteCheck=given.ask)
        for turn, plate in enumerate(filter(None, given.plates.split(","))):
            at = datetime.now(SHANGHAI) + timedelta(seconds=turn)
            _repeat(terminal, given.times, plate, terminal.see, at)


def _repeat(
    terminal: Terminal, times: int, subject: str, send: Any, at: datetime, **more: Any
) -> None:
    number = terminal.serial_no
    for _turn in range(times):
        terminal.serial_no = number
        _say(subject, send(subject, at=at, **more))


def _say(what: str, answer: Any) -> None:
    said = "no answer" if answer is None else f"{answer.status_code} {answer.text}"
    sys.stdout.write(f"{what}: {said}\n")


if __name__ == "__main__":
    main()
