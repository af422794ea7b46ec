from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.canteen.experiments import actions, refusals
from jieyue.canteen.experiments.models import Measure, MeasureStatus
from jieyue.canteen.factories import make_attendance, make_canteen
from jieyue.canteen.waste.models import WasteWeighing
from jieyue.kit.actor import NotAllowed, system
from jieyue.people.factories import (
    make_account,
    make_actor,
    make_person,
    make_site,
    make_unit,
    role_grants,
)
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
READERS = {"canteen_manager", "leader", "food_safety_officer"}
START = date(2026, 4, 6)  # a Monday
EDIT = {"canteen.experiments.edit": "complex", "canteen.experiments.read": "complex"}


def local(day, hour=8):
    return datetime(day.year, day.month, day.day, hour - 8, tzinfo=UTC)


REGISTERED = local(START - timedelta(days=4))


def weekdays(first, count):
    days, day = [], first
    while len(days) < count:
        if day.isoweekday() <= 5:
            days.append(day)
        day += timedelta(days=1)
    return days


def lunch(canteen, day, kg, diners=1000):
    make_attendance(canteen=canteen, day=day, served=diners)
    WasteWeighing.objects.create(
        site_id=canteen.site_id, client_id=uuid4(), canteen=canteen, day=day, meal="lunch",
        stage="plate", gross_kg=Decimal(str(kg)), tare_kg=0, scale_error_kg=Decimal("0.05"),
        happened_at=local(day, 14), recorded_at=local(day, 14), recorded_by="x",
    )  # fmt: skip


@pytest.fixture
def canteen():
    canteen = make_canteen()
    for n, day in enumerate(weekdays(START - timedelta(days=35), 25)):
        if day < START:
            lunch(canteen, day, 50 + n % 3)
    return canteen


@pytest.fixture
def manager(canteen):
    return make_actor(site=canteen.site, grants=EDIT)


def registered(canteen, actor, *, at=REGISTERED, **fields):
    values = {
        "canteen_id": canteen.id, "title": "半份菜", "hypothesis": "小份让盘里剩得少",
        "effort": "small", "outcome": "plate_g", "starts_on": START, **fields,
    }  # fmt: skip
    return actions.register(actions.Trial(**values), actor=actor, at=at)


def started(canteen, actor):
    measure = registered(canteen, actor)
    actions.start_due(site_id=canteen.site_id, at=local(START, 8))
    measure.refresh_from_db()
    return measure


def eaten(canteen, count, kg):
    days = weekdays(START, count)
    for n, day in enumerate(days):
        lunch(canteen, day, kg + n % 3)
    return local(days[-1] + timedelta(days=1))


@pytest.mark.parametrize("days", [0, -1, -4])
def test_a_measure_is_registered_before_it_starts(canteen, manager, days):
    late = local(START - timedelta(days=days))
    with pytest.raises(refusals.StartsInThePast):
        registered(canteen, manager, at=late)
    assert not Measure.objects.exists()


def test_a_trial_without_lunches_before_it_is_refused(canteen, manager):
    WasteWeighing.objects.all().delete()
    with pytest.raises(refusals.TooFewBefore) as caught:
        registered(canteen, manager)
    assert (caught.value.found, caught.value.wanted) == (0, 20)


def test_the_lunches_before_are_frozen_with_the_start(canteen, manager):
    measure = started(canteen, manager)
    assert measure.status == MeasureStatus.RUNNING
    assert len(measure.before) == 20
    kept = measure.before
    WasteWeighing.objects.filter(day__lt=START).update(gross_kg=999)
    at = eaten(canteen, 20, 40)
    result = actions.evaluate(number=measure.number, actor=manager, at=at).result
    assert result["difference"]["before"] == pytest.approx(51, abs=0.2)
    measure.refresh_from_db()
    assert measure.before == kept


def test_a_saving_is_told_with_kilograms_and_yuan(canteen, manager):
    measure = started(canteen, manager)
    at = eaten(canteen, 20, 40)
    result = actions.evaluate(number=measure.number, actor=manager, at=at).result
    assert result["difference"]["claim"] == "better"
    assert result["difference"]["change"] == pytest.approx(-10, abs=0.3)
    assert result["kg_year_low"] < result["kg_year"] < result["kg_year_high"]
    assert result["yuan_year"] == pytest.approx(result["kg_year"] * 18)
    with pytest.raises(refusals.AlreadyEvaluated):
        actions.evaluate(number=measure.number, actor=manager, at=at)


def test_no_saving_is_told_where_none_is_shown(canteen, manager):
    measure = started(canteen, manager)
    at = eaten(canteen, 20, 50)
    result = actions.evaluate(number=measure.number, actor=manager, at=at).result
    assert result["difference"]["claim"] == "not_shown"
    assert (result["kg_year"], result["yuan_year"]) == (None, None)


def test_nineteen_lunches_are_not_evaluated(canteen, manager):
    measure = started(canteen, manager)
    at = eaten(canteen, 19, 10)
    with pytest.raises(refusals.TooFewAfter) as caught:
        actions.evaluate(number=measure.number, actor=manager, at=at)
    assert (caught.value.found, caught.value.wanted) == (19, 20)


def test_days_are_left_out_before_they_come_and_never_after_the_start(canteen, manager):
    measure = registered(canteen, manager)
    leave = {"number": measure.number, "reason": "停电检修", "actor": manager}
    with pytest.raises(refusals.DayNotBefore):
        actions.leave_out(**leave, day=REGISTERED.date() - timedelta(days=1), at=REGISTERED)
    actions.leave_out(**leave, day=START, at=REGISTERED)
    actions.start_due(site_id=canteen.site_id, at=local(START))
    with pytest.raises(refusals.AlreadyStarted):
        actions.leave_out(**leave, day=START + timedelta(days=1), at=local(START))
    at = eaten(canteen, 20, 40)
    with pytest.raises(refusals.TooFewAfter) as caught:
        actions.evaluate(number=measure.number, actor=manager, at=at)
    assert caught.value.found == 19


def test_a_measure_is_given_up_with_a_reason(canteen, manager):
    measure = started(canteen, manager)
    with pytest.raises(refusals.ReasonMissing):
        actions.abandon(number=measure.number, reason=" ", actor=manager, at=local(START))
    actions.abandon(number=measure.number, reason="供应中断", actor=manager, at=local(START))
    with pytest.raises(refusals.NotRunning):
        actions.evaluate(number=measure.number, actor=manager, at=local(START))


def test_unserved_food_not_weighed_is_not_zero(canteen, manager):
    """Both stages count only on days that have both."""
    with pytest.raises(refusals.TooFewBefore):
        registered(canteen, manager, outcome="waste_g")


@pytest.mark.parametrize(("mean", "answers"), [("0.9", 5), ("5.1", 5), ("4", 0)])
def test_a_rating_lies_from_one_to_five(canteen, manager, mean, answers):
    with pytest.raises(refusals.BadRating):
        actions.rate(canteen_id=canteen.id, day=START, meal="lunch", answers=answers,
                     mean=Decimal(mean), actor=manager, at=local(START))  # fmt: skip


def test_another_sites_measure_does_not_exist(canteen, manager):
    measure = registered(canteen, manager)
    stranger = make_actor(site=make_site(), grants=EDIT)
    with pytest.raises(Measure.DoesNotExist):
        actions.abandon(number=measure.number, reason="x", actor=stranger, at=REGISTERED)
    reader = make_actor(site=canteen.site, grants={"canteen.experiments.read": "complex"})
    with pytest.raises(NotAllowed):
        actions.abandon(number=measure.number, reason="x", actor=reader, at=REGISTERED)


def client_of(sign_in, site, role):
    person = make_person(unit=make_unit(site=site))
    return sign_in(make_account(site=site, person=person, grants=role_grants(role)))


@pytest.mark.parametrize("role", [each.code for each in BUILT_IN])
def test_who_may_see_and_register(canteen, sign_in, role):
    measure = registered(canteen, system("test", site_id=canteen.site_id))
    client = client_of(sign_in, canteen.site, role)
    page = reverse("canteen:experiment", args=[measure.number])
    assert client.get(page).status_code == (200 if role in READERS else 403)
    status = client.post(reverse("canteen:experiment_new"), {"title": ""}).status_code
    assert status == (422 if role == "canteen_manager" else 403)


def test_the_page_from_registration_to_a_start_too_early(canteen, sign_in):
    today = timezone.localdate()
    for day in weekdays(today - timedelta(days=40), 27):
        if day < today:
            lunch(canteen, day, 50)
    client = client_of(sign_in, canteen.site, "canteen_manager")
    form = {
        "canteen_id": canteen.id, "title": "半份菜", "hypothesis": "剩得少", "effort": "small",
        "outcome": "plate_g", "meal": "lunch", "starts_on": today,
    }  # fmt: skip
    refused = client.post(reverse("canteen:experiment_new"), form)
    assert refused.status_code == 422
    assert "半份菜" in refused.content.decode()
    form["starts_on"] = today + timedelta(days=1)
    answer = client.post(reverse("canteen:experiment_new"), form, follow=True)
    assert "剩得少" in answer.content.decode()
    assert "半份菜" in client.get(reverse("canteen:experiments")).content.decode()
    number = Measure.objects.get().number
    early = client.post(reverse("canteen:experiment_evaluate", args=[number]), follow=True)
    assert [m.level_tag for m in early.context["messages"]] == ["error"]


def test_the_list_costs_the_same_whatever_was_tried(canteen, manager, sign_in, assert_query_budget):
    for _ in range(8):
        registered(canteen, manager)
    client = client_of(sign_in, canteen.site, "canteen_manager")
    client.get(reverse("canteen:experiments"))
    with assert_query_budget(12):
        client.get(reverse("canteen:experiments"))
