"""The agent's own small web server for the readers of one gate room.

It speaks as the server does at the same addresses, so that a reader only changes the address.
"""

import json
import logging
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from jieyue.access.edge.agent.room import Answer, GateRoomAgent

logger = logging.getLogger(__name__)

LARGEST_BODY = 2_000_000
LONGEST_LENGTH = 9  # digits
PATIENCE_S = 10
HEALTH = "/health"
BASE = "/api/v1/access"


class ReaderDoor(ThreadingHTTPServer):
    """Serves one agent on one address; each connection has a thread of its own."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, listen: tuple[str, int], agent: GateRoomAgent) -> None:
        super().__init__(listen, _Handler)
        self.agent = agent


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "jieyue-edge"
    sys_version = ""
    timeout = PATIENCE_S
    wbufsize = 65_536  # head and body leave together: apart, the second waits 40 ms for the first
    disable_nagle_algorithm = True
    server: ReaderDoor

    def do_GET(self) -> None:
        agent = self.server.agent
        if self.path == HEALTH:
            self._say(Answer(200, agent.health()))
        elif self.path == f"{BASE}/edge/commands":
            self._say(self._for_reader(agent.commands_for))
        else:
            self._say(Answer.problem(404, "NotFound"))

    def do_POST(self) -> None:
        agent = self.server.agent
        doors: dict[str, Callable[[str, Any], Answer]] = {
            f"{BASE}/decisions": agent.decide,
            f"{BASE}/devices/heartbeat": agent.heartbeat,
            f"{BASE}/edge/commands/done": agent.command_done,
        }
        door = doors.get(self.path)
        body = self._body()
        if isinstance(body, Answer):
            self._say(body)
        elif door is None:
            self._say(Answer.problem(404, "NotFound"))
        else:
            self._say(self._for_reader(lambda serial: door(serial, body)))

    def log_message(self, format: str, *values: Any) -> None:  # noqa: A002
        logger.debug(format, *values)

    def _for_reader(self, door: Callable[[str], Answer]) -> Answer:
        """Only a device whose key the rules name comes in."""
        scheme, _space, key = self.headers.get("Authorization", "").partition(" ")
        serial = self.server.agent.device_of(key.strip()) if scheme.lower() == "bearer" else None
        return Answer.problem(401, "NotSignedIn") if serial is None else door(serial)

    def _body(self) -> Any:
        """The JSON that was sent, or what is wrong with it."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            self.close_connection = True
            return Answer.problem(411, "LengthNeeded")
        if len(length) > LONGEST_LENGTH or int(length) > LARGEST_BODY:
            self.close_connection = True
            return Answer.problem(413, "RequestDataTooBig")
        try:
            return json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            return Answer.problem(400, "MalformedBody")

    def _say(self, answer: Answer) -> None:
        content = json.dumps(answer.body, ensure_ascii=False).encode()
        kind = "application/json" if answer.status < 400 else "application/problem+json"
        self.send_response(answer.status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
