"""A camera of GA/T 1400: registers by HTTP Digest, keeps alive, posts vehicles and faces.

    python -m jieyue.adapters.gat1400.simulator --server http://localhost:8000 --serial CAM-01 \
        --key jyd_… --plates 川T12345,川TD12345
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from jieyue.adapters.gat1400 import encode
from jieyue.adapters.nodes import SHANGHAI

BELOW = "/VIID"


@dataclass
class Camera:
    """One camera; its user name is its serial number."""

    client: httpx.Client
    serial: str
    number: int = 0

    def register(self) -> Any:
        return self._post("System/Register", encode.report("Register", self.serial))

    def keep_alive(self) -> Any:
        return self._post("System/Keepalive", encode.report("Keepalive", self.serial))

    def see(self, *plates: str, at: datetime, **more: Any) -> Any:
        """Vehicles in one list."""
        rows = []
        for plate in plates:
            self.number += 1
            object_id = f"{self.serial}{at:%Y%m%d%H%M%S}{self.number:05}"[:48]
            rows.append(
                encode.vehicle(object_id=object_id, device=self.serial, at=at, plate=plate, **more)
            )
        return self._post("MotorVehicles", encode.vehicles(rows))

    def see_face(self, *, at: datetime) -> Any:
        self.number += 1
        row = encode.face(object_id=f"F{self.number}", device=self.serial, at=at)
        return self._post("Faces", encode.faces([row]))

    def _post(self, what: str, body: bytes) -> Any:
        headers = {"Content-Type": encode.CONTENT_TYPE, "User-Identify": self.serial}
        return self.client.post(f"{BELOW}/{what}", content=body, headers=headers)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Posts GA/T 1400 objects like a camera.")
    parser.add_argument("--server", default="http://localhost:8000")
    parser.add_argument("--serial", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--plates", default="川T12345")
    given = parser.parse_args(arguments)
    login = httpx.DigestAuth(given.serial, given.key)
    with httpx.Client(base_url=given.server, auth=login, timeout=10) as client:
        at = datetime.now(SHANGHAI)
        camera = Camera(client, given.serial, int(at.timestamp()) % 90_000)
        for answer in (
            camera.register(),
            camera.keep_alive(),
            camera.see(*filter(None, given.plates.split(",")), at=at),
            camera.see_face(at=at),
        ):
            sys.stdout.write(f"{answer.status_code} {answer.text}\n")


if __name__ == "__main__":
    main()
