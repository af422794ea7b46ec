"""The page of a device's way in, for every role; and pictures that are deleted in time."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from jieyue.access.deliveries import pictures
from jieyue.access.deliveries.models import DeliveryForm, LogInKey
from jieyue.access.factories import make_device
from jieyue.kit.actor import system
from jieyue.kit.files import storing
from jieyue.kit.files.models import StoredFile
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_actor, make_person, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 100 + b"\xff\xd9"


@pytest.fixture
def device():
    return make_device(site=make_site(), serial="FT-01", key="k-1")


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_sees_and_sets_a_devices_way_in(sign_in, device, role):
    grants = role_grants(role)
    client = sign_in(make_account(person=make_person(site=device.site), grants=grants))
    address = reverse("access:way_in", args=[device.id])
    reads, edits = "access.devices.read" in grants, "access.devices.edit" in grants
    assert client.get(address).status_code == (200 if reads else 404)
    set_form = client.post(address, {"mapping": "", "must_sign": "on"})
    assert set_form.status_code == (302 if edits else 403 if reads else 404)
    new = client.post(reverse("access:way_in_key", args=[device.id]))
    assert new.status_code == (200 if edits else 403 if reads else 404)
    assert (DeliveryForm.objects.count(), LogInKey.objects.count()) == (edits, edits)


def test_another_sites_device_does_not_exist(sign_in, device):
    person = make_person(site=make_site())
    client = sign_in(make_account(person=person, grants=role_grants("security_officer")))
    for name in ("way_in", "way_in_key"):
        assert client.post(reverse(f"access:{name}", args=[device.id])).status_code == 404


@pytest.mark.parametrize("typed", ["{", "[]", '{"feilds": {}}', '{"items": 3}', "[" * 3000])
def test_names_of_fields_that_cannot_be_used_keep_what_was_typed(sign_in, device, typed):
    person = make_person(site=device.site)
    client = sign_in(make_account(person=person, grants=role_grants("security_officer")))
    reply = client.post(reverse("access:way_in", args=[device.id]), {"mapping": typed})
    assert reply.status_code == 422
    assert typed.replace('"', "&quot;") in reply.text
    assert not DeliveryForm.objects.exists()


def test_what_could_not_be_taken_and_failed_log_ins_are_shown_harmless(sign_in, client, device):
    isapi = "/api/v1/access/isapi/FT-01"
    client.generic("POST", isapi, b"<script>alert(1)", headers={"Authorization": "Bearer k-1"})
    client.generic("POST", isapi, b"{}", headers={"Authorization": "Bearer k-2"})
    person = make_person(site=device.site)
    page = sign_in(make_account(person=person, grants=role_grants("security_officer"))).get(
        reverse("access:way_in", args=[device.id])
    )
    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_pictures_have_no_plain_address_and_are_deleted_with_their_bytes(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    site, at = make_site(), timezone.now()
    actor = system("test", site_id=site.id)

    def keep(content, days):
        upload = SimpleUploadedFile("plate.jpg", content)
        when = at - timedelta(days=days)
        return storing.store(upload, purpose=pictures.PICTURE, actor=actor, at=when)

    old, shared, new = keep(JPEG, 31), keep(JPEG + JPEG, 40), keep(JPEG + JPEG, 29)
    for role in BUILT_IN:
        reader = make_actor(site=site, grants=role_grants(role.code))
        assert not pictures.PICTURE.may_read(reader, new)  # by no plain address
    where = storing.location(old)
    assert where.exists()
    assert pictures.forget(site_id=site.id, at=at) == 2
    assert list(StoredFile.objects.all()) == [new]
    assert not where.exists()
    assert storing.location(shared).exists()  # another row still needs the bytes
    assert pictures.forget(site_id=site.id, at=at) == 0
    assert Entry.objects.filter(name="access.deliveries.pictures_forgotten").count() == 1
