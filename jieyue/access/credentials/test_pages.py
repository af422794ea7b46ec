"""Pages of credentials: whose they are, what a bad form keeps, how many queries they make."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from jieyue.access.credentials import own_plates, passes, qr, queries, signing
from jieyue.access.credentials.models import (
    AccessProfile,
    Block,
    Credential,
    PlateRequest,
    Status,
)
from jieyue.access.factories import make_credential, make_profile, make_zone
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Scope
from jieyue.kit.journal import deliver_all
from jieyue.people.factories import (
    make_account,
    make_actor,
    make_person,
    make_site,
    role_grants,
)
from jieyue.people.messages.models import Notice
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
HOME = "/access/credentials/"
DESK = [
    f"{HOME}new/",
    f"{HOME}import/",
    f"{HOME}profiles/",
    f"{HOME}profiles/new/",
    f"{HOME}plates/",
]
BLOCKS = [f"{HOME}blocks/", f"{HOME}blocks/new/"]
OWN = [f"{HOME}mine/", f"{HOME}pass/", f"{HOME}pass/code/", f"{HOME}mine/plates/new/"]
ROLES = [role.code for role in BUILT_IN]


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def profile(site):
    zone = make_zone(site=site, code="A", name="Hall")
    return make_profile(site=site, zones=[zone], is_default=True, name="Staff")


@pytest.fixture
def officer(site, profile, sign_in):
    return sign_in(make_account(site=site, grants=role_grants("security_officer")))


@pytest.fixture
def employee(site, profile, sign_in):
    person = make_person(site=site, name="杨柳", staff_no="Y0001")
    client = sign_in(make_account(site=site, person=person, grants=role_grants("employee")))
    client.person = person
    return client


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_what_is_its_own(site, profile, sign_in, role):
    grants = role_grants(role)
    client = sign_in(make_account(site=site, grants=grants))
    rights = dict.fromkeys(DESK, AccessPermission.CREDENTIALS_EDIT)
    rights |= {BLOCKS[0]: AccessPermission.BLOCKS_READ, BLOCKS[1]: AccessPermission.BLOCKS_EDIT}
    rights[HOME] = AccessPermission.CREDENTIALS_READ
    rights |= dict.fromkeys(OWN, AccessPermission.CREDENTIALS_READ)
    for page, right in rights.items():
        may = right in grants
        if page == f"{HOME}profiles/":
            may = may or grants.get(AccessPermission.CREDENTIALS_READ) == Scope.COMPLEX
        assert client.get(page).status_code == (200 if may else 403), page


def test_the_security_officer_and_nobody_below_edits():
    may = {role for role in ROLES if AccessPermission.CREDENTIALS_EDIT in role_grants(role)}
    assert may == {"security_officer"}
    assert {r for r in ROLES if AccessPermission.BLOCKS_READ in role_grants(r)} == may


def test_an_employee_sees_only_their_own(site, profile, employee):
    mine = make_credential(profile=profile, person=employee.person, subject="04A1B2C3")
    other = make_credential(profile=profile, person=make_person(site=site), subject="99999999")
    page = employee.get(HOME).content.decode()
    assert "04A1B2C3" in page
    assert "99999999" not in page
    assert employee.get(f"{HOME}{mine.id}/").status_code == 200
    assert employee.get(f"{HOME}{other.id}/").status_code == 404
    assert employee.post(f"{HOME}{other.id}/lost/").status_code == 404


def test_another_sites_rows_do_not_exist(officer):
    foreign = make_profile()
    card = make_credential(profile=foreign)
    block = Block.objects.create(
        site=foreign.site, kind="card", subject="1", hint="1", reason="x", since=timezone.now()
    )
    asked = PlateRequest.objects.create(
        site=foreign.site,
        person=make_person(site=foreign.site),
        plate="川T12345",
        colour="blue",
        asked_at=timezone.now(),
    )
    for page in (f"{card.id}/", f"blocks/{block.id}/", f"profiles/{foreign.id}/"):
        assert officer.get(HOME + page).status_code == 404
    for page in (f"{card.id}/end/", f"plates/{asked.id}/"):
        assert officer.post(HOME + page, {"reason": "x", "answer": "grant"}).status_code == 404


@pytest.mark.parametrize("page", [HOME, f"{HOME}profiles/", f"{HOME}plates/", f"{HOME}blocks/"])
def test_pages_hold_their_query_count(site, profile, officer, page, assert_query_budget):
    def fill(start):
        for number in range(start, start + 12):
            person = make_person(site=site)
            make_credential(profile=profile, person=person)
            make_profile(site=site, zones=[profile.zones.get()])
            PlateRequest.objects.create(
                site=site,
                person=person,
                plate=f"川T{number:05}",
                colour="blue",
                asked_at=timezone.now(),
            )
            Block.objects.create(
                site=site,
                kind="card",
                subject=str(number),
                hint=str(number),
                reason="x",
                since=timezone.now(),
            )

    fill(1)
    officer.get(page)
    fill(20)
    with assert_query_budget(11):
        assert officer.get(page).status_code == 200


def test_a_card_is_issued_and_a_bad_one_comes_back(site, officer):
    make_person(site=site, staff_no="Y0001")
    form = {
        "kind": "card",
        "number": "04:A1:B2:C3",
        "holder": "person",
        "staff_no": "Y0001",
        "profile_id": AccessProfile.objects.get().id,
        "valid_from": "2026-11-23T08:00",
    }
    assert officer.post(f"{HOME}new/", form | {"staff_no": "<b>"}).status_code == 422
    reply = officer.post(f"{HOME}new/", form | {"number": "no card at all!"})
    assert reply.status_code == 422
    assert "no card at all!" in reply.content.decode()
    assert officer.post(f"{HOME}new/", form).status_code == 302
    assert Credential.objects.get().subject == "04A1B2C3"
    again = officer.post(f"{HOME}new/", form)
    assert again.status_code == 422


def test_a_plate_that_may_be_short_is_asked_about_once(site, officer):
    form = {
        "kind": "plate",
        "number": "川TD1234",
        "colour": "blue",
        "holder": "vehicle",
        "label": "Minibus",
        "profile_id": AccessProfile.objects.get().id,
        "valid_from": "2026-11-23T08:00",
    }
    assert officer.post(f"{HOME}new/", form).status_code == 422
    assert officer.post(f"{HOME}new/", form | {"is_sure": "on"}).status_code == 302
    assert Credential.objects.get().holder_key == "vehicle:川TD1234"


def test_each_step_of_a_credential(profile, site, officer):
    card = make_credential(profile=profile, person=make_person(site=site))
    page = f"{HOME}{card.id}/"
    for name, data, status in (
        ("lost", {}, Status.LOST),
        ("found", {}, Status.ACTIVE),
        ("block", {"reason": "Lent"}, Status.BLOCKED),
        ("unblock", {}, Status.ACTIVE),
        ("end", {"reason": "Broken"}, Status.ENDED),
    ):
        assert officer.post(f"{page}{name}/", data).status_code == 302
        card.refresh_from_db()
        assert card.status == status
    assert officer.post(f"{page}block/", {"reason": ""}).status_code == 422
    assert officer.post(f"{page}fly/").status_code == 404
    assert officer.get(page).status_code == 200


def test_zones_of_one_credential_are_narrowed(profile, site, officer):
    card = make_credential(profile=profile, person=make_person(site=site))
    form = {"profile_id": profile.id, "valid_from": "2026-11-23T08:00", "zones_only": ["A"]}
    assert officer.post(f"{HOME}{card.id}/", form).status_code == 302
    card.refresh_from_db()
    assert card.zones_only == ["A"]
    bad = form | {"valid_until": "2026-11-22T08:00"}
    assert officer.post(f"{HOME}{card.id}/", bad).status_code == 422


def test_lost_on_the_phone_stops_it_at_once_and_is_told(site, profile, employee):
    make_account(site=site, grants=role_grants("security_officer"))
    card = make_credential(profile=profile, person=employee.person)
    other = make_credential(profile=profile, person=make_person(site=site))
    assert employee.post(f"{HOME}mine/{card.id}/lost/").status_code == 302
    card.refresh_from_db()
    assert card.status == Status.LOST
    deliver_all(now=timezone.now())
    assert Notice.objects.count() == 1
    assert employee.post(f"{HOME}mine/{other.id}/lost/").status_code == 404
    Credential.objects.filter(id=other.id).update(holder="visitor", person=None)
    assert employee.post(f"{HOME}mine/{other.id}/lost/").status_code == 404
    assert Credential.objects.get(id=other.id).status == "active"
    other.refresh_from_db()
    assert other.status == Status.ACTIVE


def test_the_pass_is_made_once_and_fresh_each_time(site, profile, employee):
    assert "<svg" not in employee.get(f"{HOME}pass/").content.decode()
    for _press in range(2):
        assert employee.post(f"{HOME}pass/").status_code == 302
    found = Credential.objects.get(kind="qr")
    assert found.holder_key == f"person:{employee.person.id}"
    pages = [employee.get(f"{HOME}pass/code/") for _look in range(2)]
    assert all("no-store" in page.headers["Cache-Control"] for page in pages)
    assert pages[0].content != pages[1].content
    actor = make_actor(site=site, person=employee.person, grants=role_grants("employee"))
    at = timezone.now()
    token = passes.rotating(actor=actor, at=at)
    keys = signing.public_keys(site_id=site.id)
    checked = qr.check(token, public_keys=keys, at_ms=int(at.timestamp() * 1000))
    assert (checked.subject, checked.problem) == (found.subject, "")
    Credential.objects.update(status="lost")
    assert "<svg" not in employee.get(f"{HOME}pass/code/").content.decode()


def test_an_own_car_waits_for_the_officer(site, profile, employee, client):
    page = f"{HOME}mine/plates/new/"
    form = {"plate": "川T·D1234", "colour": "blue"}
    asked = employee.post(page, form)
    assert asked.status_code == 422
    assert "川T·D1234" in asked.content.decode()
    for _twice in range(2):
        assert employee.post(page, form | {"is_sure": "on"}).status_code == 302
    request = PlateRequest.objects.get()
    assert not Credential.objects.exists()
    officer = make_account(site=site, grants=role_grants("security_officer"))
    client.force_login(officer)
    decide = f"{HOME}plates/{request.id}/"
    client.post(decide, {"answer": "refuse", "reason": ""})
    assert PlateRequest.objects.get().is_granted is None
    client.post(decide, {"answer": "grant"})
    credential = Credential.objects.get()
    assert credential.holder_key == "car:川TD1234|blue"
    assert credential.person == employee.person
    second = client.post(decide, {"answer": "refuse", "reason": "Too late"}, follow=True)
    assert officer.person.name in second.content.decode()
    assert PlateRequest.objects.get().is_granted


def test_nobody_lets_their_own_car_in(site, profile):
    person = make_person(site=site)
    officer = make_actor(site=site, person=person, grants=role_grants("security_officer"))
    given = {"plate": "川T12345", "colour": "blue", "is_sure": True}
    asked = own_plates.ask(**given, actor=officer, at=timezone.now())
    with pytest.raises(own_plates.refusals.OwnRequest):
        own_plates.decide(request_id=asked.id, is_granted=True, actor=officer, at=timezone.now())


def test_a_third_car_is_too_many(site, profile):
    actor = make_actor(site=site, person=make_person(site=site), grants=role_grants("employee"))
    for plate in ("川T00001", "川T00002"):
        own_plates.ask(plate=plate, colour="blue", is_sure=True, actor=actor, at=timezone.now())
    with pytest.raises(own_plates.refusals.TooManyPlates):
        own_plates.ask(
            plate="川T00003", colour="blue", is_sure=True, actor=actor, at=timezone.now()
        )


def test_a_car_is_given_up_only_by_its_owner(site, profile, employee):
    mine = make_credential(profile=profile, person=employee.person, kind="plate", colour="blue")
    other = make_credential(profile=profile, person=make_person(site=site), kind="plate")
    employee.post(f"{HOME}mine/{mine.id}/give-up/")
    employee.post(f"{HOME}mine/{other.id}/give-up/")
    living = Credential.objects.exclude(status=Status.ENDED)
    assert list(living) == [other]


def test_one_profile_is_the_usual_one(site, profile, officer):
    form = {"code": "NEW", "name": "Night shift", "zone_ids": [profile.zones.get().id]}
    assert officer.post(f"{HOME}profiles/new/", form | {"is_default": "on"}).status_code == 302
    assert AccessProfile.objects.get(is_default=True).code == "NEW"
    assert officer.post(f"{HOME}profiles/new/", form).status_code == 422
    assert officer.post(f"{HOME}profiles/{profile.id}/", form | {"code": "OLD"}).status_code == 302
    profile.refresh_from_db()
    assert (profile.code, profile.changed_in > 0) == ("OLD", True)


def test_a_block_is_set_and_lifted_with_reasons(officer):
    form = {"kind": "phone", "subject": "13800001234", "reason": "Threats"}
    assert officer.post(f"{HOME}blocks/new/", form | {"reason": ""}).status_code == 422
    assert officer.post(f"{HOME}blocks/new/", form).status_code == 302
    block = Block.objects.get()
    page = officer.get(f"{HOME}blocks/").content.decode()
    assert "…1234" in page
    assert "1380000" not in page
    assert officer.post(f"{HOME}blocks/{block.id}/", {"reason": ""}).status_code == 422
    assert officer.post(f"{HOME}blocks/{block.id}/", {"reason": "Settled"}).status_code == 302
    block.refresh_from_db()
    assert block.until is not None


def test_a_sheet_of_cards_and_plates(site, officer):
    make_person(site=site, staff_no="Y0001")
    lines = [
        ["Y0001", "card", "04:A1:B2:C3", None],
        ["Y0001", "plate", "川T12345", "blue"],
        ["Y0001", "plate", "川T54321", None],  # no colour
        ["Y9999", "card", "0102030405", None],  # nobody
    ]
    for round_number in range(2):
        page = officer.post(f"{HOME}import/", {"step": "check", "file": _book(lines)})
        assert page.status_code == 200
        assert Credential.objects.count() == 2 * round_number  # a dry run writes nothing
        token = page.context["token"]
        officer.post(f"{HOME}import/", {"step": "import", "token": token})
        assert Credential.objects.count() == 2
    assert page.context["bad"] == 2


def test_html_and_sql_in_what_is_typed_are_text(site, officer, profile):
    name = "<script>alert(1)</script>'; DROP TABLE access_credential;--"
    make_credential(profile=profile, label=name[:80])
    page = officer.get(HOME, {"q": "'; DROP TABLE"}).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_faces_do_not_stand_among_ones_own(profile, employee):
    make_credential(profile=profile, person=employee.person, kind="face")
    actor = make_actor(person=employee.person, grants=role_grants("employee"))
    assert queries.own(actor) == []


def _book(lines):
    book = openpyxl.Workbook()
    book.active.append(["staff_no", "kind", "number", "colour"])
    for line in lines:
        book.active.append(line)
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("cards.xlsx", content.getvalue())
