"""北门门卫室: one gate room of the demo complex, whose agent decides for the north lanes."""

from pathlib import Path

from django.conf import settings

from jieyue.access.credentials.signing import public_keys
from jieyue.access.devices import actions as devices
from jieyue.access.devices.models import Device
from simulator.loading.stage import Stage

SERIAL = "EDGE-N"
READERS = ("LN01", "LN02")  # ask the agent instead of the server
KEY_FILE = "demo_gate_room.key"


def load_if_missing(stage: Stage) -> None:
    """The agent's registration, and its key file beside the data."""
    path = Path(settings.DATA) / KEY_FILE
    if Device.objects.filter(site_id=stage.site_id, serial=SERIAL).exists():
        return
    new = devices.register(
        serial=SERIAL,
        name="北门门卫室",
        place="gate",
        kind="edge",
        direction="both",
        actor=stage.actor,
        at=stage.at,
    )
    path.touch(mode=0o600)
    trusted = public_keys(site_id=stage.site_id)[0]
    path.write_text(f"{new.key}\ned25519:{trusted}\n", encoding="utf-8")
