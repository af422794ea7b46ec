"""A device's request goes past what only people need, and is answered like everybody's."""

import io
import json
import threading

import pytest
from django.db import connection
from django.http import HttpResponse

from jieyue.access.factories import make_device, make_gate, make_zone
from jieyue.kit.keyed import KeyedFirst
from jieyue.people.factories import make_site

pytestmark = pytest.mark.django_db
DOOR = "/api/v1/access/devices/heartbeat"


@pytest.fixture
def device():
    zone = make_zone(site=make_site(), code="A")
    return make_device(site=zone.site, gate=make_gate(inner=zone), key="jyd_secret")


def beat(client, key="jyd_secret", address=DOOR, **headers):
    given = {"Authorization": f"Bearer {key}", **headers}
    return client.post(address, json.dumps({}), content_type="application/json", headers=given)


def test_it_bears_no_session_and_no_policy_for_pages(client, device):
    reply = beat(client)
    assert reply.status_code == 200, reply.content
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert int(reply["Content-Length"]) == len(reply.content)
    assert "Content-Security-Policy" not in reply
    assert not reply.cookies


@pytest.mark.parametrize(("asked", "given"), [("en", "en"), ("zh-CN", "zh-hans"), ("", "zh-hans")])
def test_it_speaks_the_language_asked_for(client, device, asked, given):
    reply = beat(client, "jyd_wrong", **{"Accept-Language": asked})
    assert (reply.status_code, reply["Content-Language"]) == (401, given)
    assert ("Sign in" in reply.json()["detail"]) == (given == "en")


def test_whoever_has_a_session_too_is_a_person(client, device):
    client.cookies["sessionid"] = "none of ours"
    assert "Content-Security-Policy" in beat(client)


def test_a_foreign_host_and_an_unknown_address_are_refused(client, device, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    assert beat(client, Host="evil.example").status_code == 400
    assert beat(client, address="/api/v1/access/nothing").status_code == 404


def elsewhere(environ, start_response):
    """Django's own handler, for whoever is not answered before it."""
    start_response("299 Elsewhere", [])
    return []


def ask_server(content=b"{}", key="jyd_secret", address=DOOR, first=None, **environ):
    """Through the entry that the web server calls: status, headers and body."""
    told = []
    given = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": address,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "HTTP_AUTHORIZATION": f"Bearer {key}",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(content)),
        "wsgi.input": io.BytesIO(content),
        "wsgi.url_scheme": "http",
        **environ,
    }
    entry = first or KeyedFirst(elsewhere)
    body = b"".join(entry(given, lambda status, headers: told.append((status, headers))))
    return told[0][0], dict(told[0][1]), body


@pytest.fixture
def own_connection(monkeypatch):
    """The entry tidies the connections of its own process; a test's transaction is not its own."""
    monkeypatch.setattr("jieyue.kit.keyed.close_old_connections", lambda: None)


@pytest.mark.parametrize(
    ("key", "content", "language", "status"),
    [
        ("jyd_secret", b"{}", "", 200),
        ("jyd_secret", b"{}", "en", 200),
        ("jyd_wrong", b"{}", "en", 401),
        ("jyd_secret", b"{", "", 400),
        ("jyd_secret", b'{"clock": "noon"}', "en", 422),
    ],
)
@pytest.mark.usefixtures("own_connection")
def test_the_servers_entry_answers_as_the_whole_chain(
    client, device, key, content, language, status
):
    """But for what changes with the clock."""
    headers = {"Authorization": f"Bearer {key}", "Accept-Language": language}
    whole = client.post(DOOR, content, content_type="application/json", headers=headers)
    said, given, body = ask_server(content, key, HTTP_ACCEPT_LANGUAGE=language)

    assert said == f"{whole.status_code} {whole.reason_phrase}"
    assert whole.status_code == status
    assert given.keys() == whole.headers.keys()
    assert given["Content-Language"] == whole["Content-Language"]
    assert given["Content-Type"] == whole["Content-Type"]
    assert int(given["Content-Length"]) == len(body)
    told, expected = json.loads(body), whole.json()
    assert told.keys() == expected.keys()
    assert told | {"server_time": 0} == expected | {"server_time": 0}


@pytest.mark.usefixtures("own_connection")
def test_the_servers_entry_logs_what_went_wrong(device, caplog):
    ask_server(key="jyd_wrong")
    assert [line.getMessage() for line in caplog.records] == [f"Unauthorized: {DOOR}"]


@pytest.mark.usefixtures("own_connection")
@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"HTTP_HOST": "evil.example"}, "400 Bad Request"),
        ({"PATH_INFO": "/api/v1/access/nothing"}, "299 Elsewhere"),
        ({"HTTP_COOKIE": "sessionid=x"}, "299 Elsewhere"),
        ({"SCRIPT_NAME": "/jieyue"}, "299 Elsewhere"),
        ({"REQUEST_METHOD": "GET"}, "405 Method Not Allowed"),
    ],
)
def test_the_servers_entry_knows_what_is_not_its_own(device, settings, changed, status):
    settings.ALLOWED_HOSTS = ["testserver"]
    said, _headers, _body = ask_server(**changed)
    assert said == status


@pytest.mark.usefixtures("own_connection")
def test_the_servers_entry_leads_to_https(device, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert ask_server()[0] == "301 Moved Permanently"


class Unread:
    """A body of which nobody reads a byte."""

    def read(self, *_size):
        raise AssertionError("read")

    readline = read


@pytest.mark.usefixtures("own_connection")
@pytest.mark.parametrize(
    ("door", "announced"),
    [
        ("devices/heartbeat", 1_048_577),
        ("decisions", 10_000_000),
        ("entries", 10_000_000),
        ("faces/confirmed", 10_000_000),
        ("edge/decisions", 17_000_000),
    ],
)
def test_a_body_too_large_is_refused_before_it_is_read(device, door, announced):
    environ = {"CONTENT_LENGTH": str(announced), "wsgi.input": Unread()}
    said, _headers, body = ask_server(address=f"/api/v1/access/{door}", **environ)
    assert said == "413 Request Entity Too Large"
    assert json.loads(body)["code"] == "RequestDataTooBig"


@pytest.mark.parametrize("door", ["decisions", "entries"])
def test_one_row_may_not_be_as_large_as_many(client, device, door):
    def send(thing):
        content = json.dumps(thing) + " " * 1_100_000
        headers = {"Authorization": "Bearer jyd_secret"}
        address = f"/api/v1/access/{door}"
        return client.post(address, content, content_type="application/json", headers=headers)

    assert send({"event_id": "1"}).status_code == 413
    assert send({"items": []}).status_code == 200


@pytest.mark.parametrize("content", [b"null", b"12", b'"fault"', b"[]", b"true"])
def test_a_heartbeat_is_an_object(client, device, content):
    headers = {"Authorization": "Bearer jyd_secret"}
    reply = client.post(DOOR, content, content_type="application/json", headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (422, "ValidationError")


@pytest.mark.parametrize(
    ("door", "length", "is_in_line"),
    [("decisions", 200, True), ("decisions", 20_000, False), ("entries", 200, False)],
)
def test_short_writes_stand_in_one_line_on_sqlite(monkeypatch, door, length, is_in_line):
    names = []

    def answer(_request):
        names.append(threading.current_thread().name)
        return HttpResponse(b"{}")

    monkeypatch.setattr(connection, "vendor", "sqlite")
    first = KeyedFirst(elsewhere, in_line=["/api/v1/access/decisions"])
    monkeypatch.setattr(first, "_answered", answer)
    environ = {"CONTENT_LENGTH": str(length)}
    ask_server(address=f"/api/v1/access/{door}", first=first, **environ)
    assert [name.startswith("keyed") for name in names] == [is_in_line]


def test_on_postgresql_nobody_waits_in_line(monkeypatch):
    monkeypatch.setattr(connection, "vendor", "postgresql")
    assert not KeyedFirst(elsewhere, in_line=["/api/v1/access/decisions"]).in_line
