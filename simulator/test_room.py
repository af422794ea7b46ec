"""The demo's gate room: registered once, its key file is one the agent takes."""

from datetime import UTC, datetime
from types import SimpleNamespace

from jieyue.access.credentials.signing import public_keys
from jieyue.access.devices.models import Device
from jieyue.access.devices.queries import actor_of_key
from jieyue.access.edge.agent.running import read_key_file
from jieyue.kit.actor import system
from jieyue.people.factories import make_site
from simulator.live import Places
from simulator.loading import access_room
from simulator.tables import rows

AT = datetime(2026, 11, 23, 1, tzinfo=UTC)


def test_the_gate_room_is_registered_once_with_a_key_file_the_agent_takes(db, settings, tmp_path):
    settings.DATA = tmp_path
    site = make_site()
    stage = SimpleNamespace(site_id=site.id, actor=system("demo", site_id=site.id), at=AT)
    for _turn in range(2):
        access_room.load_if_missing(stage)
    path = tmp_path / access_room.KEY_FILE
    key, trusted = read_key_file(path)
    assert trusted == set(public_keys(site_id=site.id))
    found = actor_of_key(key, at=AT)
    assert found is not None
    assert found[0].name == access_room.SERIAL
    assert Device.objects.get().kind == "edge"
    assert path.stat().st_mode & 0o077 == 0


def test_only_the_readers_of_the_room_ask_its_agent():
    readers = frozenset(access_room.READERS)
    assert readers < {row["devices"] for row in rows("access_gates")}
    places = Places("http://server", "http://room", readers)
    assert (places.of("LN01"), places.of("GA01")) == ("http://room", "http://server")
    assert Places("http://server", "", readers).of("LN01") == "http://server"
