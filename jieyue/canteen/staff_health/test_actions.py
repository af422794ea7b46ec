"""Morning checks and certificates gate the shift."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.staff_health import actions, queries
from jieyue.canteen.staff_health.actions import Finding
from jieyue.canteen.staff_health.factories import make_check, make_handler
from jieyue.canteen.staff_health.models import Duty, FoodHandler, MorningCheck
from jieyue.canteen.staff_health.rules import (
    Conclusion,
    ConclusionContradicts,
    Reason,
    Symptom,
)
from jieyue.kit.actor import NotAllowed, Scope
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_actor, make_person, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

DAY = date(2026, 3, 4)
AT = datetime(2026, 3, 3, 23, 0, tzinfo=UTC)  # 07:00 local on the day
pytestmark = pytest.mark.django_db


@pytest.fixture
def canteen():
    return make_canteen(site=make_site())


@pytest.fixture
def officer(canteen):
    rights = (CanteenPermission.FOOD_SAFETY_CHECK, CanteenPermission.FOOD_SAFETY_READ)
    return make_actor(site=canteen.site, grants=dict.fromkeys(rights, Scope.COMPLEX))


def check(handler, officer, **finding):
    return actions.check(
        canteen_id=handler.canteen_id,
        person_id=handler.person_id,
        day=DAY,
        finding=Finding(**finding),
        actor=officer,
        at=AT,
    )


def mark(handler, officer):
    return actions.mark_on_duty(
        canteen_id=handler.canteen_id, person_id=handler.person_id, day=DAY, actor=officer, at=AT
    )


def test_nobody_is_on_duty_without_a_check(canteen, officer):
    handler = make_handler(canteen=canteen)
    with pytest.raises(actions.MayNotWork) as refused:
        mark(handler, officer)
    assert refused.value.reason is Reason.NOT_CHECKED
    check(handler, officer)
    mark(handler, officer)
    mark(handler, officer)
    assert Duty.objects.count() == 1
    assert Entry.objects.filter(name="canteen.staff_health.duty_marked").count() == 1


def test_an_expired_certificate_blocks_the_shift(canteen, officer):
    handler = make_handler(canteen=canteen, valid_to=DAY - timedelta(days=1))
    check(handler, officer)
    with pytest.raises(actions.MayNotWork) as refused:
        mark(handler, officer)
    assert refused.value.reason is Reason.CERTIFICATE_EXPIRED
    actions.enter_certificate(
        person_id=handler.person_id, number="H-NEW", issued_on=DAY,
        valid_to=DAY + timedelta(days=365), actor=officer, at=AT,
    )  # fmt: skip
    mark(handler, officer)


def test_who_falls_ill_leaves_the_post_at_once_and_returns_only_when_cleared(canteen, officer):
    handler = make_handler(canteen=canteen)
    check(handler, officer)
    mark(handler, officer)
    row = check(handler, officer, conclusion=Conclusion.SUSPENDED, symptoms=[Symptom.VOMITING])
    assert not Duty.objects.exists()
    following = DAY + timedelta(days=1)
    make_check(handler=handler, day=following)
    found = queries.may_work(person_id=handler.person_id, on=following)
    assert found.reason is Reason.NOT_CLEARED
    with pytest.raises(actions.ClearReasonMissing):
        actions.clear(check_id=row.id, on=following, reason=" ", actor=officer, at=AT)
    actions.clear(check_id=row.id, on=following, reason="医院证明", actor=officer, at=AT)
    assert queries.may_work(person_id=handler.person_id, on=following).may
    with pytest.raises(actions.NothingToClear):
        actions.clear(check_id=row.id, on=following, reason="again", actor=officer, at=AT)


def test_a_fever_cannot_be_called_fit(canteen, officer):
    handler = make_handler(canteen=canteen)
    with pytest.raises(ConclusionContradicts):
        check(handler, officer, temperature_c=Decimal("38.2"))
    assert not MorningCheck.objects.exists()
    row = check(handler, officer, conclusion=Conclusion.SUSPENDED, temperature_c=Decimal("38.2"))
    assert row.symptoms == ["fever"]


def test_symptoms_stay_out_of_the_journal(canteen, officer):
    handler = make_handler(canteen=canteen)
    check(handler, officer, conclusion=Conclusion.SUSPENDED, symptoms=[Symptom.JAUNDICE])
    entry = Entry.objects.get(name="canteen.staff_health.morning_checked")
    assert "jaundice" not in str(entry.data)


def test_a_check_is_not_made_ahead_nor_of_a_stranger(canteen, officer):
    handler = make_handler(canteen=canteen)
    with pytest.raises(actions.CheckedTooEarly):
        actions.check(
            canteen_id=canteen.id, person_id=handler.person_id, day=DAY + timedelta(2),
            finding=Finding(), actor=officer, at=AT,
        )  # fmt: skip
    stranger = make_handler(canteen=make_canteen(site=make_site()))
    with pytest.raises(FoodHandler.DoesNotExist):
        check(stranger, officer)


def test_the_list_names_who_needs_looking_at_first(canteen, officer, assert_query_budget):
    ready, expired = make_handler(canteen=canteen), make_handler(canteen=canteen, valid_to=None)
    make_check(handler=ready, day=DAY)
    for _ in range(6):
        make_check(handler=make_handler(canteen=canteen), day=DAY)
    with assert_query_budget(5):
        rows = queries.staff(officer, canteen_id=canteen.id, day=DAY)
    assert (rows[0].person_id, rows[0].verdict.reason) == (
        expired.person_id,
        Reason.NO_CERTIFICATE,
    )
    assert len(rows) == 8


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_see_and_make_morning_checks(canteen, sign_in, role):
    grants = role_grants(role)
    handler = make_handler(canteen=canteen)
    client = sign_in(make_account(site=canteen.site, grants=grants))
    sees = role in {
        "buyer", "canteen_contractor", "canteen_manager", "food_inspector", "food_safety_officer",
        "kitchen", "leader", "storekeeper",
    }  # fmt: skip
    checks = role in {"canteen_manager", "food_safety_officer"}
    address = reverse("canteen:morning_checks")
    assert client.get(address).status_code == (200 if sees else 403)
    sent = {"person": handler.person_id, "conclusion": "fit"}
    assert client.post(address, sent).status_code == (302 if checks else 403)
    assert MorningCheck.objects.exists() == checks


def test_one_tap_checks_and_marks_on_duty(canteen, sign_in):
    handler = make_handler(canteen=canteen)
    grants = role_grants("food_safety_officer")
    client = sign_in(make_account(site=canteen.site, grants=grants))
    address = reverse("canteen:morning_checks")
    client.post(address, {"person": handler.person_id, "conclusion": "fit"})
    assert Duty.objects.get().day == timezone.localdate()
    refused = client.post(
        address, {"person": handler.person_id, "conclusion": "fit", "symptoms": ["skin"]}
    )
    assert refused.status_code == 422
    assert "alert-danger" in refused.content.decode()


def test_a_handler_is_registered_with_a_certificate_and_ended(canteen, sign_in):
    person = make_person(site=canteen.site)
    person.unit.kind = "contractor"
    person.unit.save()
    client = sign_in(make_account(site=canteen.site, grants=role_grants("food_safety_officer")))
    page = reverse("canteen:food_handlers")
    client.post(page, {"person": person.id, "post": "切配", "since_on": "2026-03-01"})
    handler = FoodHandler.objects.get()
    address = reverse("canteen:health_certificate", args=[person.id])
    wrong = {"number": "H-1", "issued_on": "2026-03-01", "valid_to": "2026-02-01"}
    assert client.post(address, wrong).status_code == 422
    assert client.post(address, {**wrong, "valid_to": "2027-02-28"}).status_code == 302
    client.post(reverse("canteen:food_handler_end", args=[handler.id]))
    handler.refresh_from_db()
    assert handler.until_on == timezone.localdate()


def test_without_the_right_nothing_is_written(canteen):
    handler = make_handler(canteen=canteen)
    reader = make_actor(
        site=canteen.site, grants={CanteenPermission.FOOD_SAFETY_READ: Scope.COMPLEX}
    )
    with pytest.raises(NotAllowed):
        check(handler, reader)
