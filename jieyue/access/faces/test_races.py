"""Readers, their holders and the officer at the same moment: no face stays that must go."""

from jieyue.access.faces import consents, register
from jieyue.access.faces.conftest import AT, confirm, publish
from jieyue.access.faces.models import FaceConsent, FaceDeletion, ReaderEnrolment
from jieyue.access.factories import make_device


def test_readers_that_confirm_at_once_finish_the_deletion(at_once, agreed, readers, own):
    for device in readers:
        confirm(device, "present")
    consents.withdraw_own(actor=own, at=AT)
    found = at_once(*(lambda each=each: confirm(each, "absent") for each in readers))
    assert found == ["taken", "taken"]
    assert not ReaderEnrolment.objects.exists()
    assert FaceDeletion.objects.get().finished_at == AT


def test_consent_is_taken_back_while_readers_confirm_the_face(at_once, agreed, readers, own):
    found = at_once(
        *(lambda each=each: confirm(each, "present") for each in readers),
        lambda: consents.withdraw_own(actor=own, at=AT),
    )
    assert not [each for each in found if isinstance(each, Exception)], found
    assert set(ReaderEnrolment.objects.values_list("wanted", flat=True)) <= {"absent"}


def test_consent_is_taken_back_while_a_reader_is_put_up(at_once, agreed, own, officer, use, text):
    for turn in range(4):
        devices = [make_device(site=use.site, kind="face") for _ in range(2)]

        def put_up(device):
            given = {"use_id": use.id, "room_id": None, "place": "West hall"}
            return lambda: register.register_reader(
                device_id=device.id, **given, actor=officer, at=AT
            )

        found = at_once(
            *(put_up(device) for device in devices),
            lambda: consents.withdraw_own(actor=own, at=AT),
        )
        assert not [each for each in found if isinstance(each, Exception)], (turn, found)
        assert not ReaderEnrolment.objects.filter(wanted="present").exists()
        consents.give_own(text_id=text.id, is_agreed=True, actor=own, at=AT)


def test_a_newer_text_is_agreed_to_while_all_is_taken_back(
    at_once, agreed, readers, own, officer, use
):
    for _turn in range(4):
        newer = publish(officer, use)
        found = at_once(
            lambda newer=newer: consents.give_own(
                text_id=newer.id, is_agreed=True, actor=own, at=AT
            ),
            lambda: consents.withdraw_own(actor=own, at=AT),
        )
        assert not [each for each in found if isinstance(each, Exception)], found
        for line in ReaderEnrolment.objects.filter(wanted="absent"):
            confirm(line.device, "absent")  # the deletion first, then who agreed anew
        agrees = FaceConsent.objects.filter(withdrawn_at=None).exists()
        wanted = ReaderEnrolment.objects.filter(wanted="present").exists()
        assert agrees == wanted
