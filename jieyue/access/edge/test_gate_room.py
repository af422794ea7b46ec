"""The gate room through the wire: with the network, without it, and after it."""

import json
import random
import sqlite3
from datetime import timedelta

import pytest
from django.test import Client

from jieyue.access.credentials import qr, signing
from jieyue.access.credentials.models import Credential
from jieyue.access.decisions import rules, snapshots
from jieyue.access.decisions.inputs import unpacked
from jieyue.access.decisions.models import Decision
from jieyue.access.devices import health as devices_health
from jieyue.access.edge import nightly, watching
from jieyue.access.edge.models import EdgeUpload, GateRoom
from jieyue.access.entries.models import GateEntry
from jieyue.access.factories import make_credential, make_device, make_gate
from jieyue.access.gates import opening, versions
from jieyue.kit.actor import system
from jieyue.kit.journal.models import Entry

pytestmark = pytest.mark.django_db


def block(card):
    row = Credential.objects.get(subject=card)
    row.status, row.changed_in = "blocked", versions.rise(site_id=row.site_id)
    row.save()


def test_before_the_first_letter_nothing_is_decided_and_no_reader_known(room):
    card = room.card()
    assert room.agent.device_of("jyd_reader") is None
    assert room.ask(card)["code"] == "NoRules"
    assert room.agent.health()["troubles"] == ["no_rules"]
    assert room.meet()
    assert room.agent.device_of("jyd_reader") == "R1"
    assert room.agent.device_of("jyd_room") is None
    assert room.ask(card)["outcome"] == "allow"


def test_what_is_decided_here_reaches_the_server_word_for_word(room):
    card, blocked = room.card(), room.card()
    block(blocked)
    room.meet()
    room.ask(card)
    refused = room.ask(blocked)
    assert (refused["open"], refused["reason"]) == (False, "credential_blocked")
    assert refused["text"]
    assert 0 < len(refused["display"]) <= 12
    room.meet()
    stored = Decision.objects.order_by("id").values_list("subject", "outcome", "decided_by")
    assert list(stored) == [(card, "allow", "edge"), (blocked, "deny", "edge")]
    assert GateEntry.objects.count() == 1
    assert room.agent.health()["queued"] == 0


def test_a_revoked_card_is_refused_after_the_next_meeting(room):
    card = room.card()
    room.meet()
    assert room.ask(card)["open"]
    block(card)
    room.hands.go(seconds=60)
    assert room.ask(card, direction="out")["open"]
    room.meet()
    assert room.agent.letters.changes == 1
    room.hands.go(seconds=60)
    assert room.ask(card)["reason"] == "credential_blocked"


def test_eight_hours_without_the_network_are_as_the_server_would_have_had_them(room):
    cards = [room.card() for _ in range(60)]
    cards.append("no-such-card")
    room.meet()
    snapshot = snapshots.of(site_id=room.site.id)
    room.wire.is_cut = True
    dice = random.Random(5)
    told = {}
    for _ in range(600):
        room.hands.go(seconds=48)
        answer = room.ask(dice.choice(cards), direction=dice.choice(["in", "out"]))
        told[answer["event_id"]] = answer
        if dice.random() < 0.1:
            again = room.agent.decide("R1", _row_of(room, answer["event_id"])).body
            assert again == {
                **{k: v for k, v in answer.items() if k != "status"},
                "duplicate": True,
            }
    assert not room.meet()
    assert room.agent.health()["troubles"] == ["server_unreachable"]
    assert Decision.objects.count() == 0
    room.wire.is_cut = False
    room.wire.lose_answers = 1
    assert not room.meet()
    assert room.meet()

    stored = {row.event_id: row for row in Decision.objects.all()}
    assert stored.keys() == told.keys()
    assert len(stored) == 600
    reasons = set()
    for event_id, row in stored.items():
        question, known = unpacked(row.inputs)
        verdict = rules.decide(question, known)
        assert (row.outcome, row.reason) == (verdict.outcome, verdict.reason)
        assert (row.outcome, row.reason) == (told[event_id]["outcome"], told[event_id]["reason"])
        assert row.rules_number == snapshot.number
        assert row.at.timestamp() * 1000 == question.at_ms
        reasons.add(row.reason)
    assert {"passes", "already_inside", "never_came_in", "unknown"} <= reasons
    assert (room.agent.store.waiting, room.agent.store.oldest_waiting_ms()) == (0, None)
    assert EdgeUpload.objects.filter(received=600).count() == 1
    caught_up = Entry.objects.get(name="access.edge.caught_up")
    assert caught_up.data["decisions"] == pytest.approx(600, abs=20)


def _row_of(room, event_id):
    row = sqlite3.connect(room.agent.store.path).execute(
        "SELECT content FROM events WHERE event_id = ?", (event_id,)
    )
    _id, at, direction, _kind, subject, *_rest = json.loads(row.fetchone()[0])
    return {"event_id": event_id, "at": at, "direction": direction, "card": subject}


def test_the_server_says_the_same_as_the_gate_room(room):
    """The same questions to both, in the same order, with the same rules."""
    cards = [room.card() for _ in range(10)]
    room.meet()
    dice = random.Random(7)
    rows = []
    for number in range(80):
        room.hands.go(seconds=40)
        card, direction = dice.choice(cards), dice.choice(["in", "out"])
        answer = room.ask(card, direction=direction)
        rows.append((card, direction, room.hands.now().isoformat(), answer, number))
    here = [(each[3]["outcome"], each[3]["reason"], each[3]["warnings"]) for each in rows]
    there = []
    client = Client(headers={"authorization": "Bearer jyd_reader"})
    room.hands.go(seconds=-40 * 80)
    for card, direction, at, _answer, number in rows:
        room.hands.go(seconds=40)
        body = {"event_id": f"s{number}", "at": at, "direction": direction, "card": card}
        reply = client.post("/api/v1/access/decisions", body, content_type="application/json")
        found = reply.json()
        found = found["items"][0] if "items" in found else found
        there.append((found["outcome"], found["reason"], found["warnings"]))
    assert here == there


def test_an_event_the_server_decided_itself_is_not_doubled(room):
    card = room.card()
    room.meet()
    row = {"event_id": "same", "at": room.hands.now().isoformat(), "direction": "in", "card": card}
    client = Client(headers={"authorization": "Bearer jyd_reader"})
    reply = client.post("/api/v1/access/decisions", row, content_type="application/json")
    assert reply.status_code in (200, 201)
    room.agent.decide("R1", row)
    room.meet()
    assert Decision.objects.count() == 1
    assert Decision.objects.get().decided_by == "server"
    assert GateEntry.objects.count() == 1
    assert EdgeUpload.objects.get().duplicates == 1


def test_what_another_gate_saw_counts_here_while_the_network_is_there(room):
    card = room.card()
    other = make_gate(site=room.site, inner=room.gate.inner, code="A-2", antipassback="hard")
    make_device(site=room.site, serial="R2", key="jyd_other", gate=other)
    versions.rise(site_id=room.site.id)
    room.meet()
    client = Client(headers={"authorization": "Bearer jyd_other"})
    row = {"event_id": "x", "at": room.hands.now().isoformat(), "direction": "in", "card": card}
    client.post("/api/v1/access/decisions", row, content_type="application/json")
    room.hands.go(seconds=90)
    assert room.ask(card)["open"], "not heard of yet"
    room.hands.go(seconds=90)
    room.ask(card, direction="out")
    room.meet()
    room.hands.go(seconds=90)
    row |= {"event_id": "y", "at": room.hands.now().isoformat()}
    client.post("/api/v1/access/decisions", row, content_type="application/json")
    room.meet()
    room.hands.go(seconds=90)
    answer = room.ask(card)
    assert (answer["reason"], answer["needs"]["gate"]) == ("already_inside", "A-2")


def test_after_a_power_cut_the_rules_the_queue_and_the_whereabouts_are_there(room):
    card = room.card()
    room.meet()
    room.wire.is_cut = True
    room.ask(card)
    room.restart()
    assert room.agent.health()["queued"] == 1
    room.hands.go(seconds=90)
    assert room.ask(card)["reason"] == "already_inside"
    room.wire.is_cut = False
    room.meet()
    assert Decision.objects.count() == 2


@pytest.mark.parametrize("lost", [1, 3])
def test_an_upload_whose_answer_is_lost_goes_again_under_its_nonce(room, lost):
    card = room.card()
    room.meet()
    room.ask(card)
    room.wire.lose_answers = lost
    for _ in range(lost):
        assert not room.meet()
        room.restart()
    room.meet()
    assert (Decision.objects.count(), EdgeUpload.objects.count()) == (1, 1)
    assert room.agent.health()["queued"] == 0


def test_a_letter_that_was_changed_on_its_way_is_refused_and_the_old_rules_stay(room):
    card = room.card()
    room.meet()
    stranger = room.card()

    def open_for_stranger(path, body):
        if "/snapshot" in path:
            body["body"]["number"] += 1
        return body

    room.wire.changed = open_for_stranger
    room.meet()
    assert room.agent.health()["troubles"] == ["letter_forged"]
    assert room.ask(card)["open"]
    assert room.ask(stranger)["reason"] == "unknown"
    room.wire.changed = None
    room.meet()
    assert room.agent.health()["troubles"] == []
    assert room.ask(stranger)["open"]


def test_an_older_letter_that_somebody_kept_is_refused(room):
    card = room.card()
    kept = {}

    def keep(path, body):
        if "/snapshot" in path:
            kept.setdefault("letter", body)
            return kept["letter"] if kept.get("replay") else body
        return body

    room.wire.changed = keep
    room.meet()
    block(card)
    room.hands.go(seconds=60)
    room.meet()
    kept["replay"] = True
    make_credential(profile=room.profile)
    room.hands.go(seconds=60)
    room.meet()
    assert room.agent.health()["troubles"] == ["letter_older"]
    assert room.ask(card)["reason"] == "credential_blocked"


def test_rules_that_were_changed_on_the_disk_are_not_used(room):
    card = room.card()
    room.meet()
    room.agent.store.close()
    with sqlite3.connect(room.folder / "edge.sqlite3") as db:
        db.execute("UPDATE letters SET letter = replace(letter, ?, '99999999')", (card,))
    db.close()
    room.restart_closed = room.restart
    room.agent.store.close = lambda: None
    room.restart()
    assert room.agent.health()["troubles"] == ["no_rules"]
    assert room.ask("99999999")["code"] == "NoRules"
    room.meet()
    assert room.ask(card)["open"]


def test_old_rules_warn_and_with_hold_keep_who_comes_in_for_the_guard(room):
    card, inside = room.card(), room.card()
    room.meet()
    room.ask(inside)
    room.wire.is_cut = True
    room.hands.go(seconds=13 * 3600)
    answer = room.ask(card)
    assert (answer["open"], answer["warnings"]) == (True, ["rules_old"])
    assert room.agent.health()["rules"] == "rules are 13 h old"
    room.agent.learn(room.agent.decider.rules._replace(holds=True))
    room.hands.go(seconds=100)
    held = room.ask(room.card())
    assert (held["open"], held["needs"]) == (False, {"fault": "rules_old"})
    assert room.ask(card, direction="out")["open"]


def test_time_goes_on_when_somebody_sets_the_clock_of_the_machine(room):
    card = room.card()
    room.meet()
    before = room.agent.clock.now_ms()
    room.hands.wall += 3 * 3_600_000
    assert room.agent.clock.now_ms() == before
    assert "clock_jumped" in room.agent.health()["troubles"]
    late = room.ask(card)
    assert (late["outcome"], late["reason"]) == ("record", "clock_ahead")


def test_a_readers_fault_stops_it_at_once_and_reaches_the_server(room):
    card = room.card()
    room.meet()
    assert room.agent.heartbeat("R1", {"fault": "motor"}).status == 200
    assert room.ask(card)["reason"] == "device_faulty"
    room.meet()
    room.reader.refresh_from_db()
    assert room.reader.fault == "motor"
    room.agent.heartbeat("R1", {"fault": ""})
    assert room.ask(card)["open"]
    assert room.agent.heartbeat("R1", {"fault": 7}).status == 422


def test_a_reader_at_no_gate_opens_nothing_however_well_it_says_it_is(room):
    card = room.card()
    room.reader.gate = None
    room.reader.save()
    versions.rise(site_id=room.site.id)
    room.meet()
    room.agent.heartbeat("R1", {"fault": ""})
    assert (room.ask(card)["open"], room.ask(card)["reason"]) == (False, "device_faulty")


def test_a_reader_is_heard_when_it_was_and_not_when_its_room_reports(room):
    room.meet()
    room.agent.heartbeat("R1", {"fault": ""})
    heard = room.hands.now()
    room.hands.go(seconds=3600)
    room.meet()
    room.reader.refresh_from_db()
    assert (room.reader.last_seen_at, room.reader.beats_at) == (heard, heard)
    health = devices_health.of(
        room.reader,
        limits=devices_health.limits_of(site_id=room.site.id, at=room.hands.now()),
        at=room.hands.now(),
    )
    assert health.state == "silent"


@pytest.mark.parametrize("answer", [[], {}, {"now_ms": None}, {"items": 7, "more": True}])
def test_another_server_in_the_servers_place_does_not_end_the_agent(room, answer):
    card = room.card()
    room.meet()
    room.wire.changed = lambda _path, _found: answer
    assert not room.meet()
    assert room.agent.health()["troubles"] == ["server_unreachable"]
    assert room.ask(card)["open"]


def test_what_a_fire_asks_reaches_a_reader_however_long_the_room_was_cut_off(room):
    room.meet()
    actor = system("x", site_id=room.site.id)
    opening.start_fire_release(reason="smoke", actor=actor, at=room.hands.now())
    room.hands.go(seconds=3600)
    room.meet()
    waiting = room.agent.commands_for("R1").body["items"]
    assert [(each["gate"], each["wanted"]) for each in waiting] == [("A-1", "hold")]


def test_old_uploads_are_forgotten_and_their_rows_are_known_all_the_same(room):
    card = room.card()
    room.meet()
    room.ask(card)
    room.wire.lose_answers = 1
    assert not room.meet()
    later = room.hands.now() + timedelta(days=8)
    nightly.forget(site_id=room.site.id, at=room.hands.now())
    assert EdgeUpload.objects.count() == 1
    nightly.forget(site_id=room.site.id, at=later)
    assert EdgeUpload.objects.count() == 0
    room.meet()
    assert Decision.objects.count() == 1
    assert EdgeUpload.objects.get().duplicates == 1


def test_bad_rows_are_refused_by_name_and_nothing_is_kept_of_them(room):
    room.meet()
    assert room.ask("x", at="yesterday")["reason"] == "at_invalid"
    assert room.ask("x", direction="up")["reason"] == "direction_invalid"
    assert room.ask("x", event_id="")["status"] == 422
    for body in ([], None, 7, "x", {"items": [None, []]}):
        answer = room.agent.decide("R1", body)
        assert answer.status in (200, 422)
    assert room.agent.store.kept == 0
    room.ask("x", event_id="one")
    assert room.ask("y", event_id="one")["status"] == 409


def test_a_full_queue_says_so_instead_of_losing_anything(room):
    card = room.card()
    room.meet()
    room.agent.most_kept = 1
    assert room.ask(card)["open"]
    assert room.ask(card)["code"] == "QueueFull"
    assert room.agent.store.kept == 1


def test_a_row_the_server_does_not_take_stands_alone_and_the_rest_goes_on(room):
    card = room.card()
    room.meet()
    for number in range(3):
        room.hands.go(seconds=60)
        room.ask(card, direction=("in", "out")[number % 2])
    with room.agent.store._db as db:
        db.execute("UPDATE events SET row = json_set(row, '$.inputs', '[]') WHERE id = 2")
    room.meet()
    assert Decision.objects.count() == 2
    assert room.agent.store.refused == 1
    assert room.agent.health()["troubles"] == ["rows_refused"]


def test_a_lost_room_is_told_once_and_its_return_written(room):
    room.meet()
    room.meet()  # now it says which rules it has
    watching.look(site_id=room.site.id, at=room.hands.now())
    room.hands.go(seconds=3600)
    for _ in range(2):
        watching.look(site_id=room.site.id, at=room.hands.now())
    room.meet()
    watching.look(site_id=room.site.id, at=room.hands.now())
    names = Entry.objects.filter(name__startswith="access.edge.").order_by("id")
    assert list(names.values_list("name", flat=True)) == ["access.edge.lost", "access.edge.well"]


def test_a_room_that_was_told_of_falls_silent_later_and_is_told_of_again(room):
    room.meet()
    room.meet()  # now it says which rules it has
    GateRoom.objects.update(refused=1)
    for _ in range(2):
        watching.look(site_id=room.site.id, at=room.hands.now())
    room.hands.go(seconds=3600)
    for _ in range(2):
        watching.look(site_id=room.site.id, at=room.hands.now())
    told = Entry.objects.filter(name="access.edge.lost").order_by("id")
    assert [entry.data["trouble"] for entry in told] == ["refused", "silent"]


def test_a_renewed_signing_key_is_followed(room):

    card = room.card()
    room.meet()
    signing.renew(actor=system("x", site_id=room.site.id), at=room.hands.now())
    versions.rise(site_id=room.site.id)
    room.hands.go(seconds=60)
    room.meet()
    assert room.agent.health()["troubles"] == []
    room.restart()
    assert room.ask(card)["open"]


@pytest.mark.parametrize("kind", ["rotating", "printed"])
def test_a_qr_pass_is_taken_as_the_server_takes_it(room, kind):
    """A rotating one once in each direction; a printed badge as often as it is good."""
    subject = room.card(kind="qr", subject="Q1")
    now_ms = room.agent.clock.now_ms()
    room.gate.antipassback = "off"
    room.gate.save()
    versions.rise(site_id=room.site.id)

    def sign(data):
        return signing.sign(data, site_id=room.site.id)

    if kind == "rotating":
        token = qr.new_token(subject=subject, at_ms=now_ms, sign=sign)
    else:
        token = qr.new_printed_token(
            subject=subject, from_ms=now_ms, until_ms=now_ms + 3_600_000, sign=sign
        )
    room.meet()
    client = Client(headers={"authorization": "Bearer jyd_reader"})
    here, there = [], []
    for direction in ("in", "out", "in"):
        room.hands.go(seconds=5)
        here.append(room.ask(None, qr=token, direction=direction)["reason"])
    Decision.objects.all().delete()
    for number, direction in enumerate(("in", "out", "in")):
        room.hands.go(seconds=5)
        at = room.hands.now().isoformat()
        row = {"event_id": f"q{number}", "at": at, "direction": direction, "qr": token}
        found = client.post("/api/v1/access/decisions", row, content_type="application/json").json()
        there.append(found["items"][0]["reason"] if "items" in found else found["reason"])
    last = "qr_replayed" if kind == "rotating" else "passes"
    assert here == there == ["passes", "passes", last]
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert room.ask(None, qr=forged)["reason"] == "qr_forged"


def test_a_pass_taken_at_another_gate_is_not_taken_here(room):
    subject = room.card(kind="qr", subject="Q1")
    token = qr.new_token(
        subject=subject,
        at_ms=room.agent.clock.now_ms(),
        sign=lambda data: signing.sign(data, site_id=room.site.id),
    )
    client = Client(headers={"authorization": "Bearer jyd_reader"})
    row = {"event_id": "q", "at": room.hands.now().isoformat(), "direction": "in", "qr": token}
    client.post("/api/v1/access/decisions", row, content_type="application/json")
    room.meet()
    room.hands.go(seconds=5)
    assert room.ask(None, qr=token)["reason"] == "qr_replayed"
