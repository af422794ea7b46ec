"""Pictures of passages: live at the gate for the guard, later only for a purpose, on record."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from jieyue.access.decisions.models import Decision
from jieyue.access.deliveries import pictures
from jieyue.access.factories import make_device, make_gate
from jieyue.access.lookups.models import Lookup
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_person, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

JPEG = b"\xff\xd8\xff\xe0 a picture"
WATCH = {"guard", "office_administrator", "security_officer"}


@pytest.fixture
def site(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_site()


@pytest.fixture
def passed(site):
    """`passed(minutes)` is the decision of a car so many minutes ago, with its picture."""
    gate = make_gate(site=site, traffic="vehicles")
    device = make_device(site=site, gate=gate)
    person = make_person(site=site)

    def make(minutes):
        at = timezone.now() - timedelta(minutes=minutes)
        upload = SimpleUploadedFile("car.jpg", JPEG)
        actor = pictures.system("test", site_id=site.id)
        stored = pictures.storing.store(upload, purpose=pictures.PICTURE, actor=actor, at=at)
        return Decision.objects.create(
            site=site,
            device=device,
            event_id=str(minutes),
            at=at,
            received_at=timezone.now(),
            gate=gate,
            direction="in",
            kind="plate",
            subject="川T12345",
            holder_key="car:川T12345|blue",
            label="杨柳",
            person=person,
            outcome="allow",
            reason="allowed",
            decided_by="server",
            rule_version="1",
            picture_id=stored.id,
        )

    return make


def sign(sign_in, site, role):
    return sign_in(make_account(site=site, grants=role_grants(role)))


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_watches_the_gates_sees_only_live_pictures(sign_in, site, passed, role):
    live, old = passed(2), passed(11)
    client = sign(sign_in, site, role)
    reply = client.get(f"/access/console/pictures/{live.id}/")
    assert reply.status_code == (200 if role in WATCH else 403)
    later = client.get(f"/access/console/pictures/{old.id}/")
    assert later.status_code == (404 if role in WATCH else 403)
    for row in (live, old):
        assert client.get(f"/files/{row.picture_id}/").status_code == 404
    if role in WATCH:
        assert reply.content == JPEG
        assert reply.headers["Content-Type"] == "image/jpeg"
        assert "no-store" in reply.headers["Cache-Control"]


def test_the_screen_shows_the_live_one_and_a_way_to_the_older(sign_in, site, passed):
    old = passed(11)
    picture, look = f"/access/console/pictures/{old.id}/", f"/access/decisions/{old.id}/"
    screen = sign(sign_in, site, "guard").get("/access/console/").text
    assert picture not in screen
    assert look not in screen
    screen = sign(sign_in, site, "security_officer").get("/access/console/").text
    assert picture not in screen
    assert look in screen
    live = passed(1)
    screen = sign(sign_in, site, "guard").get("/access/console/").text
    assert f"/access/console/pictures/{live.id}/" in screen


def test_an_older_picture_wants_a_purpose_and_is_on_record(sign_in, site, passed):
    old = passed(60 * 24)
    client = sign(sign_in, site, "security_officer")
    address = f"/access/decisions/{old.id}/"
    assert "data:image/jpeg" not in client.get(address).text
    assert client.post(address, {"purpose": " "}).status_code == 422
    assert not Lookup.objects.exists()
    page = client.post(address, {"purpose": "Damage of Monday"})
    assert "data:image/jpeg;base64," in page.text
    row = Lookup.objects.get()
    assert (row.reason, row.person_id) == ("Damage of Monday", old.person_id)
    assert Entry.objects.filter(name="access.decisions.looked_at").count() == 1
    assert sign(sign_in, site, "guard").post(address, {"purpose": "Damage"}).status_code == 403


def test_another_sites_picture_is_not_there(sign_in, passed):
    live = passed(1)
    client = sign(sign_in, make_site(), "security_officer")
    assert client.get(f"/access/console/pictures/{live.id}/").status_code == 404


def test_without_bytes_there_is_none(sign_in, site, passed):
    live = passed(1)
    stored = pictures.StoredFile.objects.get()
    pictures.storing.location(stored).unlink()
    client = sign(sign_in, site, "guard")
    assert client.get(f"/access/console/pictures/{live.id}/").status_code == 404
