"""Agreed anew while a reader has still to delete the face: proof first, then the new one."""

from datetime import timedelta

import pytest

from jieyue.access.faces import consents, deletions, enrolments
from jieyue.access.faces.conftest import AT, confirm
from jieyue.access.faces.enrolments import Confirmed
from jieyue.access.faces.models import FaceDeletion, ReaderEnrolment
from jieyue.access.factories import device_actor
from jieyue.kit.journal.models import Entry

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def held(agreed, readers):
    """Both readers hold the face."""
    for device in readers:
        confirm(device, "present")
    return readers


def wanted(device):
    rows = enrolments.wanted(device_id=device.id, actor=device_actor(device))
    return [(row.subject, row.wanted) for row in rows]


def agree(own, text, at):
    consents.give_own(text_id=text.id, is_agreed=True, actor=own, at=at)


def test_agreed_anew_before_the_readers_confirm(held, own, text):
    first, second = held
    consents.withdraw_own(actor=own, at=AT + HOUR)
    agree(own, text, AT + 2 * HOUR)
    deletion = FaceDeletion.objects.get()
    assert (deletion.finished_at, deletion.enrolments.count()) == (None, 2)
    assert wanted(first) == wanted(second) == [("Y0001", "absent")]
    confirm(first, "absent", at=AT + 3 * HOUR)
    assert (wanted(first), wanted(second)) == ([("Y0001", "present")], [("Y0001", "absent")])
    deletion.refresh_from_db()
    assert deletion.finished_at is None
    confirm(second, "absent", at=AT + 4 * HOUR)
    deletion.refresh_from_db()
    assert deletion.finished_at == AT + 4 * HOUR
    assert deletion.proofs.count() == deletion.readers == 2
    assert wanted(first) == wanted(second) == [("Y0001", "present")]
    assert Entry.objects.filter(name="access.faces.deletion_finished").count() == 1


def test_agreed_anew_after_the_readers_confirmed(held, own, text):
    consents.withdraw_own(actor=own, at=AT + HOUR)
    for device in held:
        confirm(device, "absent", at=AT + 2 * HOUR)
        assert wanted(device) == []
    deletion = FaceDeletion.objects.get()
    assert deletion.finished_at == AT + 2 * HOUR
    agree(own, text, AT + 3 * HOUR)
    for device in held:
        assert wanted(device) == [("Y0001", "present")]
    assert deletion.proofs.count() == 2


def test_taken_back_again_it_is_finished_only_when_every_reader_has_said_so(held, own, text):
    """One reader has deleted and learnt anew, the other never said anything."""
    first, second = held
    consents.withdraw_own(actor=own, at=AT + HOUR)
    agree(own, text, AT + 2 * HOUR)
    confirm(first, "absent", at=AT + 3 * HOUR)
    confirm(first, "present", at=AT + 4 * HOUR)
    consents.withdraw_own(actor=own, at=AT + 5 * HOUR)
    assert wanted(first) == wanted(second) == [("Y0001", "absent")]
    assert not FaceDeletion.objects.exclude(finished_at=None).exists()
    confirm(first, "absent", at=AT + 6 * HOUR)
    assert not FaceDeletion.objects.exclude(finished_at=None).exists()
    confirm(second, "absent", at=AT + 7 * HOUR)
    deletion = FaceDeletion.objects.get()
    assert deletion.finished_at == AT + 7 * HOUR
    assert deletion.proofs.count() == deletion.readers == 3
    assert not ReaderEnrolment.objects.exists()


def test_confirmed_by_hand_the_reader_learns_the_new_one(held, own, text, officer):
    consents.withdraw_own(actor=own, at=AT + HOUR)
    agree(own, text, AT + 2 * HOUR)
    deletion = FaceDeletion.objects.get()
    for device in held:
        deletions.confirm_by_hand(
            deletion_id=deletion.id, device_id=device.id, reason="wiped", actor=officer, at=AT
        )
        assert wanted(device) == [("Y0001", "present")]
    assert {proof.note for proof in deletion.proofs.all()} == {"wiped"}


def test_a_stray_face_of_the_same_number_goes_before_the_new_one(readers, own, text):
    first, second = readers
    actor = device_actor(first)
    stray = [Confirmed("Y0001", "present", AT)]
    assert enrolments.confirm(stray, device_id=first.id, actor=actor, at=AT) == ["stray"]
    agree(own, text, AT)
    assert (wanted(first), wanted(second)) == ([("Y0001", "absent")], [("Y0001", "present")])
    confirm(first, "absent", at=AT)
    assert wanted(first) == [("Y0001", "present")]


def test_who_did_not_agree_anew_is_not_wanted_again(held, own):
    consents.withdraw_own(actor=own, at=AT + HOUR)
    confirm(held[0], "absent", at=AT + 2 * HOUR)
    assert wanted(held[0]) == []
