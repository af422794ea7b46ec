"""Who agrees, to which text, and what follows in the readers."""

import pytest

from jieyue.access.credentials.models import Credential
from jieyue.access.faces import (
    consents,
    enrolments,
    refusals,
    retention,
)
from jieyue.access.faces.conftest import AT, DAY, confirm, guest, publish, reader
from jieyue.access.faces.enrolments import Confirmed
from jieyue.access.faces.models import (
    FaceConsent,
    FaceDeletion,
    ReaderEnrolment,
)
from jieyue.access.factories import device_actor, make_device
from jieyue.kit.journal.models import Entry

pytestmark = pytest.mark.django_db


def test_agreeing_makes_a_credential_and_wants_the_face_in_every_reader(agreed, readers, own):
    credential = Credential.objects.get(kind="face")
    assert (credential.subject, credential.holder_key) == ("Y0001", f"person:{own.person_id}")
    for device in readers:
        rows = enrolments.wanted(device_id=device.id, actor=device_actor(device))
        assert [(row.subject, row.wanted) for row in rows] == [("Y0001", "present")]
    assert FaceConsent.objects.get().text.version == 1


def test_agreeing_twice_is_once_and_not_ticking_is_refused(agreed, text, own):
    again = consents.give_own(text_id=text.id, is_agreed=True, actor=own, at=AT)
    assert again == agreed
    with pytest.raises(refusals.NotAgreed):
        consents.give_own(text_id=text.id, is_agreed=False, actor=own, at=AT)


def test_a_newer_text_is_read_before_one_agrees(officer, use, text, own):
    publish(officer, use)
    with pytest.raises(refusals.OtherText):
        consents.give_own(text_id=text.id, is_agreed=True, actor=own, at=AT)


def test_consent_stops_with_the_assessment(officer, use, text, own):
    with pytest.raises(refusals.NoGoodAssessment):
        consents.give_own(text_id=text.id, is_agreed=True, actor=own, at=AT + 366 * DAY)


def test_a_new_reader_learns_whoever_agreed(agreed, officer, use):
    device = reader(officer, use, serial="F3")
    rows = enrolments.wanted(device_id=device.id, actor=device_actor(device))
    assert [row.subject for row in rows] == ["Y0001"]


def test_the_gate_rooms_agent_asks_for_all_readers(agreed, readers, site):
    agent = make_device(site=site, kind="edge", serial="E1")
    rows = enrolments.wanted(device_id=agent.id, actor=device_actor(agent))
    assert {row.device for row in rows} == {"F1", "F2"}
    said = [Confirmed("Y0001", "present", AT, "F2")]
    assert enrolments.confirm(said, device_id=agent.id, actor=device_actor(agent), at=AT) == [
        "taken"
    ]
    assert ReaderEnrolment.objects.get(device=readers[1]).actual == "present"


def test_below_fourteen_the_guardian_agrees(site, officer, text):
    given = {"text_id": text.id, "is_agreed": True, "holder_key": "guest:1", "is_below_age": True}
    with pytest.raises(refusals.GuardianMissing):
        consents.give(**given, actor=officer, at=AT)
    consent = consents.give(**given, guardian="Mother", actor=officer, at=AT)
    assert consent.guardian == "Mother"


def test_without_consent_no_guests_face_is_wanted(site, person, officer):
    credential = guest(officer)
    with pytest.raises(refusals.NoConsent):
        consents.admit(credential=credential, at=AT)


def test_old_consents_and_proofs_are_forgotten(agreed, readers, own, site):
    consents.withdraw_own(actor=own, at=AT)
    for device in readers:
        confirm(device, "absent")
    retention.forget(site_id=site.id, at=AT + 2 * 365 * DAY)
    assert FaceConsent.objects.exists()
    retention.forget(site_id=site.id, at=AT + 4 * 365 * DAY)
    assert not FaceConsent.objects.exists()
    assert not FaceDeletion.objects.exists()


def test_facts_hold_neither_names_nor_numbers(agreed, own):
    consents.withdraw_own(actor=own, at=AT)
    stored = str(list(Entry.objects.filter(name__startswith="access.faces").values("data")))
    assert "Y0001" not in stored
    assert "杨柳" not in stored
