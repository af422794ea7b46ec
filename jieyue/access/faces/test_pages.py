"""The register's pages and the readers' door: whose they are, and what they say to bad input."""

import pytest
from django.utils import timezone

from jieyue.access.faces.models import FaceConsent, FaceDeletion, FaceReader, FaceUse
from jieyue.access.factories import make_device, make_profile, make_zone
from jieyue.access.permissions import AccessPermission
from jieyue.people.factories import make_account, make_person, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
HOME = "/access/faces/"
EDIT = [HOME + page for page in ("uses/new/", "texts/new/", "readers/new/")]
API = "/api/v1/access/faces/"
USE = {
    "code": "GATE",
    "purpose": "Entering the buildings",
    "basis": "consent",
    "necessity": "Hands are full",
    "alternatives": "Card or code",
    "began_on": "2026-01-01",
}
FINDINGS = {
    "lawful": "Yes",
    "impact": "Small",
    "protection": "Stays in the reader",
    "is_acceptable": "on",
    "good_until": "2099-01-01",
}


@pytest.fixture
def site():
    site = make_site()
    make_profile(site=site, zones=[make_zone(site=site)], is_default=True)
    return site


@pytest.fixture
def officer(site):
    return make_account(site=site, grants=role_grants("security_officer"))


@pytest.fixture
def employee(site):
    person = make_person(site=site, name="杨柳", staff_no="Y0001")
    return make_account(site=site, person=person, grants=role_grants("employee"))


@pytest.fixture
def device(site):
    return make_device(site=site, kind="face", serial="F1", key="jyd_face")


def set_up(client, device):
    """The officer's whole way: purpose, assessment, text, reader."""
    assert client.post(f"{HOME}uses/new/", USE).status_code == 302
    use = FaceUse.objects.get()
    assert client.post(f"{HOME}uses/{use.id}/assessment/", FINDINGS).status_code == 302
    text = {"use_id": use.id, "kind": "reader", "text": "We use your face"}
    assert client.post(f"{HOME}texts/new/", text).status_code == 302
    reader = {"device_id": device.id, "use_id": use.id, "place": "East hall"}
    assert client.post(f"{HOME}readers/new/", reader).status_code == 302


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_each_role_sees_what_is_its_own(site, sign_in, role):
    grants = role_grants(role)
    client = sign_in(make_account(site=site, grants=grants))
    rights = dict.fromkeys(EDIT, AccessPermission.FACES_EDIT)
    rights |= {HOME: AccessPermission.FACES_READ}
    rights |= {f"{HOME}mine/": AccessPermission.CREDENTIALS_READ}
    for page, right in rights.items():
        assert client.get(page).status_code == (200 if right in grants else 403), page


def test_only_the_security_officer_edits():
    codes = {r.code for r in BUILT_IN if AccessPermission.FACES_EDIT in role_grants(r.code)}
    assert codes == {"security_officer"}


def test_from_the_purpose_to_the_proof(client, officer, employee, device):
    client.force_login(officer)
    set_up(client, device)
    client.force_login(employee)
    page = client.get(f"{HOME}mine/")
    assert "We use your face" in page.content.decode()
    assert "checked" not in page.content.decode().split("<form", 1)[1]
    form = {"text_id": page.context["form"].initial["text_id"]}
    assert client.post(f"{HOME}mine/", form).status_code == 422
    assert not FaceConsent.objects.exists()
    assert client.post(f"{HOME}mine/", form | {"is_agreed": "on"}).status_code == 302
    headers = {"authorization": "Bearer jyd_face"}
    items = client.get(f"{API}wanted", headers=headers).json()["items"]
    assert items == [{"device": "F1", "subject": "Y0001", "label": "杨柳", "wanted": "present"}]
    assert client.post(f"{HOME}mine/withdraw/").status_code == 302
    deletion = FaceDeletion.objects.get()
    said = {"subject": "Y0001", "actual": "absent", "at": timezone.now().isoformat()}
    reply = client.post(
        f"{API}confirmed", {"items": [said]}, content_type="application/json", headers=headers
    )
    assert reply.json() == {"items": ["taken"]}
    proof = client.get(f"{HOME}deletions/{deletion.id}/").content.decode()
    assert "F1" in proof
    client.force_login(make_account(site=officer.site, grants=role_grants("employee")))
    assert client.get(f"{HOME}deletions/{deletion.id}/").status_code == 404


def test_another_sites_register_does_not_exist(client, officer, employee, device):
    client.force_login(officer)
    set_up(client, device)
    client.force_login(make_account(site=make_site(), grants=role_grants("security_officer")))
    use = FaceUse.objects.get()
    assert client.get(f"{HOME}uses/{use.id}/").status_code == 404
    assert client.get(f"{HOME}uses/{use.id}/assessment/").status_code == 404
    assert "Entering the buildings" not in client.get(HOME).content.decode()
    foreign = {"device_id": device.id, "use_id": use.id, "place": "Here"}
    assert client.post(f"{HOME}readers/new/", foreign).status_code == 422
    assert FaceReader.objects.count() == 1


def test_what_was_typed_stays_when_it_is_refused(client, officer, device):
    client.force_login(officer)
    reply = client.post(f"{HOME}uses/new/", USE | {"alternatives": " ", "purpose": "<b>Doors"})
    assert reply.status_code == 422
    assert "&lt;b&gt;Doors" in reply.content.decode()
    set_up(client, device)
    use = FaceUse.objects.get()
    place = {"device_id": device.id, "use_id": use.id, "place": "二楼卫生间"}
    reply = client.post(f"{HOME}readers/new/", place)
    assert reply.status_code == 422
    assert "二楼卫生间" in reply.content.decode()
    assert client.post(f"{HOME}uses/new/", USE).status_code == 422  # the code is taken


def test_the_register_holds_its_query_count(client, officer, device, assert_query_budget):
    client.force_login(officer)
    set_up(client, device)
    client.get(HOME)
    for number in range(12):
        use = FaceUse.objects.create(site=officer.site, **(USE | {"code": f"U{number}"}))
        other = make_device(site=officer.site, kind="face")
        FaceReader.objects.create(site=officer.site, device=other, use=use, place="Hall")
        FaceDeletion.objects.create(
            site=officer.site, holder_key=f"guest:{number}", reason="left", asked_at=timezone.now()
        )
    with assert_query_budget(20):
        assert client.get(HOME).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        '{"items": 1}',
        '{"items": [{"subject": "", "actual": "absent", "at": "2026-11-23T08:00:00+08:00"}]}',
        '{"items": [{"subject": "Y", "actual": "gone", "at": "2026-11-23T08:00:00+08:00"}]}',
        '{"items": [{"subject": "Y", "actual": "absent", "at": "2026-11-23T08:00:00"}]}',
        '{"items": [{"subject": "\'; DROP TABLE", "actual": "absent", "at": 1e99}]}',
    ],
)
def test_bad_words_of_a_reader_are_refused(client, device, body):
    headers = {"authorization": "Bearer jyd_face"}
    reply = client.post(f"{API}confirmed", body, content_type="application/json", headers=headers)
    assert reply.status_code in (400, 422)


def test_an_unknown_reader_gets_nothing(client, device):
    assert client.get(f"{API}wanted").status_code == 401
    headers = {"authorization": "Bearer wrong"}
    assert client.get(f"{API}wanted", headers=headers).status_code == 401


def test_an_agent_names_only_readers_of_its_site(client, site, device):
    make_device(site=site, kind="edge", serial="E1", key="jyd_edge")
    make_device(serial="F9")
    said = {"subject": "Y", "actual": "absent", "at": timezone.now().isoformat(), "device": "F9"}
    reply = client.post(
        f"{API}confirmed",
        {"items": [said]},
        content_type="application/json",
        headers={"authorization": "Bearer jyd_edge"},
    )
    assert reply.status_code == 422
