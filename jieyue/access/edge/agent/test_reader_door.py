"""What a reader, or whoever is on the gate room's cable, may send."""

import socket
import threading
from time import perf_counter

import httpx
import pytest
from django.core.management import CommandError, call_command

from jieyue.access.edge.agent.decider import Said
from jieyue.access.edge.agent.reader_door import LARGEST_BODY, ReaderDoor
from jieyue.access.edge.agent.running import BadKeyFile, make_agent, read_key_file

PATH = "/api/v1/access/decisions"


@pytest.fixture
def door(tmp_path):
    agent = make_agent(tmp_path / "room", words=lambda _verdict: Said("", ""))
    served = ReaderDoor(("127.0.0.1", 0), agent)
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield served
    served.shutdown()
    served.server_close()
    thread.join()
    agent.store.close()


@pytest.fixture
def reader(door):
    with httpx.Client(base_url=f"http://127.0.0.1:{door.server_address[1]}") as client:
        yield client


def test_who_is_not_known_learns_nothing_but_how_the_room_is(reader):
    assert reader.post(PATH, json={}).status_code == 401
    headers = {"Authorization": "Bearer jyd_wrong"}
    assert reader.post(PATH, json={}, headers=headers).status_code == 401
    assert reader.get("/api/v1/access/edge/commands").status_code == 401
    assert reader.get("/").status_code == 404
    assert reader.post("/", json={}).status_code == 404
    health = reader.get("/health").json()
    assert health["troubles"] == ["no_rules"]
    assert not {"label", "name", "items"} & health.keys()


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"{", 400), (b"\xff", 400), (b"[" * 100_000, 400), (b"", 400)],
)
def test_what_is_no_json_is_refused(reader, content, status):
    assert reader.post(PATH, content=content).status_code == status


def test_a_body_without_end_is_not_read(door):
    with socket.create_connection(("127.0.0.1", door.server_address[1])) as line:
        head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: {LARGEST_BODY + 1}\r\n\r\n"
        line.sendall(head.encode())
        assert b" 413 " in line.recv(200)
    with socket.create_connection(("127.0.0.1", door.server_address[1])) as line:
        line.sendall(f"POST {PATH} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert b" 411 " in line.recv(200)


def test_an_answer_on_a_kept_connection_does_not_wait_for_the_network(reader):
    waits = []
    for _turn in range(60):
        began = perf_counter()
        reader.get("/health")
        waits.append(perf_counter() - began)
    assert min(waits[30:]) < 0.03  # head and body apart: 40 ms each, once the line is warm


def test_the_key_file_holds_one_key_and_whom_to_trust(tmp_path):
    path = tmp_path / "key"
    path.write_text("# the north gate\njyd_abc\ned25519:AAA=\ned25519:BBB=\n")
    assert read_key_file(path) == ("jyd_abc", frozenset({"AAA=", "BBB="}))
    for content in ("", "abc", "jyd_a\njyd_b"):
        path.write_text(content)
        with pytest.raises(BadKeyFile):
            read_key_file(path)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"server": "ftp://x"}, "http://"),
        ({"key_file": "missing"}, "missing"),
        ({"key_file": "empty"}, "jyd_"),
        ({"listen": "8700"}, "127.0.0.1:8700"),
        ({"listen": "x:99999"}, "127.0.0.1:8700"),
    ],
)
def test_a_wrong_start_ends_with_a_sentence_and_code_2(tmp_path, changes, word):
    (tmp_path / "key").write_text("jyd_abc\n")
    (tmp_path / "empty").write_text("")
    given = {"server": "http://127.0.0.1:9", "key_file": "key", "listen": "127.0.0.1:0"} | changes
    with pytest.raises(CommandError) as refused:
        call_command(
            "edge",
            server=given["server"],
            key_file=tmp_path / given["key_file"],
            data=tmp_path / "data",
            listen=given["listen"],
        )
    assert refused.value.returncode == 2
    assert word in str(refused.value)
