"""日管控、周排查、月调度, and the ledgers."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.canteen.factories import make_attendance, make_canteen
from jieyue.canteen.food_safety import actions, figures, ledgers, queries, refusals, reminders
from jieyue.canteen.food_safety.actions import Answers
from jieyue.canteen.food_safety.models import (
    Appointment,
    DailyCheck,
    Finding,
    LogKind,
    MonthlyMeeting,
    SafetyLog,
    WeeklyReview,
)
from jieyue.canteen.food_safety.rules.periods import NotAMonth, NotAWeek
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.actor import NotAllowed, Scope
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_actor, make_person, make_site, role_grants
from jieyue.people.messages.models import Notice
from jieyue.people.roles.built_in import BUILT_IN

WEEK = date(2026, 3, 2)
DAY = date(2026, 3, 4)
AT = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
RIGHTS = ("FOOD_SAFETY_CHECK", "FOOD_SAFETY_DIRECT", "FOOD_SAFETY_READ", "FOOD_SAFETY_RECORD")
pytestmark = pytest.mark.django_db


@pytest.fixture
def canteen():
    return make_canteen(site=make_site())


def actor_with(canteen, *rights):
    grants = {CanteenPermission[right]: Scope.COMPLEX for right in rights}
    return make_actor(person=make_person(site=canteen.site), site=canteen.site, grants=grants)


@pytest.fixture
def officer(canteen):
    return actor_with(canteen, *RIGHTS)


def answers_of(canteen, *, faults=None):
    items = queries.items_on(site_id=canteen.site_id, day=DAY)
    faults = faults or {}
    results = {code: "fault" if code in faults else "ok" for code, _words in items}
    return Answers(results=results, faults=faults)


def check(canteen, officer, *, day=DAY, **answers):
    return actions.check_day(
        canteen_id=canteen.id, day=day, answers=answers_of(canteen, **answers), actor=officer, at=AT
    )


def test_a_day_without_findings_is_recorded_too_and_once(canteen, officer):
    check(canteen, officer)
    with pytest.raises(refusals.AlreadyChecked) as told:
        check(canteen, actor_with(canteen, *RIGHTS))
    assert told.value.checked_by == officer.name
    entry = Entry.objects.get(name="canteen.food_safety.daily_check_made")
    assert entry.data["findings"] == 0


def test_every_item_is_answered_and_every_fault_described(canteen, officer):
    whole = answers_of(canteen)
    partly = Answers(results={**whole.results, "gas": ""})
    with pytest.raises(refusals.ItemsOpen) as told:
        actions.check_day(canteen_id=canteen.id, day=DAY, answers=partly, actor=officer, at=AT)
    assert told.value.items == ("gas",)
    with pytest.raises(refusals.FindingUndescribed):
        check(canteen, officer, faults={"gas": "  "})
    assert not DailyCheck.objects.exists()


@pytest.mark.parametrize("days", [-2, 1])
def test_a_check_is_neither_made_ahead_nor_made_up_later(canteen, officer, days):
    with pytest.raises(refusals.NotToday):
        check(canteen, officer, day=DAY + timedelta(days=days))


def test_a_finding_is_put_right_by_one_and_verified_by_another(canteen, officer):
    check(canteen, officer, faults={"fridges": "2号冰柜 11 ℃"})
    finding = Finding.objects.get()
    assert finding.due_on == DAY + timedelta(days=3)
    with pytest.raises(refusals.NotFixedYet):
        actions.verify(finding_id=finding.id, actor=officer, at=AT)
    cook = actor_with(canteen, *RIGHTS)
    actions.fix(finding_id=finding.id, how="更换压缩机", actor=cook, at=AT)
    with pytest.raises(refusals.FindingNotOpen):
        actions.fix(finding_id=finding.id, how="又修", actor=cook, at=AT)
    with pytest.raises(refusals.SamePerson):
        actions.verify(finding_id=finding.id, actor=cook, at=AT)
    actions.verify(finding_id=finding.id, actor=officer, at=AT)
    assert not queries.open_findings(officer, canteen_id=canteen.id, today=DAY)


def test_a_line_out_of_line_says_what_was_done(canteen, officer):
    given = {"goods": "餐盘", "method": "steam", "minutes": "3", "temperature_c": "100"}
    with pytest.raises(refusals.MeasureMissing):
        ledgers.write(canteen_id=canteen.id, kind="disinfection", given=given, actor=officer, at=AT)
    assert not SafetyLog.objects.exists()
    row = ledgers.write(
        canteen_id=canteen.id, kind="disinfection", given=given, measure_taken="重新消毒",
        actor=officer, at=AT,
    )  # fmt: skip
    assert row.problems == ["too_short"]
    assert row.parameters_used


def test_a_week_is_reviewed_once_with_its_figures(canteen, officer):
    make_attendance(canteen=canteen, day=DAY - timedelta(days=1))
    check(canteen, officer, faults={"gas": "报警器失灵"})
    review = {
        "canteen_id": canteen.id,
        "week": WEEK,
        "risks": "燃气",
        "measures": "更换",
        "actor": officer,
        "at": AT,
    }
    row = actions.review_week(**review)
    assert (row.figures["daily_checks"], row.figures["findings"]) == (1, 1)
    assert row.figures["days_unchecked"] == 1
    with pytest.raises(refusals.AlreadyHeld):
        actions.review_week(**review)
    with pytest.raises(NotAWeek):
        actions.review_week(**{**review, "week": DAY})
    with pytest.raises(NotAWeek):
        actions.review_week(**{**review, "week": WEEK + timedelta(days=7)})


def test_a_month_has_one_meeting(canteen, officer):
    said = actions.Minutes(attendees="全体", minutes="通报", decisions="整改", held_on=DAY)
    meeting = {
        "canteen_id": canteen.id,
        "month": date(2026, 3, 1),
        "said": said,
        "actor": officer,
        "at": AT,
    }
    actions.hold_meeting(**meeting)
    with pytest.raises(refusals.AlreadyHeld):
        actions.hold_meeting(**meeting)
    with pytest.raises(NotAMonth):
        actions.hold_meeting(**{**meeting, "month": date(2026, 4, 1)})
    assert MonthlyMeeting.objects.get().figures["daily_checks"] == 0


def test_a_large_canteen_without_a_director_is_warned(canteen, officer):
    make_attendance(canteen=canteen, day=DAY, served=1100)
    asked = {"canteen_id": canteen.id, "site_id": canteen.site_id, "today": DAY}
    assert queries.needs_director(**asked)
    person = make_person(site=canteen.site)
    office = {
        "canteen_id": canteen.id,
        "office": "director",
        "person_id": person.id,
        "document": "文号1",
    }
    actions.appoint(**office, since_on=DAY, actor=officer, at=AT)
    assert not queries.needs_director(**asked)
    with pytest.raises(refusals.AlreadyAppointed):
        actions.appoint(**office, since_on=DAY, actor=officer, at=AT)
    row = Appointment.objects.get()
    actions.dismiss(appointment_id=row.id, until_on=DAY, actor=officer, at=AT)
    assert queries.needs_director(**asked)


def test_who_is_to_check_is_reminded_until_it_is_done(canteen, officer):
    account = make_account(site=canteen.site, grants=role_grants("food_safety_officer"))
    reminders.remind_of_the_day(site_id=canteen.site_id, at=AT)
    assert Notice.objects.filter(person_id=account.person_id).count() == 1
    check(canteen, officer)
    reminders.remind_of_the_day(site_id=canteen.site_id, at=AT)
    assert Notice.objects.count() == 1
    reminders.remind_of_the_week(site_id=canteen.site_id, at=AT)
    reminders.remind_of_the_month(site_id=canteen.site_id, at=AT)
    assert Notice.objects.count() == 3


def test_days_served_without_a_check_are_counted_by_day(canteen, officer):
    for days in (0, 1):
        make_attendance(canteen=canteen, day=DAY - timedelta(days=days))
    check(canteen, officer)
    found = figures.unchecked_days(canteen_id=canteen.id, first=WEEK, last=DAY)
    assert found == [DAY - timedelta(days=1)]


def test_another_site_has_no_such_finding(canteen, officer):
    check(canteen, officer, faults={"gas": "报警器失灵"})
    stranger = make_actor(
        site=make_site(), grants={CanteenPermission.FOOD_SAFETY_RECORD: Scope.COMPLEX}
    )
    with pytest.raises(Finding.DoesNotExist):
        actions.fix(finding_id=Finding.objects.get().id, how="x", actor=stranger, at=AT)


@pytest.mark.parametrize("right", ["FOOD_SAFETY_READ", "FOOD_SAFETY_RECORD"])
def test_the_check_and_the_review_have_rights_of_their_own(canteen, right):
    actor = actor_with(canteen, right)
    with pytest.raises(NotAllowed):
        check(canteen, actor)
    with pytest.raises(NotAllowed):
        actions.review_week(
            canteen_id=canteen.id, week=WEEK, risks="x", measures="y", actor=actor, at=AT
        )


SEES = {
    "buyer", "canteen_contractor", "canteen_manager", "food_inspector", "food_safety_officer",
    "kitchen", "leader", "storekeeper",
}  # fmt: skip
CHECKS = {"canteen_manager", "food_safety_officer"}
RECORDS = CHECKS | {"kitchen"}


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_see_check_and_record(canteen, sign_in, role):
    client = sign_in(make_account(site=canteen.site, grants=role_grants(role)))
    week = [canteen.code, timezone.localdate() - timedelta(days=timezone.localdate().weekday())]
    pages = [
        reverse("canteen:food_safety"),
        reverse("canteen:safety_ledger", args=["knives"]),
        reverse("canteen:safety_week", args=week),
    ]
    for page in pages:
        assert client.get(page).status_code == (200 if role in SEES else 403)
    assert client.get(reverse("canteen:daily_check")).status_code == (
        200 if role in CHECKS else 403
    )
    sent = client.post(pages[1], {"handed_out": "9", "returned": "9"})
    assert sent.status_code == (302 if role in RECORDS else 403)
    assert SafetyLog.objects.exists() == (role in RECORDS)


@pytest.mark.parametrize("kind", LogKind.values)
def test_every_ledger_has_its_page(canteen, sign_in, kind):
    client = sign_in(make_account(site=canteen.site, grants=role_grants("canteen_manager")))
    address = reverse("canteen:safety_ledger", args=[kind])
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 422


def test_the_daily_check_is_filled_in_on_one_page_and_printed(canteen, sign_in):
    client = sign_in(make_account(site=canteen.site, grants=role_grants("canteen_manager")))
    address = reverse("canteen:daily_check")
    today = timezone.localdate()
    count = len(queries.items_on(site_id=canteen.site_id, day=today))
    sent = {f"result_{place}": "ok" for place in range(count)}
    refused = client.post(address, {**sent, "result_3": "", "note": "灶台已清洁"})
    assert refused.status_code == 422
    assert "灶台已清洁" in refused.content.decode()
    sent |= {"result_3": "fault", "fault_3": "米袋落地"}
    assert client.post(address, sent).status_code == 302
    printed = client.get(reverse("canteen:daily_check_print", args=[canteen.code, today]))
    assert "米袋落地" in printed.content.decode()
    assert "米袋落地" in client.get(reverse("canteen:food_safety")).content.decode()


def test_review_and_meeting_are_written_on_their_pages(canteen, sign_in):
    client = sign_in(make_account(site=canteen.site, grants=role_grants("canteen_manager")))
    today = timezone.localdate()
    week = reverse("canteen:safety_week", args=[canteen.code, today - timedelta(today.weekday())])
    assert client.post(week, {"risks": "", "measures": "无"}).status_code == 422
    client.post(week, {"risks": "冷库温度", "measures": "检修"})
    assert "冷库温度" in client.get(week).content.decode()
    month = reverse("canteen:safety_month", args=[canteen.code, today.replace(day=1)])
    said = {"held_on": today, "attendees": "三人", "minutes": "通报", "decisions": "落实"}
    assert client.post(month, said).status_code == 302
    assert WeeklyReview.objects.count() == MonthlyMeeting.objects.count() == 1
