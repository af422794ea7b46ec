"""Visitors known by face: only of their own will, as long as the pass, and then gone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.access.credentials.models import Credential, Status
from jieyue.access.faces import enrolments, guests, refusals, register, retention
from jieyue.access.faces.enrolments import Confirmed
from jieyue.access.faces.models import FaceConsent, FaceDeletion, ReaderEnrolment
from jieyue.access.faces.register import Findings, Use
from jieyue.access.factories import device_actor, make_device, make_profile, make_zone
from jieyue.access.visitors import actions, forgetting, phone
from jieyue.access.visitors.asking import GuestAsked, VisitAsked
from jieyue.access.visitors.identity import check_character
from jieyue.access.visitors.models import Guest
from jieyue.kit import journal, parameters
from jieyue.kit.editions import renew
from jieyue.kit.parameters.models import ParameterVersion
from jieyue.kit.parameters.values import SUBJECT
from jieyue.people.factories import make_actor, make_person, make_site, make_unit, role_grants

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def site():
    site = make_site()
    make_profile(site=site, zones=[make_zone(site=site)], code="visitor", is_default=True)
    return site


@pytest.fixture
def officer(site):
    return make_actor(site=site, grants=role_grants("security_officer"))


@pytest.fixture
def host(site):
    person = make_person(unit=make_unit(site=site), name="陈主任", phone="13800000001")
    return make_actor(person=person, grants=role_grants("employee"))


@pytest.fixture
def use(officer, now):
    use = Use(
        code="DOORS",
        purpose="Opening the doors",
        basis="consent",
        necessity="Hands are full",
        alternatives="Code on the phone, or the guard",
        began_on=timezone.localdate(now),
    )
    return register.register(use=use, actor=officer, at=now)


@pytest.fixture
def text(officer, use, now):
    findings = Findings(
        lawful="Yes",
        impact="Small",
        protection="In the reader",
        is_acceptable=True,
        good_until=timezone.localdate(now) + timedelta(days=300),
    )
    register.assess(use_id=use.id, findings=findings, actor=officer, at=now)
    given = {"use_id": use.id, "kind": "reader", "text": "We use …", "old_until": None}
    return register.publish(**given, actor=officer, at=now)


@pytest.fixture
def device(officer, text, now):
    device = make_device(site=text.site, kind="face", serial="F1")
    given = {"device_id": device.id, "use_id": text.use_id, "room_id": None, "place": "East hall"}
    register.register_reader(**given, actor=officer, at=now)
    return device


@pytest.fixture
def guest(host, now):
    return invited(host, now)


def invited(host, now, **fields):
    asked = VisitAsked(
        host_id=host.person_id,
        purpose="meeting",
        from_at=now + HOUR,
        until_at=now + 2 * HOUR,
        guests=(GuestAsked(name="刘来访", phone="13911112222", **fields),),
    )
    return actions.invite(asked=asked, actor=host, at=now).guests.get()


def agree(guest, text, now, **fields):
    given = {"is_agreed": True, "is_young": False, "guardian": "", **fields}
    guests.agree(key=guest.key, text_id=text.id, **given, at=now)
    journal.deliver_all(now=now)


def wanted(device):
    rows = enrolments.wanted(device_id=device.id, actor=device_actor(device))
    return [(row.subject, row.wanted) for row in rows]


def test_agreeing_lets_the_readers_learn_the_face_for_as_long_as_the_code(guest, text, device, now):
    agree(guest, text, now)
    face, code = (Credential.objects.get(kind=kind) for kind in ("face", "qr"))
    assert face.holder_key == guest.holder_key
    assert (face.valid_from, face.valid_until) == (code.valid_from, code.valid_until)
    assert face.profile_id == code.profile_id
    assert wanted(device) == [(face.subject, "present")]
    assert FaceConsent.objects.get().person is None


def test_told_twice_it_is_once(guest, text, device, now):
    agree(guest, text, now)
    fact = guests.GuestConsented(
        visit_id=guest.visit_id, guest_id=guest.id, kind="face", version=str(text.version)
    )
    guests.follow_consent(fact, site_id=guest.site_id, at=now)
    agree(guest, text, now)
    assert Credential.objects.filter(kind="face").count() == 1
    assert len(wanted(device)) == 1


def test_taking_it_back_deletes_and_the_code_stays(guest, text, device, now):
    agree(guest, text, now)
    guests.take_back(key=guest.key, at=now)
    journal.deliver_all(now=now)
    assert Credential.objects.get(kind="face").status == Status.ENDED
    assert Credential.objects.get(kind="qr").status == Status.ACTIVE
    assert [state for _subject, state in wanted(device)] == ["absent"]
    rows = [Confirmed(wanted(device)[0][0], "absent", now)]
    enrolments.confirm(rows, device_id=device.id, actor=device_actor(device), at=now)
    assert FaceDeletion.objects.get().finished_at is not None
    assert not ReaderEnrolment.objects.exists()
    assert not FaceConsent.objects.filter(withdrawn_at=None).exists()


def test_a_notice_agreed_to_stores_no_face(guest, text, device, now):
    fact = guests.GuestConsented(
        visit_id=guest.visit_id, guest_id=guest.id, kind="notice", version="1"
    )
    guests.follow_consent(fact, site_id=guest.site_id, at=now)
    assert wanted(device) == []


def test_who_agrees_before_the_host_does_is_learnt_once_the_host_agrees(
    guest, host, text, device, now
):
    actions.cancel(number=guest.visit.number, actor=host, at=now)
    journal.deliver_all(now=now)
    asked = VisitAsked(
        host_id=None,
        purpose="meeting",
        from_at=now + HOUR,
        until_at=now + 2 * HOUR,
        guests=(GuestAsked(name="王来访", phone="13922223333"),),
    )
    unit_id = guest.visit.unit_id
    visit, _key = phone.ask(site=guest.site, asked=asked, unit_id=unit_id, host="陈主任", at=now)
    waiting = visit.guests.get()
    agree(waiting, text, now)
    assert wanted(device) == []
    actions.confirm(number=visit.number, actor=host, at=now)
    journal.deliver_all(now=now)
    assert [state for _subject, state in wanted(device)] == ["present"]


def test_the_face_goes_with_the_visit(guest, host, text, device, now):
    agree(guest, text, now)
    actions.cancel(number=guest.visit.number, actor=host, at=now)
    journal.deliver_all(now=now)
    assert [state for _subject, state in wanted(device)] == ["absent"]
    assert FaceDeletion.objects.get().reason == "expired"


def test_the_face_goes_the_same_day_when_nobody_ends_the_visit(guest, text, device, now):
    agree(guest, text, now)
    retention.delete_due(site_id=guest.site_id, at=now + 2 * HOUR)  # still in its grace
    assert [state for _subject, state in wanted(device)] == ["present"]
    retention.delete_due(site_id=guest.site_id, at=now + 4 * HOUR)
    assert [state for _subject, state in wanted(device)] == ["absent"]


def test_forgetting_a_visitor_takes_the_consent_too(guest, text, now):
    agree(guest, text, now)  # no reader: nothing but the consent
    forgetting.forget(site_id=guest.site_id, at=now + timedelta(days=30))
    journal.deliver_all(now=now + timedelta(days=30))
    assert not FaceConsent.objects.filter(withdrawn_at=None).exists()


def test_who_is_too_young_needs_a_guardian(guest, text, device, now):
    with pytest.raises(refusals.GuardianMissing):
        agree(guest, text, now, is_young=True)
    assert Guest.objects.get().face_consent == ""
    agree(guest, text, now, is_young=True, guardian="刘父")
    assert FaceConsent.objects.get().guardian == "刘父"


def test_a_document_that_tells_the_age_is_believed_more_than_the_page(guest, text, now):
    year = timezone.localdate(now).year - 10
    first = f"110105{year}0101123"
    guest.id_number = first + check_character(first)
    guest.save()
    with pytest.raises(refusals.GuardianMissing):
        agree(guest, text, now, is_young=False)


@pytest.mark.parametrize("fields", [{"is_agreed": False}, {"text_id": 0}])
def test_what_was_not_read_or_ticked_is_not_agreed_to(client, guest, text, device, fields):
    given = {"text_id": text.id, "is_agreed": "on"} | fields
    given = {name: value for name, value in given.items() if value is not False}
    answer = client.post(reverse("visit_face:own", args=[guest.key]), given)
    assert answer.status_code == 422
    assert not FaceConsent.objects.exists()


def test_the_page_offers_it_with_the_other_ways_and_takes_it_back(client, guest, text, device):
    page = reverse("visit_face:own", args=[guest.key])
    part = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert text.use.alternatives in part
    assert "<html" not in part
    assert client.get(page).headers["Cache-Control"] == "no-store, private"
    assert page in client.get(reverse("visit:pass", args=[guest.key])).content.decode()
    given = {"text_id": text.id, "is_agreed": "on"}
    assert client.post(page, given).status_code == 302
    assert 'value="no_face"' in client.get(page).content.decode()
    assert client.post(page, {"do": "no_face"}).status_code == 302
    assert Guest.objects.get().face_consent == ""


@pytest.mark.parametrize("what", ["no_text", "switched_off", "use_over"])
def test_nothing_is_offered_where_no_use_is_in_force(client, site, guest, what, request, now):
    if what != "no_text":
        text = request.getfixturevalue("text")
        if what == "use_over":
            text.use.ended_on = timezone.localdate(now)
            text.use.save()
        else:
            parameters.read(site_id=site.id, on=timezone.localdate(now))
            rows = ParameterVersion.objects.filter(site=site, code="access.faces.guests")
            rows.update(value="false")
            renew(SUBJECT, site_id=site.id)
    page = reverse("visit_face:own", args=[guest.key])
    part = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert part.strip() == ""
    assert client.post(page, {"text_id": 1, "is_agreed": "on"}).status_code == 422


def test_another_ones_key_is_nothing(client, guest, text):
    assert client.get(reverse("visit_face:own", args=["guess"])).status_code == 404
