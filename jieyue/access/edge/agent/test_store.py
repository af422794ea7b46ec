import sqlite3

import pytest

from jieyue.access.decisions.whereabouts import State
from jieyue.access.edge.agent.store import (
    Command,
    Event,
    FolderTaken,
    Stay,
    Store,
)


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path)
    yield opened
    opened.close()


def event(number, *, device="G1", came_ms=None):
    row = {"device": device, "event_id": str(number), "direction": "in"}
    return Event(device, str(number), came_ms or number, "content", row, {"outcome": "allow"})


def test_rows_go_oldest_first_and_keep_their_nonce_until_answered(store):
    for number in range(5):
        store.take(event(number))
    first = store.next_upload(most=3)
    store.take(event(5))
    again = store.next_upload(most=3)
    assert again == first
    assert [row["event_id"] for row in first.rows] == ["0", "1", "2"]
    store.answered(first, ["stored", "duplicate", "refused"], at_ms=9)
    following = store.next_upload()
    assert [row["event_id"] for row in following.rows] == ["3", "4", "5"]
    assert following.nonce != first.nonce
    assert (store.waiting, store.oldest_waiting_ms(), store.refused) == (3, 3, 1)


def test_the_nonce_survives_the_process(tmp_path):
    store = Store(tmp_path)
    store.take(event(1))
    before = store.next_upload()
    store.close()
    opened = Store(tmp_path)
    assert opened.next_upload() == before
    opened.close()


def test_a_refused_upload_is_halved_until_the_bad_row_stands_alone(store):
    for number in range(4):
        store.take(event(number))
    upload = store.next_upload()
    seen = {upload.nonce}
    while len(upload.rows) > 1:
        store.split(upload)
        upload = store.next_upload()
        assert upload.nonce not in seen
        seen.add(upload.nonce)
    assert [row["event_id"] for row in upload.rows] == ["0"]
    store.answered(upload, ["refused"], at_ms=1)
    assert [row["event_id"] for row in store.next_upload().rows] == ["1", "2", "3"]


def test_one_event_is_kept_once_and_its_states_with_it_or_not_at_all(store):
    stay = Stay("person:1", "A", State(5, "T1"))
    store.take(event(1), stays=[stay])
    with pytest.raises(Exception, match="UNIQUE"):
        store.take(event(1), stays=[Stay("person:1", "A", State(9, "T1"))], token="t")
    assert store.stays() == [stay]
    assert store.used() == set()


def test_what_is_unsent_is_never_forgotten(store):
    for number in range(1, 7):
        store.take(event(number))
    upload = store.next_upload(most=4)
    store.answered(upload, ["stored"] * 4, at_ms=8)
    assert store.forget(before_ms=3, most=100) == 2
    assert store.forget(before_ms=0, most=3) == 1
    assert store.forget(before_ms=1000, most=0) == 1
    assert (store.kept, store.waiting) == (2, 2)
    assert [row["event_id"] for row in store.next_upload().rows] == ["5", "6"]


def test_what_is_counted_survives_the_process(tmp_path):
    store = Store(tmp_path)
    for number in range(1, 6):
        store.take(event(number))
    store.answered(store.next_upload(most=3), ["stored", "refused", "stored"], at_ms=9)
    store.forget(before_ms=2, most=100)
    counted = (store.kept, store.waiting, store.refused)
    assert counted == (4, 2, 1)
    store.close()
    opened = Store(tmp_path)
    assert (opened.kept, opened.waiting, opened.refused) == counted
    opened.close()


def test_after_a_commit_that_the_disk_refused_the_next_one_begins_anew(store):
    with store._db as db:  # a constraint that is asked at the COMMIT only
        db.execute("PRAGMA foreign_keys=ON")
        db.execute("CREATE TABLE strict (id INTEGER REFERENCES uploads (id) DEFERRABLE "
                   "INITIALLY DEFERRED)")  # fmt: skip
        db.execute("CREATE TRIGGER refusing AFTER INSERT ON events WHEN NEW.event_id = '1' "
                   "BEGIN INSERT INTO strict VALUES (77); END")  # fmt: skip
    with pytest.raises(sqlite3.Error):
        store.take(event(1))
    assert store.kept == 0
    store.take(event(2))
    assert (store.kept, store.event("G1", "1")) == (1, None)


def test_a_command_is_handed_out_until_its_time_or_its_answer(store):
    store.keep_commands([Command(3, "T1", "open", 100), Command(4, "T2", "open", 100)])
    assert [command.id for command in store.commands_for("T1", at_ms=50)] == [3]
    assert [command.id for command in store.commands_for("T1", at_ms=60)] == [3]
    assert store.commands_for("T1", at_ms=101) == []
    assert not store.command_done(3, "T2", is_done=True)
    assert store.command_done(3, "T1", is_done=True)
    assert store.commands_for("T1", at_ms=50) == []
    assert store.untold_commands() == [(3, True)]
    store.told_commands([3], at_ms=70)
    assert store.untold_commands() == []


def test_two_agents_do_not_share_a_folder(tmp_path, store):
    with pytest.raises(FolderTaken):
        Store(tmp_path)
