"""Consent, what readers hold, and that nothing of a face is left once it must go."""

import base64
from array import array
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps

from jieyue.access.credentials import actions as credentials
from jieyue.access.credentials.follow_ups import follow_leave
from jieyue.access.credentials.models import Credential, Status
from jieyue.access.faces import (
    consents,
    deletions,
    enrolments,
    refusals,
    register,
    retention,
    telling,
    templates,
)
from jieyue.access.faces.enrolments import Confirmed
from jieyue.access.faces.models import (
    Assessment,
    FaceConsent,
    FaceDeletion,
    FaceTally,
    FaceTemplate,
    ReaderEnrolment,
)
from jieyue.access.faces.register import Findings, Use
from jieyue.access.factories import device_actor, make_device, make_profile, make_zone
from jieyue.estate.factories import make_room
from jieyue.kit import parameters
from jieyue.kit.actor import NotAllowed
from jieyue.kit.editions import renew
from jieyue.kit.journal.models import Entry
from jieyue.kit.parameters.models import ParameterVersion
from jieyue.kit.parameters.values import SUBJECT
from jieyue.people.factories import (
    make_account,
    make_actor,
    make_person,
    make_site,
    role_grants,
)
from jieyue.people.messages.models import Notice
from jieyue.people.persons.facts import PersonLeft

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)
VECTOR = [0.125 * n - 7.75 for n in range(128)]
USE = Use(
    code="GATE",
    purpose="Entering the buildings",
    basis="consent",
    necessity="Hands are full",
    alternatives="Card, code on the phone, identity card at the desk",
    began_on=TODAY,
)
FINDINGS = Findings(
    lawful="Yes",
    impact="Small",
    protection="Stays in the reader",
    is_acceptable=True,
    good_until=TODAY + 365 * DAY,
)


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def officer(site):
    return make_actor(site=site, grants=role_grants("security_officer"))


@pytest.fixture
def person(site):
    make_profile(site=site, zones=[make_zone(site=site)], is_default=True)
    return make_person(site=site, name="杨柳", staff_no="Y0001")


@pytest.fixture
def own(site, person):
    return make_actor(site=site, person=person, grants=role_grants("employee"))


@pytest.fixture
def use(officer):
    use = register.register(use=USE, actor=officer, at=AT)
    register.assess(use_id=use.id, findings=FINDINGS, actor=officer, at=AT)
    return use


def reader(officer, use, **fields):
    device = make_device(site=use.site, kind="face", **fields)
    register.register_reader(
        device_id=device.id, use_id=use.id, room_id=None, place="East hall", actor=officer, at=AT
    )
    return device


@pytest.fixture
def readers(officer, use):
    return [reader(officer, use, serial="F1"), reader(officer, use, serial="F2")]


def publish(officer, use, kind="reader", old_until=None):
    given = {"kind": kind, "text": "We use your face …", "old_until": old_until}
    return register.publish(use_id=use.id, **given, actor=officer, at=AT)


@pytest.fixture
def text(officer, use):
    return publish(officer, use)


@pytest.fixture
def agreed(readers, text, own):
    return consents.give_own(text_id=text.id, is_agreed=True, actor=own, at=AT)


def confirm(device, actual, *, subject="Y0001", at=AT):
    rows = [Confirmed(subject, actual, at)]
    actor = device_actor(device)
    return enrolments.confirm(rows, device_id=device.id, actor=actor, at=at)[0]


def set_parameter(site, code, value):
    parameters.read(site_id=site.id, on=TODAY)  # the first reading makes them
    ParameterVersion.objects.filter(site=site, code=code).update(value=value)
    renew(SUBJECT, site_id=site.id)


def allow_central(site):
    set_parameter(site, "access.faces.central_templates", "true")


def store_centrally(officer, use, own):
    allow_central(use.site)
    central = publish(officer, use, kind="central")
    consents.give_own(text_id=central.id, is_agreed=True, actor=own, at=AT)
    key = f"person:{own.person_id}"
    given = {"holder_key": key, "vector": VECTOR, "model": "m1"}
    return templates.store(**given, actor=officer, at=AT)


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


def test_no_use_without_an_assessment_that_allows_it(officer):
    use = register.register(use=USE, actor=officer, at=AT)
    with pytest.raises(refusals.NoGoodAssessment):
        publish(officer, use)
    with pytest.raises(refusals.NoGoodAssessment):
        reader(officer, use)
    values = vars(FINDINGS) | {"is_acceptable": False}
    register.assess(use_id=use.id, findings=Findings(**values), actor=officer, at=AT)
    with pytest.raises(refusals.NoGoodAssessment):
        publish(officer, use)


def test_consent_stops_with_the_assessment(officer, use, text, own):
    with pytest.raises(refusals.NoGoodAssessment):
        consents.give_own(text_id=text.id, is_agreed=True, actor=own, at=AT + 366 * DAY)


def test_face_is_never_the_only_way(officer):
    with pytest.raises(refusals.AlternativesMissing):
        register.register(use=Use(**vars(USE) | {"alternatives": " "}), actor=officer, at=AT)


def test_assessments_are_kept_three_years(officer, use):
    row = Assessment.objects.get()
    assert row.keep_until >= date(2029, 11, 23)
    retention.forget(site_id=officer.site_id, at=AT + 3 * 365 * DAY)
    assert Assessment.objects.exists()
    retention.forget(site_id=officer.site_id, at=AT + 5 * 365 * DAY)
    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    ("device", "place", "error"),
    [
        ({"kind": "face"}, "二楼卫生间", refusals.PrivatePlace),
        ({"kind": "face", "name": "更衣室门"}, "West", refusals.PrivatePlace),
        ({"kind": "card"}, "East hall", refusals.NotAFaceDevice),
    ],
)
def test_where_no_reader_learns_faces(officer, use, device, place, error):
    device = make_device(site=use.site, **device)
    given = {"device_id": device.id, "use_id": use.id, "room_id": None, "place": place}
    with pytest.raises(error):
        register.register_reader(**given, actor=officer, at=AT)


def test_no_reader_in_a_room_the_site_marks_as_changing_room(officer, use):
    room = make_room(site=use.site, use="changing_room")
    device = make_device(site=use.site, kind="face")
    given = {"device_id": device.id, "use_id": use.id, "room_id": room.id, "place": "East"}
    with pytest.raises(refusals.PrivatePlace):
        register.register_reader(**given, actor=officer, at=AT)


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


def guest(officer):
    return credentials.issue(
        kind="face",
        subject="V0001",
        holder="visitor",
        holder_key="guest:1",
        label="Guest",
        valid_from=AT,
        valid_until=AT + timedelta(hours=4),
        actor=officer,
        at=AT,
    )


def test_central_templates_are_off_and_want_their_own_consent(agreed, officer, use, own):
    given = {"holder_key": f"person:{own.person_id}", "vector": VECTOR, "model": "m1"}
    with pytest.raises(refusals.NoCentralTemplates):
        templates.store(**given, actor=officer, at=AT)
    central = publish(officer, use, kind="central")
    with pytest.raises(refusals.NoCentralTemplates):
        consents.give_own(text_id=central.id, is_agreed=True, actor=own, at=AT)
    allow_central(use.site)
    with pytest.raises(refusals.NoConsent):  # the readers' consent is another one
        templates.store(**given, actor=officer, at=AT)


def test_a_central_template_is_read_back_and_encrypted(agreed, officer, use, own):
    row = store_centrally(officer, use, own)
    found = templates.vectors(site_id=use.site_id, model="m1")
    assert list(array("f", found[f"person:{own.person_id}"])) == VECTOR
    raw = array("f", VECTOR).tobytes()
    assert base64.b64encode(raw).decode()[:40] not in row.data
    assert templates.vectors(site_id=use.site_id, model="m2") == {}


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


def test_people_are_counted_once_wherever_they_are_stored(agreed, officer, use, own, site):
    store_centrally(officer, use, own)
    assert retention.stored_holders(site_id=site.id) == 1
    assert retention.stored_holders(site_id=make_site().id) == 0


def test_the_filing_day_is_thirty_workdays_on(agreed, officer, site):
    make_account(site=site, grants=role_grants("security_officer"))
    retention.count(site_id=site.id, at=AT)
    assert FaceTally.objects.get().reached_on is None
    set_parameter(site, "access.faces.filing_at", "1")
    for days in (0, 1):
        retention.count(site_id=site.id, at=AT + days * DAY)
    tally = FaceTally.objects.get()
    assert (tally.reached_on, tally.most) == (TODAY, 1)
    assert tally.file_by > TODAY + 40 * DAY  # thirty days without the weekends
    assert Entry.objects.filter(name="access.faces.many_stored").count() == 1


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
