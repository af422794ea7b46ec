"""Webhook bytes: what a sender that uses our own names sends, for the simulator and the tests."""

import json
from datetime import datetime
from typing import Any


def event(*, event_id: str, at: datetime, kind: str, subject: str, **more: Any) -> dict[str, Any]:
    """One event in our own names; `more` replaces or adds fields."""
    return {
        "event_id": event_id,
        "at": at.isoformat(timespec="seconds"),
        "direction": "in",
        "kind": kind,
        "subject": subject,
        **more,
    }


def as_json(tree: Any) -> bytes:
    return json.dumps(tree, ensure_ascii=False).encode()
