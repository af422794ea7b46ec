from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person, make_site, make_unit
from jieyue.scorecards.cards import actions, refusals
from jieyue.scorecards.cards.contesting import contest, decide
from jieyue.scorecards.cards.models import Card, CardLine, CardStatus, Contest
from jieyue.scorecards.factories import AT, CONTENT, live_sources, make_standard
from jieyue.scorecards.standards import actions as standards

pytestmark = pytest.mark.django_db
FEBRUARY = date(2026, 2, 10)
FULL = Decimal(60)
ALL = {
    f"scorecards.{right}": "complex"
    for right in (
        "cards.confirm", "cards.contest", "cards.edit", "cards.read", "standards.edit",
        "standards.read",
    )
}  # fmt: skip
SIDE = {"scorecards.cards.contest": "unit", "scorecards.cards.read": "unit"}


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def contractor(site):
    return make_unit(site=site, name="食堂承包单位")


@pytest.fixture
def live(contractor):
    with live_sources(contractor) as sources:
        yield sources


@pytest.fixture
def manager(site, live):
    make_standard(site=site)
    return make_actor(person=make_person(site=site, name="王处长"), grants=ALL)


@pytest.fixture
def side(contractor):
    return make_actor(person=make_person(unit=contractor, name="李经理"), grants=SIDE)


def drafted(manager, **fields):
    values = {"standard_code": "test.monthly", "subject_id": 7, "day": FEBRUARY, **fields}
    return actions.draft(**values, actor=manager, at=AT)


def line_of(card, criterion):
    return CardLine.objects.get(card=card, criterion=criterion)


def judge(card, criterion, points, manager, reason="现场检查"):
    line = line_of(card, criterion)
    points = None if points is None else Decimal(points)
    actions.set_line(line_id=line.id, points=points, veto=None, reason=reason, actor=manager, at=AT)


def scored(manager):
    card = drafted(manager)
    judge(card, "B1", "38", manager)
    judge(card, "B2", "0", manager)
    card.refresh_from_db()
    return card


def confirmed(manager, *, at=AT):
    card = scored(manager)
    actions.confirm(number=card.number, seen_revision=card.revision, actor=manager, at=at)
    card.refresh_from_db()
    return card


def test_a_draft_scores_what_live_data_knows_and_leaves_the_rest_open(manager):
    card = drafted(manager)
    assert (card.first_on, card.last_on) == (date(2026, 2, 1), date(2026, 2, 28))
    assert line_of(card, "A1").points == Decimal(50)
    assert line_of(card, "V1").veto is False
    assert (card.unscored, card.grade, card.total) == (2, "", Decimal(50))


def test_drafting_twice_gives_the_same_card_and_takes_no_number(manager):
    first = drafted(manager)
    assert drafted(manager, day=date(2026, 2, 28)) == first
    assert drafted(manager, day=date(2026, 3, 1)).number[-1] == "2"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"subject_id": 8}, refusals.NoSuchSubject),
        ({"standard_code": "none"}, refusals.NoStandard),
        ({"day": date(2026, 4, 1)}, refusals.PeriodNotBegun),
    ],
)
def test_what_cannot_be_drafted(manager, fields, refusal):
    with pytest.raises(refusal):
        drafted(manager, **fields)
    assert not Card.objects.exists()


def test_evidence_follows_live_data_and_what_a_person_set_stays(manager, live):
    card = scored(manager)
    live.values["test.findings"] = "3"
    assert actions.refresh(number=card.number, actor=manager, at=AT) == ["A1"]
    judge(card, "A1", "55", manager)
    live.values["test.findings"] = "4"
    actions.refresh(number=card.number, actor=manager, at=AT)
    line = line_of(card, "A1")
    assert (line.points_proposed, line.points, line.set_by) == (20, 55, "王处长")
    judge(card, "A1", None, manager, reason="")
    card.refresh_from_db()
    assert (line_of(card, "A1").points, card.total) == (20, 58)


def test_unknown_evidence_gives_no_points_and_blocks_confirmation(manager, live):
    live.values["test.findings"] = None
    card = scored(manager)
    assert line_of(card, "A1").points is None
    with pytest.raises(refusals.LinesUnscored) as caught:
        actions.confirm(number=card.number, seen_revision=card.revision, actor=manager, at=AT)
    assert caught.value.count == 1


@pytest.mark.parametrize("points", ["-0.01", "40.01"])
def test_points_stay_in_range(manager, points):
    card = drafted(manager)
    with pytest.raises(refusals.PointsOutOfRange):
        judge(card, "B1", points, manager)


def test_points_by_hand_need_a_reason(manager):
    card = drafted(manager)
    with pytest.raises(refusals.ReasonMissing):
        judge(card, "B1", "10", manager, reason="  ")
    assert line_of(card, "B1").points is None


def test_a_veto_makes_the_grade_the_lowest_and_keeps_the_points(manager, live):
    live.values["test.poisonings"] = "1"
    card = confirmed(manager)
    assert (card.total, card.grade, card.vetoed) == (88, "failed", True)


def test_the_second_of_two_who_confirm_is_told_who_was_first(manager):
    card = scored(manager)
    actions.confirm(number=card.number, seen_revision=card.revision, actor=manager, at=AT)
    other = make_actor(person=make_person(unit=make_unit(site=card.site), name="赵"), grants=ALL)
    with pytest.raises(refusals.CardAlreadyConfirmed) as caught:
        actions.confirm(number=card.number, seen_revision=card.revision, actor=other, at=AT)
    assert caught.value.confirmed_by == "王处长"
    assert Entry.objects.filter(name="scorecards.cards.confirmed").count() == 1


def test_a_card_is_confirmed_as_it_was_seen(manager, live):
    card = scored(manager)
    seen = card.revision
    judge(card, "B1", "30", manager)
    with pytest.raises(refusals.CardChanged):
        actions.confirm(number=card.number, seen_revision=seen, actor=manager, at=AT)
    live.values["test.findings"] = "5"
    with pytest.raises(refusals.EvidenceMoved) as caught:
        actions.confirm(number=card.number, seen_revision=seen + 1, actor=manager, at=AT)
    assert caught.value.criteria == ["A1"]
    card.refresh_from_db()
    assert (card.status, line_of(card, "A1").points) == (CardStatus.DRAFT, 50)


def test_a_period_that_runs_is_not_confirmed(manager):
    early = datetime(2026, 2, 28, 15, 0, tzinfo=UTC)  # 23:00 on the last day
    with pytest.raises(refusals.PeriodNotOver):
        confirmed(manager, at=early)
    confirmed_at = early + timedelta(hours=2)
    card = Card.objects.first() or scored(manager)
    actions.confirm(number=card.number, seen_revision=card.revision, actor=manager, at=confirmed_at)


def test_a_confirmed_card_does_not_follow_live_data(manager, live):
    card = confirmed(manager)
    live.values["test.findings"] = "6"
    with pytest.raises(refusals.CardAlreadyConfirmed):
        actions.refresh(number=card.number, actor=manager, at=AT)
    with pytest.raises(refusals.CardAlreadyConfirmed):
        judge(card, "B1", "1", manager)
    drafted(manager)
    card.refresh_from_db()
    assert (card.total, card.grade) == (88, "good")


def test_the_scored_unit_contests_and_somebody_else_decides(manager, side):
    card = confirmed(manager)
    line = line_of(card, "A1")
    made = contest(line_id=line.id, reason="当天冰箱检修", actor=side, at=AT)
    card.refresh_from_db()
    assert card.status == CardStatus.CONTESTED
    with pytest.raises(refusals.ContestsOpen):
        actions.finalise(number=card.number, actor=manager, at=AT + timedelta(days=9))
    decide(contest_id=made.id, upheld=True, points=Decimal(60), reason="属实", actor=manager, at=AT)
    card.refresh_from_db()
    assert (card.total, line_of(card, "A1").points_proposed) == (98, 50)
    with pytest.raises(refusals.ContestAlreadyDecided) as caught:
        decide(contest_id=made.id, upheld=False, points=None, reason="否", actor=manager, at=AT)
    assert caught.value.decided_by == "王处长"


def test_a_rejected_contest_changes_nothing(manager, side):
    card = confirmed(manager)
    made = contest(line_id=line_of(card, "B1").id, reason="不同意", actor=side, at=AT)
    decide(contest_id=made.id, upheld=False, points=None, reason="有照片", actor=manager, at=AT)
    card.refresh_from_db()
    assert (card.total, line_of(card, "B1").points) == (88, 38)
    with pytest.raises(refusals.AlreadyContested):
        contest(line_id=line_of(card, "B1").id, reason="再次", actor=side, at=AT)


def test_only_the_scored_side_contests_and_never_decides(manager, side, contractor):
    card = confirmed(manager)
    line = line_of(card, "A1")
    with pytest.raises(refusals.NotScoredSide):
        contest(line_id=line.id, reason="代申诉", actor=manager, at=AT)
    made = contest(line_id=line.id, reason="不同意", actor=side, at=AT)
    insider = make_actor(person=make_person(unit=contractor), grants=ALL)
    with pytest.raises(refusals.OwnContest):
        decide(
            contest_id=made.id, upheld=True, points=Decimal(60), reason="x", actor=insider, at=AT
        )
    with pytest.raises(NotAllowed):
        decide(contest_id=made.id, upheld=True, points=Decimal(60), reason="x", actor=side, at=AT)


def test_another_units_card_does_not_exist_for_the_scored_side(manager, site):
    card = confirmed(manager)
    stranger = make_actor(person=make_person(unit=make_unit(site=site)), grants=SIDE)
    with pytest.raises(CardLine.DoesNotExist):
        contest(line_id=line_of(card, "A1").id, reason="x", actor=stranger, at=AT)
    elsewhere = make_actor(site=make_site(), grants=ALL)
    with pytest.raises(Card.DoesNotExist):
        actions.finalise(number=card.number, actor=elsewhere, at=AT)


def test_a_draft_and_a_final_card_are_not_contested(manager, side):
    card = scored(manager)
    with pytest.raises(refusals.NotContestable):
        contest(line_id=line_of(card, "A1").id, reason="x", actor=side, at=AT)
    actions.confirm(number=card.number, seen_revision=card.revision, actor=manager, at=AT)
    late = AT + timedelta(days=5)
    actions.finalise(number=card.number, actor=manager, at=late)
    with pytest.raises(refusals.NotContestable):
        contest(line_id=line_of(card, "A1").id, reason="x", actor=side, at=late)
    assert not Contest.objects.exists()


def test_three_workdays_to_contest_then_final(manager, side):
    card = confirmed(manager)  # on Monday, so to the end of Thursday
    until = datetime(2026, 3, 5, 16, 0, tzinfo=UTC)
    assert card.contest_until == until
    with pytest.raises(refusals.ContestDaysRunning):
        actions.finalise(number=card.number, actor=manager, at=until - timedelta(seconds=1))
    with pytest.raises(refusals.ContestOver):
        contest(line_id=line_of(card, "A1").id, reason="晚了", actor=side, at=until)
    actions.finalise(number=card.number, actor=manager, at=until)
    with pytest.raises(refusals.CardAlreadyFinal):
        actions.finalise(number=card.number, actor=manager, at=until)
    entry = Entry.objects.get(name="scorecards.cards.final")
    assert (entry.data["points"], entry.data["grade"]) == ("88.00", "good")


def test_a_draft_does_not_become_final(manager):
    card = scored(manager)
    with pytest.raises(refusals.NotConfirmed):
        actions.finalise(number=card.number, actor=manager, at=AT)


def without(right, site):
    grants = {code: scope for code, scope in ALL.items() if code != right}
    return make_actor(site=site, grants=grants)


@pytest.mark.parametrize(("points", "grade"), [("0.01", "good"), ("0", "failed")])
def test_a_starred_criterion_without_a_point_makes_the_lowest_grade(manager, site, points, grade):
    content = deepcopy(CONTENT)
    content["groups"][1]["criteria"].append(
        {"code": "B3", "title": "★ 目标", "points": 1, "kind": "deduct", "starred": True}
    )
    content["groups"][1]["points"], content["points"] = 41, "101"
    made = standards.propose(content, effective_from=AT.date(), actor=manager, at=AT)
    other = make_actor(person=make_person(unit=make_unit(site=site)), grants=ALL)
    standards.approve(standard_id=made.id, actor=other, at=AT)
    card = drafted(manager, day=date(2026, 3, 1))
    for code, given in (("B1", "40"), ("B2", "0"), ("B3", points)):
        judge(card, code, given, manager)
    card.refresh_from_db()
    assert (card.grade, card.vetoed) == (grade, grade == "failed")


def test_each_step_needs_its_right(manager, site):
    card = scored(manager)
    clerk = without("scorecards.cards.confirm", site)
    with pytest.raises(NotAllowed):
        actions.confirm(number=card.number, seen_revision=card.revision, actor=clerk, at=AT)
    with pytest.raises(NotAllowed):
        actions.finalise(number=card.number, actor=clerk, at=AT)
    reader = without("scorecards.cards.edit", site)
    with pytest.raises(NotAllowed):
        actions.refresh(number=card.number, actor=reader, at=AT)
    with pytest.raises(NotAllowed):
        drafted(reader)
    with pytest.raises(NotAllowed):
        judge(card, "B1", "1", reader)


def test_a_card_is_scored_by_the_version_of_its_last_day(manager, site):
    march = date(2026, 3, 1)
    other = make_actor(person=make_person(unit=make_unit(site=site)), grants=ALL)
    proposed = standards.propose(
        {**CONTENT, "title": "新办法"}, effective_from=AT.date(), actor=manager, at=AT
    )
    assert drafted(manager, day=march).standard.version == 1
    standards.approve(standard_id=proposed.id, actor=other, at=AT)
    assert drafted(manager, day=march).standard.version == 1  # the card that there is stays
    assert drafted(manager, day=FEBRUARY).standard.version == 1  # not in force in February
    Card.objects.filter(first_on=march).delete()
    assert drafted(manager, day=march).standard.version == 2
