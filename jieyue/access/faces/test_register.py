"""Uses of faces, their assessments, where readers may stand, and how many faces are stored."""

from datetime import date

import pytest

from jieyue.access.faces import (
    refusals,
    register,
    retention,
)
from jieyue.access.faces.conftest import (
    AT,
    DAY,
    FINDINGS,
    TODAY,
    USE,
    publish,
    reader,
    set_parameter,
    store_centrally,
)
from jieyue.access.faces.models import (
    Assessment,
    FaceTally,
)
from jieyue.access.faces.register import Findings, Use
from jieyue.access.factories import make_device
from jieyue.estate.factories import make_room
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import (
    make_account,
    make_site,
    role_grants,
)

pytestmark = pytest.mark.django_db


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
