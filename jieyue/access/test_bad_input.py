"""Bad input, as it comes to the doors: refused with a typed reason, on record, and nothing breaks.

What single parts make of it is proven beside them; here every word is tried once from outside.
"""

import json
import logging
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.access.credentials import passes
from jieyue.access.credentials.models import Credential
from jieyue.access.decisions.models import DecidedBy, Decision
from jieyue.access.deliveries.models import Knock
from jieyue.access.entries.models import GateEntry, RefusedEntry
from jieyue.access.factories import make_credential, make_device, make_gate, make_profile
from jieyue.access.gates.models import GateCommand
from jieyue.access.visitors.models import Visit
from jieyue.adapters.isapi import encode as isapi
from jieyue.adapters.pictures import Picture
from jieyue.kit.excel import workbook
from jieyue.people.factories import make_account, make_person, make_site, make_unit, role_grants

pytestmark = pytest.mark.django_db
DECISIONS = "/api/v1/access/decisions"
ISAPI = "/api/v1/access/isapi/FT-01"
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b"]><EventNotificationAlert>&b;</EventNotificationAlert>"
)
NAME = "<img src=x onerror=alert(1)>'; DROP TABLE access_visit;--"


@pytest.fixture
def yard(settings, tmp_path, client):
    """A door with a reader, a lane with a camera, and who may pass them."""
    settings.MEDIA_ROOT = tmp_path
    site = make_site(code="yard")
    door, lane = make_gate(site=site), make_gate(site=site, traffic="vehicles")
    profile = make_profile(site=site, zones=[door.inner, lane.inner], code="visitor")
    make_device(site=site, serial="FT-01", key="k-1", kind="mixed", gate=door, direction="in")
    make_device(site=site, serial="CAM-01", key="k-2", kind="plate", gate=lane, direction="in")
    person = make_person(unit=make_unit(site=site), name="杨柳")
    code = make_credential(profile=profile, kind="qr", subject="PASS0", person=person)
    car = {"kind": "plate", "colour": "green", "holder_key": "car:川TD12345|green"}
    make_credential(profile=profile, subject="川TD12345", **car)

    def ask(key="k-1", **given):
        body = {"event_id": str(Decision.objects.count()), "at": timezone.now().isoformat()}
        return client.post(
            DECISIONS,
            json.dumps(body | given),
            content_type="application/json",
            headers={"Authorization": f"Bearer {key}"},
        )

    return SimpleNamespace(site=site, person=person, code=code, ask=ask, client=client)


def refused(reply, reason):
    """Answered with the reason, stored with the reason, and no gate is to open."""
    assert reply.status_code == 200
    answer = reply.json()
    assert (answer["outcome"] != "allow", answer["reason"]) == (True, reason)
    assert answer["text"]
    assert not answer["open"]
    row = Decision.objects.get(id=answer["decision_id"])
    assert (row.reason, row.decided_by) == (reason, DecidedBy.SERVER)
    assert not GateCommand.objects.exists()


def test_a_replayed_pass(yard):
    token = passes.token_of(yard.code, at=timezone.now())
    assert yard.ask(qr=token).json()["outcome"] == "allow"
    refused(yard.ask(qr=token), "qr_replayed")


def test_a_forged_signature(yard):
    token = passes.token_of(yard.code, at=timezone.now())
    last = "A" if token[-3] != "A" else "B"
    refused(yard.ask(qr=token[:-3] + last + token[-2:]), "qr_forged")
    other = make_credential(profile=make_profile(), kind="qr", subject="PASS0")
    refused(yard.ask(qr=passes.token_of(other, at=timezone.now())), "qr_forged")


@pytest.mark.parametrize(("minutes", "reason"), [(10, "clock_ahead"), (-60, "late")])
def test_a_clock_that_is_off(yard, minutes, reason):
    card = make_credential(profile=yard.code.profile, subject="00000001")
    at = timezone.now() + timedelta(minutes=minutes)
    refused(yard.ask(card=card.subject, at=at.isoformat()), reason)
    assert GateEntry.objects.get().clock_ahead == (reason == "clock_ahead")


def test_a_plate_that_lost_a_character(yard):
    reply = yard.ask("k-2", plate="川TD1234", colour="green", confidence=0.99)
    refused(reply, "unknown")
    assert reply.json()["needs"] == {"near": "川TD12345"}  # proposed, never opened
    assert Decision.objects.get().subject == "川TD1234"


def test_the_same_plate_in_another_colour(yard):
    for colour in ("blue", "yellow"):
        make_credential(
            profile=yard.code.profile,
            kind="plate",
            subject="川T12345",
            colour=colour,
            holder_key=f"car:川T12345|{colour}",
        )
    first = yard.ask("k-2", plate="川T12345", colour="yellow", confidence=0.99).json()
    assert first["outcome"] == "allow"
    assert Decision.objects.get().holder_key == "car:川T12345|yellow"
    refused(yard.ask("k-2", plate="川T12345", colour="black", confidence=0.99), "colour_differs")


def test_multipart_with_a_broken_picture(yard, caplog):
    at = timezone.now().replace(microsecond=0)
    event = isapi.as_json(isapi.access(serial_no=1, at=at, subject="nobody"))
    broken = Picture("p", "jpg", b"\xff\xd8\xff" + b"0" * 80)
    body, kind = isapi.as_multipart(event, [broken])
    with caplog.at_level(logging.INFO):
        assert deliver(yard, body, kind).status_code == 200
    row = Decision.objects.get()
    assert (row.reason, row.picture_id) == ("unknown", None)
    assert "picture_broken" in caplog.text


def deliver(yard, body, kind="text/xml", *, key="k-1", address=ISAPI):
    headers = {"Authorization": f"Bearer {key}"}
    return yard.client.generic("POST", address, body, content_type=kind, headers=headers)


def test_an_xml_bomb(yard):
    reply = deliver(yard, BOMB)
    assert reply.status_code == 400
    row = RefusedEntry.objects.get()
    assert row.reason == reply.json()["ResponseStatus"]["subStatusCode"]
    assert not Decision.objects.exists()


@pytest.mark.parametrize("size_mb", [11, 17])
def test_a_body_of_more_than_ten_megabytes(yard, caplog, size_mb):
    with caplog.at_level(logging.WARNING):
        reply = deliver(yard, b"x" * (size_mb * 1024 * 1024))
    assert (reply.status_code, reply.json()["code"]) == (413, "DeliveryTooLarge")
    assert ISAPI in caplog.text
    assert not Decision.objects.exists()


def test_a_device_that_is_not_known(yard, caplog):
    with caplog.at_level(logging.WARNING):
        reply = deliver(yard, b"{}", "application/json", key="no", address=ISAPI[:-2] + "99")
    assert (reply.status_code, reply.json()["code"]) == (401, "NotSignedIn")
    assert "FT-99" in caplog.text
    assert deliver(yard, b"{}", "application/json", key="no").status_code == 401
    assert Knock.objects.get().reason == "key_wrong"
    assert yard.ask("no", card="1").status_code == 401


def invitation(**given):
    at = timezone.localtime() + timedelta(hours=2)
    return {
        "name": "刘来访",
        "phone": "13911112222",
        "purpose": "meeting",
        "from_at": at.strftime("%Y-%m-%dT%H:%M"),
        "until_at": (at + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        **given,
    }


def test_a_visitor_who_confirms_himself(yard, sign_in, caplog):
    yard.person.phone = "13911112222"
    yard.person.save()
    client = sign_in(
        make_account(site=yard.site, person=yard.person, grants=role_grants("employee"))
    )
    with caplog.at_level(logging.WARNING):
        reply = client.post(reverse("access:visit_new"), invitation())
    assert reply.status_code == 422
    assert "13911112222" in reply.text  # what was typed is kept
    assert "HostIsGuest" in caplog.text
    assert "13911112222" not in caplog.text
    assert not Visit.objects.exists()
    assert Credential.objects.filter(holder="visitor").count() == 0


def test_sql_and_html_in_a_name(yard, sign_in, client, caplog):
    """Refused with what would be right, for staff and for whoever has no account."""
    person = make_account(site=yard.site, person=yard.person, grants=role_grants("employee"))
    host = sign_in(person)
    ask = reverse("visit:ask", args=[yard.site.code])
    asked = {"unit": yard.person.unit_id, "host": yard.person.name, "document": "id_card"}
    for name in (NAME[:30], NAME[-40:], "=1+1", "张三;--"):
        for reply in (
            host.post(reverse("access:visit_new"), invitation(name=name)),
            client.post(ask, invitation(name=name, is_agreed="on", **asked)),
        ):
            assert reply.status_code == 422
            assert "不含 &lt; 或 = 等符号" in reply.text
            assert "<img src=x" not in reply.text
    assert caplog.text.count("Refused: BadName") == 8
    assert "DROP TABLE" not in caplog.text
    assert not Visit.objects.exists()


def test_markup_that_came_from_elsewhere_is_only_shown(yard, sign_in):
    """As in an organisation's name, or a label that a terminal sends."""
    host = sign_in(make_account(site=yard.site, person=yard.person, grants=role_grants("employee")))
    given = invitation(organisation=NAME)
    assert host.post(reverse("access:visit_new"), given).status_code == 302
    visit = Visit.objects.get()
    guest = visit.guests.get()
    assert guest.organisation == NAME
    Credential.objects.filter(holder="visitor").update(label=NAME)
    page = reverse("access:visit", args=[visit.number])
    seen = [host.get(page).text, host.get(f"/visit/p/{guest.key}/").text]
    guard = sign_in(make_account(site=yard.site, grants=role_grants("security_officer")))
    token = passes.token_of(Credential.objects.get(holder="visitor"), at=timezone.now())
    yard.ask(qr=token)
    addresses = [
        reverse(f"access:{name}")
        for name in (
            "reception",
            "visitors",
            "visit_register",
            "console",
            "credentials",
            "musters_now",
        )
    ]
    for address in (*addresses, reverse("access:visit_badge", args=[guest.id])):
        reply = guard.get(address)
        assert reply.status_code == 200
        seen.append(reply.text)
    assert any("&lt;img src=x" in text for text in seen)
    assert not [text for text in seen if "<img src=x" in text]
    assert Visit.objects.count() == 1


def test_a_name_is_no_formula_in_a_sheet():
    from io import BytesIO

    from openpyxl import load_workbook

    names = ['=HYPERLINK("http://x","y")', "+1", "-1+1|cmd", "@SUM(A1)", "\t=1"]
    sheet = load_workbook(BytesIO(workbook("People", [["Name"], *([name] for name in names)])))
    cells = [row[0] for row in sheet.active.iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(names)
    assert all(cell.quotePrefix for cell in cells)


def test_a_text_that_is_no_pass(yard):
    for text in ("JY", "JY" + "A" * 200, "';--", "<b>"):
        refused(yard.ask(qr=text), "qr_forged")
    reply = yard.ask(qr="JY" + "A" * 3000)
    assert (reply.status_code, reply.json()["code"]) == (422, "BadEvent")
