"""Any other system that posts signed events.

    python -m jieyue.adapters.webhook.simulator --server http://localhost:8000 --serial QR-01 \
        --key jyd_… --kind card --subjects 0012345678,0012345679
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from jieyue.adapters.nodes import SHANGHAI
from jieyue.adapters.webhook import encode, signature


@dataclass
class Sender:
    """Signs and posts."""

    client: httpx.Client
    serial: str
    key: str

    def send(self, tree: Any, *, at: datetime) -> Any:
        body = encode.as_json(tree)
        signed = signature.sign(body, key=self.key, at_s=int(at.timestamp()))
        headers = {"Content-Type": "application/json", signature.HEADER: signed}
        address = f"/api/v1/access/webhook/{self.serial}"
        return self.client.post(address, content=body, headers=headers)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Posts signed webhook events.")
    parser.add_argument("--server", default="http://localhost:8000")
    parser.add_argument("--serial", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--kind", default="card")
    parser.add_argument("--subjects", required=True, help="with commas")
    parser.add_argument("--direction", default="in")
    given = parser.parse_args(arguments)
    at = datetime.now(SHANGHAI)
    rows = [
        encode.event(
            event_id=f"sim-{at.timestamp():.0f}-{turn}",
            at=at,
            kind=given.kind,
            subject=subject,
            direction=given.direction,
        )
        for turn, subject in enumerate(filter(None, given.subjects.split(",")))
    ]
    with httpx.Client(base_url=given.server, timeout=10) as client:
        answer = Sender(client, given.serial, given.key).send({"items": rows}, at=at)
    sys.stdout.write(f"{answer.status_code} {answer.text}\n")


if __name__ == "__main__":
    main()
