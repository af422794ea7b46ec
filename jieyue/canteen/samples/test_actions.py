from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from jieyue.canteen.factories import make_canteen, make_meal_period
from jieyue.canteen.kitchen.factories import make_batch
from jieyue.canteen.menus.factories import make_dish, make_menu
from jieyue.canteen.samples import actions, checking, illness, queries, refusals
from jieyue.canteen.samples.models import IllnessReport, RetainedSample, SampleCheck
from jieyue.canteen.stock.models import StockLocation
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.kit.permissions import all_permissions
from jieyue.people.factories import make_account, make_actor, make_person, make_unit
from jieyue.people.messages.models import Notice
from jieyue.people.roles.built_in import BUILT_IN, grants_of

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
TWO_DAYS = timedelta(hours=48)
RIGHTS = {f"canteen.samples.{name}": "complex" for name in ("dispose", "read", "record", "report")}


class Pantry:
    """A lunch of a stew, rice and boxed milk; milk needs no sample."""

    def __init__(self):
        self.canteen = make_canteen()
        self.site = self.canteen.site
        self.stew = make_dish(site=self.site, name="回锅肉")
        self.rice = make_dish(site=self.site, name="米饭", course="staple")
        self.milk = make_dish(site=self.site, name="盒装牛奶", course="dairy")
        make_menu(canteen=self.canteen, day=MONDAY, dishes=[self.stew, self.rice, self.milk])
        self.inspector = make_person(unit=make_unit(site=self.site))
        make_account(person=self.inspector, grants=RIGHTS)
        self.actor = replace(
            make_actor(person=self.inspector, grants=RIGHTS), name=self.inspector.name
        )
        self.meal = actions.MealOf(canteen_id=self.canteen.id, day=MONDAY, meal="lunch")
        self.fridge = StockLocation.objects.create(
            site=self.site, canteen=self.canteen, code="LY1", name="留样柜", storage="chilled",
            holds_samples=True,
        )  # fmt: skip

    def take(self, *dishes, mass_g=125, sampled_at=NOON, at=NOON, actor=None, **fields):
        samples = [actions.Taken(dish_id=d.id, mass_g=mass_g, slot="2-3") for d in dishes]
        return actions.take(
            meal=fields.pop("meal", self.meal), samples=samples, sampled_at=sampled_at,
            location_id=fields.pop("location_id", self.fridge.id), actor=actor or self.actor,
            at=at,
        )  # fmt: skip

    def dispose(self, *samples, at, actor=None):
        ids = [sample.id for sample in samples]
        return actions.dispose(sample_ids=ids, actor=actor or self.actor, at=at)

    def report(self, *, first=MONDAY, last=MONDAY, persons=3, at=NOON, actor=None, symptoms="腹泻"):
        ill = illness.Illness(first_on=first, last_on=last, persons=persons, symptoms=symptoms)
        return illness.report(
            canteen_id=self.canteen.id, illness=ill, reported_at=at, actor=actor or self.actor,
            at=at,
        )  # fmt: skip

    def missing(self):
        found = queries.missing(
            canteen_id=self.canteen.id, site_id=self.site.id, day=MONDAY, meal="lunch"
        )
        return found[1]

    def told(self):
        return [notice.message.title for notice in Notice.objects.order_by("id")]


@pytest.fixture
def pantry():
    return Pantry()


def test_a_sample_is_kept_two_days_from_its_minute(pantry):
    taken_at = NOON - timedelta(minutes=17)
    stew, _ = pantry.take(pantry.stew, pantry.rice, sampled_at=taken_at)
    assert stew.kept_until == taken_at + TWO_DAYS
    assert (stew.location, stew.slot, stew.keeper) == (pantry.fridge, "2-3", pantry.actor.name)
    entry = Entry.objects.get(name="canteen.samples.taken")
    assert entry.data["dish_ids"] == [pantry.stew.id, pantry.rice.id]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"mass_g": 124}, refusals.TooLight),
        ({"mass_g": 0}, refusals.TooLight),
        ({"mass_g": 2001}, refusals.TooHeavy),
        ({"sampled_at": NOON + timedelta(minutes=6)}, refusals.BadMoment),
        ({"sampled_at": NOON - timedelta(days=1)}, refusals.BadMoment),
        ({"location_id": 999_999}, refusals.NoSuchFridge),
    ],
)
def test_what_cannot_be_a_sample_is_refused(pantry, fields, refusal):
    with pytest.raises(refusal):
        pantry.take(pantry.stew, **fields)
    assert not RetainedSample.objects.exists()


def test_a_dish_that_is_not_served_is_not_sampled_and_one_is_enough(pantry):
    with pytest.raises(refusals.NothingChosen):
        pantry.take()
    with pytest.raises(refusals.NotServed):
        pantry.take(make_dish(site=pantry.site))
    pantry.take(pantry.stew)
    with pytest.raises(refusals.AlreadySampled) as refused:
        pantry.take(pantry.rice, pantry.stew)
    assert (refused.value.keeper, refused.value.said_at) == (
        pantry.actor.name,
        "2026-03-02 12:00",
    )
    assert pantry.missing() == [pantry.rice.id]  # all of them or none


def test_a_dish_cooked_beside_the_menu_needs_a_sample_too(pantry):
    extra = make_dish(site=pantry.site, name="加菜")
    make_batch(canteen=pantry.canteen, dish=extra)
    assert pantry.missing() == [pantry.stew.id, pantry.rice.id, extra.id]
    pantry.take(extra)
    assert pantry.missing() == [pantry.stew.id, pantry.rice.id]


def test_a_sample_is_not_thrown_away_before_its_time(pantry):
    [stew] = pantry.take(pantry.stew)
    with pytest.raises(refusals.StillKept) as refused:
        pantry.dispose(stew, at=NOON + TWO_DAYS - timedelta(seconds=1))
    assert refused.value.said_until == "2026-03-04 12:00"
    assert pantry.dispose(stew, at=NOON + TWO_DAYS) == 1
    stew.refresh_from_db()
    assert (stew.disposed_at, stew.disposed_by) == (NOON + TWO_DAYS, pantry.actor.name)
    with pytest.raises(refusals.AlreadyDisposed) as again:
        pantry.dispose(stew, at=NOON + 2 * TWO_DAYS)
    assert again.value.by == pantry.actor.name


def test_of_two_samples_of_which_one_is_kept_both_stay(pantry):
    [stew] = pantry.take(pantry.stew)
    [rice] = pantry.take(pantry.rice, sampled_at=NOON, at=NOON)
    RetainedSample.objects.filter(id=rice.id).update(kept_until=NOON + 2 * TWO_DAYS)
    with pytest.raises(refusals.StillKept):
        pantry.dispose(stew, rice, at=NOON + TWO_DAYS)
    assert not RetainedSample.objects.exclude(disposed_at=None).exists()


def test_the_database_itself_keeps_a_sample_its_time(pantry):
    [stew] = pantry.take(pantry.stew)
    with pytest.raises(IntegrityError), transaction.atomic():
        RetainedSample.objects.filter(id=stew.id).update(disposed_at=NOON)


def test_an_open_illness_report_holds_samples_that_were_due(pantry):
    [stew] = pantry.take(pantry.stew)
    due = NOON + TWO_DAYS
    found = pantry.report(at=due)
    with pytest.raises(refusals.HeldByReport) as refused:
        pantry.dispose(stew, at=due + TWO_DAYS)
    assert refused.value.report == found.number
    illness.authority_told(number=found.number, told_at=due, actor=pantry.actor, at=due)
    closed_at = due + 2 * TWO_DAYS
    illness.close(
        number=found.number, outcome="与就餐无关", is_false_alarm=False, actor=pantry.actor,
        at=closed_at,
    )  # fmt: skip
    stew.refresh_from_db()
    assert stew.kept_until == closed_at
    assert pantry.dispose(stew, at=closed_at) == 1


def test_a_report_about_other_days_holds_nothing(pantry):
    [stew] = pantry.take(pantry.stew)
    pantry.report(first=date(2026, 3, 3), last=date(2026, 3, 4), at=NOON + TWO_DAYS)
    assert pantry.dispose(stew, at=NOON + TWO_DAYS) == 1


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"first": date(2026, 3, 3), "last": date(2026, 3, 3)}, refusals.BadDays),
        ({"first": MONDAY, "last": date(2026, 3, 1)}, refusals.BadDays),
        ({"persons": 0}, refusals.NobodyIll),
        ({"symptoms": " "}, refusals.SymptomsMissing),
    ],
)
def test_an_impossible_report_is_refused(pantry, fields, refusal):
    with pytest.raises(refusal):
        pantry.report(**fields)


def test_a_report_tells_who_reports_and_reminds_once_before_two_hours_are_over(pantry):
    found = pantry.report()
    assert pantry.told() == ["Illness report %(number)s: %(persons)s persons"]
    entry = Entry.objects.get(name="canteen.samples.illness_reported")
    assert entry.data["tell_authority_by"].startswith("2026-03-02T06:00")
    for minutes in (30, 60, 90):
        illness.remind(site_id=pantry.site.id, at=NOON + timedelta(minutes=minutes))
    assert pantry.told()[1:] == ["Tell the authority: illness report %(number)s"]
    illness.authority_told(
        number=found.number, told_at=NOON + timedelta(hours=3), actor=pantry.actor,
        at=NOON + timedelta(hours=3),
    )  # fmt: skip
    assert Entry.objects.get(name="canteen.samples.authority_told").data["is_late"] is True
    with pytest.raises(refusals.AlreadyTold):
        illness.authority_told(number=found.number, told_at=NOON, actor=pantry.actor, at=NOON)


def test_nobody_is_reminded_when_the_authority_knows(pantry):
    found = pantry.report()
    illness.authority_told(number=found.number, told_at=NOON, actor=pantry.actor, at=NOON)
    illness.remind(site_id=pantry.site.id, at=NOON + timedelta(hours=1))
    assert len(pantry.told()) == 1


def test_a_report_is_closed_once_with_its_outcome(pantry):
    found = pantry.report()

    def close(outcome="误报", *, false_alarm=True):
        illness.close(
            number=found.number, outcome=outcome, is_false_alarm=false_alarm,
            actor=pantry.actor, at=NOON,
        )  # fmt: skip

    with pytest.raises(refusals.OutcomeMissing):
        close("")
    with pytest.raises(refusals.AuthorityNotTold):
        close(false_alarm=False)
    close()
    with pytest.raises(refusals.ReportClosed):
        close()


def test_after_the_meal_the_inspector_hears_of_missing_samples_once(pantry):
    make_meal_period(canteen=pantry.canteen, opens=time(11, 30), closes=time(13, 0))
    pantry.take(pantry.rice)
    for minutes in (74, 75, 85):  # 13:14, 13:15, 13:25
        checking.check_meals(site_id=pantry.site.id, at=NOON + timedelta(minutes=minutes))
    assert pantry.told() == ["%(canteen)s: samples missing, %(day)s %(meal)s"]
    assert Notice.objects.get().message.values["dishes"] == "回锅肉"
    check = SampleCheck.objects.get()
    assert (check.required, check.missing) == (2, [pantry.stew.id])
    assert Entry.objects.get(name="canteen.samples.missing").data["dish_ids"] == [pantry.stew.id]


def test_a_complete_meal_is_checked_and_nobody_is_told(pantry):
    make_meal_period(canteen=pantry.canteen, closes=time(13, 0))
    pantry.take(pantry.rice, pantry.stew)
    checking.check_meals(site_id=pantry.site.id, at=NOON + timedelta(hours=2))
    assert SampleCheck.objects.get().missing == []
    assert pantry.told() == []


def test_who_may_take_throw_away_and_report(pantry):
    known = list(all_permissions())
    taking = {"kitchen", "food_inspector", "food_safety_officer", "canteen_manager"}
    judging = taking - {"kitchen"}
    [stew] = pantry.take(pantry.stew)
    for role in BUILT_IN:
        actor = replace(pantry.actor, grants=grants_of(role, known))
        for may, call in (
            (role.code in taking, lambda a=actor: pantry.take(pantry.stew, actor=a)),
            (role.code in judging, lambda a=actor: pantry.dispose(stew, at=NOON, actor=a)),
            (role.code in judging, lambda a=actor: pantry.report(persons=0, actor=a)),
        ):
            with pytest.raises(refusals.SamplesRefused if may else NotAllowed):
                call()


def test_another_sites_samples_and_reports_do_not_exist(pantry):
    [stew] = pantry.take(pantry.stew)
    found = pantry.report()
    stranger = make_actor(grants=RIGHTS)
    with pytest.raises(RetainedSample.DoesNotExist):
        pantry.dispose(stew, at=NOON + TWO_DAYS, actor=stranger)
    with pytest.raises(IllnessReport.DoesNotExist):
        illness.authority_told(number=found.number, told_at=NOON, actor=stranger, at=NOON)
