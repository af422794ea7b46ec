"""Nothing of a face is left once it must go, and every reader has said so."""

import base64
from array import array
from datetime import timedelta

import pytest
from django.apps import apps

from jieyue.access.credentials.follow_ups import follow_leave
from jieyue.access.credentials.models import Credential, Status
from jieyue.access.faces import (
    consents,
    deletions,
    enrolments,
    refusals,
    retention,
    telling,
)
from jieyue.access.faces.conftest import (
    AT,
    DAY,
    TODAY,
    VECTOR,
    confirm,
    guest,
    publish,
    store_centrally,
)
from jieyue.access.faces.models import (
    FaceConsent,
    FaceDeletion,
    FaceTemplate,
    ReaderEnrolment,
)
from jieyue.access.factories import device_actor
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import (
    make_account,
    make_actor,
    role_grants,
)
from jieyue.people.messages.models import Notice
from jieyue.people.persons.facts import PersonLeft

pytestmark = pytest.mark.django_db


def test_taking_it_back_is_finished_when_every_reader_has_said_so(agreed, readers, own):
    for device in readers:
        assert confirm(device, "present") == "taken"
    consents.withdraw_own(actor=own, at=AT + DAY)
    deletion = FaceDeletion.objects.get()
    assert Credential.objects.get(kind="face").status == Status.ENDED
    assert (deletion.readers, deletion.finished_at) == (2, None)
    assert confirm(readers[0], "absent", at=AT + DAY) == "taken"
    deletion.refresh_from_db()
    assert deletion.finished_at is None
    assert confirm(readers[1], "absent", at=AT + DAY) == "taken"
    deletion.refresh_from_db()
    assert deletion.finished_at is not None
    assert deletion.proofs.count() == 2
    assert Entry.objects.filter(name="access.faces.deletion_finished").count() == 1


def test_an_absence_said_before_it_was_wanted_proves_nothing(agreed, readers, own):
    consents.withdraw_own(actor=own, at=AT + DAY)
    assert confirm(readers[0], "absent", at=AT) == "older"
    assert ReaderEnrolment.objects.count() == 2


def test_a_reader_that_still_has_it_does_not_finish(agreed, readers, own):
    consents.withdraw_own(actor=own, at=AT)
    confirm(readers[0], "present", at=AT + DAY)
    confirm(readers[1], "absent", at=AT + DAY)
    assert FaceDeletion.objects.get().finished_at is None


def test_a_late_word_of_presence_after_the_end_is_a_stray_face(agreed, readers, own, site):
    make_account(site=site, grants=role_grants("security_officer"))
    consents.withdraw_own(actor=own, at=AT)
    for device in readers:
        confirm(device, "absent", at=AT)
    assert confirm(readers[0], "present", at=AT + DAY) == "stray"
    rows = enrolments.wanted(device_id=readers[0].id, actor=device_actor(readers[0]))
    assert [row.wanted for row in rows] == ["absent"]
    confirm(readers[0], "absent", at=AT + 2 * DAY)
    assert not ReaderEnrolment.objects.exists()


def test_a_reader_that_does_not_confirm_is_told_once(agreed, readers, own, site):
    make_account(site=site, grants=role_grants("security_officer"))
    consents.withdraw_own(actor=own, at=AT)
    for hours in (1, 25, 49):
        telling.tell_overdue(site_id=site.id, at=AT + timedelta(hours=hours))
    assert Notice.objects.count() == 1


def test_a_scrapped_reader_is_confirmed_by_hand_with_a_reason(agreed, readers, own, officer):
    consents.withdraw_own(actor=own, at=AT)
    deletion = FaceDeletion.objects.get()
    given = {"deletion_id": deletion.id, "device_id": readers[0].id, "at": AT}
    with pytest.raises(refusals.ReasonMissing):
        deletions.confirm_by_hand(**given, reason=" ", actor=officer)
    with pytest.raises(NotAllowed):
        deletions.confirm_by_hand(**given, reason="Scrapped", actor=own)
    deletions.confirm_by_hand(**given, reason="Scrapped", actor=officer)
    with pytest.raises(refusals.AlreadyConfirmed):
        deletions.confirm_by_hand(**given, reason="Scrapped", actor=officer)
    assert deletion.proofs.get().note == "Scrapped"


def traces(*, token=""):
    """Every stored value, of every table, in which the face could still be read."""
    raw = array("f", VECTOR).tobytes()
    marks = [mark for mark in (token, raw.hex(), base64.b64encode(raw).decode(), "-7.75") if mark]
    found = []
    for model in apps.get_models():
        for values in model.objects.values() if hasattr(model, "objects") else []:
            text = str(values)
            found += [(model.__name__, mark[:20]) for mark in marks if mark in text]
    return found


def _withdraw(site, own, person):
    consents.withdraw_own(actor=own, at=AT + DAY)


def _leave(site, own, person):
    person.left_on = TODAY
    person.save()
    follow_leave(PersonLeft(person_id=person.id, left_on=TODAY), site_id=site.id, at=AT)
    retention.delete_due(site_id=site.id, at=AT + 6 * DAY)
    assert FaceTemplate.objects.exists()
    retention.delete_due(site_id=site.id, at=AT + 7 * DAY)


def _switch_text(site, own, person):
    text = FaceConsent.objects.filter(kind="central").get().text
    officer = make_actor(site=site, grants=role_grants("security_officer"))
    for kind in ("reader", "central"):
        publish(officer, text.use, kind=kind, old_until=TODAY + DAY)
    retention.delete_due(site_id=site.id, at=AT + DAY)
    assert FaceTemplate.objects.exists()
    retention.delete_due(site_id=site.id, at=AT + 2 * DAY)


@pytest.mark.parametrize("end", [_withdraw, _leave, _switch_text])
def test_nothing_of_a_face_is_left_in_any_table(agreed, readers, officer, use, own, person, end):
    row = store_centrally(officer, use, own)
    assert traces(token=row.data)  # it would be seen
    end(use.site, own, person)
    assert traces(token=row.data) == []
    assert not FaceTemplate.objects.exists()
    assert not FaceConsent.objects.filter(withdrawn_at=None).exists()
    assert not Credential.objects.filter(kind="face").exclude(status=Status.ENDED).exists()
    assert set(ReaderEnrolment.objects.values_list("wanted", "label")) == {("absent", "")}
    for device in readers:
        confirm(device, "absent", at=AT + 9 * DAY)
    assert not ReaderEnrolment.objects.exists()
    assert FaceDeletion.objects.get().finished_at is not None


def test_a_visitors_face_goes_the_same_day(officer, person, text, readers, site):
    given = {"text_id": text.id, "is_agreed": True, "holder_key": "guest:1"}
    consents.give(**given, actor=officer, at=AT)
    assert consents.admit(credential=guest(officer), at=AT) == 2
    retention.delete_due(site_id=site.id, at=AT + timedelta(hours=3))
    assert not FaceDeletion.objects.exists()
    retention.delete_due(site_id=site.id, at=AT + timedelta(hours=5))
    deletion = FaceDeletion.objects.get()
    assert (deletion.reason, deletion.person_id) == ("expired", None)
    retention.delete_due(site_id=site.id, at=AT + timedelta(hours=6))
    assert FaceDeletion.objects.count() == 1
