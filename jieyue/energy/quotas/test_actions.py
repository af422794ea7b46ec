from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from jieyue.energy.factors.rules import SetsMixed, UnknownSet
from jieyue.energy.quotas import actions, nightly, queries, refusals, seeding, uses
from jieyue.energy.quotas.factories import Metered
from jieyue.energy.quotas.models import Explanation, Quota, QuotaTable
from jieyue.energy.quotas.rules.limits import BadLimits, Figure, rate
from jieyue.kit import workdays
from jieyue.kit.actor import NotAllowed, system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import (
    make_account,
    make_actor,
    make_person,
    make_site,
    make_unit,
    role_grants,
)
from jieyue.people.messages.models import Message
from jieyue.people.units.models import Unit

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture
def unit():
    made = make_unit(site=make_site(), code="A", name="甲局")
    workdays.seed([2026], site_id=made.site_id)
    return made


@pytest.fixture
def office(unit):
    return system("test", site_id=unit.site_id)


def person_of(unit, role):
    person = make_person(unit=unit)
    make_account(person=person, grants=role_grants(role))
    return make_actor(person=person, grants=role_grants(role))


def set_quota(office, amount="1000", **fields):
    values = {
        "unit_code": "A", "year": 2026, "measure": "electricity", "source": "川机管〔2026〕1号",
        **fields,
    }  # fmt: skip
    return actions.set_quota(**values, amount=Decimal(amount), actor=office, at=AT)


@pytest.fixture
def metered(monkeypatch):
    def meter(*, year=2026, **by_medium):
        """Months of unit A (key: its medium) or of the complex (key: complex_medium)."""
        unit_id = Unit.objects.get(code="A").id
        found = {}
        for name, months in by_medium.items():
            whole = name.startswith("complex_")
            found[None if whole else unit_id, name.removeprefix("complex_")] = months
        monkeypatch.setattr(uses, "totals", Metered(found, year=year))

    return meter


def test_a_quota_is_set_and_changed_with_old_and_new_in_the_journal(unit, office):
    assert set_quota(office) == "added"
    assert set_quota(office) == "unchanged"
    assert set_quota(office, "900") == "changed"
    assert set_quota(office, unit_code="") == "added"
    facts = Entry.objects.filter(name="energy.quotas.set").order_by("id")
    assert [(fact.data["old"], fact.data["new"]) for fact in facts][1] == ("1000.000", "900")


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"amount": "0"}, refusals.BadQuota),
        ({"amount": "NaN"}, refusals.BadQuota),
        ({"amount": "1.0001"}, refusals.BadQuota),
        ({"unit_code": "nobody"}, refusals.QuotaOfNoUnit),
        ({"measure": "energy"}, refusals.QuotaNeedsSet),
        ({"set_code": "calorific"}, refusals.QuotaNeedsSet),
        ({"measure": "energy", "set_code": "moon"}, UnknownSet),
    ],
)
def test_what_cannot_be_a_quota_is_refused(unit, office, fields, refusal):
    with pytest.raises(refusal):
        set_quota(office, **fields)
    assert not Quota.objects.exists()


def test_progress_counts_whole_months_with_their_coverage(unit, office, metered):
    set_quota(office)
    metered(electricity=[100] * 11)  # November is not over and is asked for by nobody
    [row] = queries.progress(office, year=2026, today=TODAY)
    assert (row.pace.used, row.pace.share, row.pace.state) == (1000, 1, "ahead")
    assert (row.coverage, row.own_only_months) == (Decimal("0.97"), 10)


def test_standard_coal_is_reckoned_by_the_quotas_own_set(unit, office, metered):
    metered(electricity=[1000], gas=[100], water=[5000])
    for code, kgce in (("calorific", "255.900"), ("shandong_2019", "431.430")):
        set_quota(office, measure="energy", set_code=code)
        [row] = queries.progress(office, year=2026, today=TODAY)
        assert row.pace.used == Decimal(kgce)  # 122.9 + 133; 310 + 121.43; water is not energy


def test_who_is_over_is_asked_once_and_told(unit, office, metered):
    officer = person_of(unit, "unit_energy_officer")
    set_quota(office)
    metered(electricity=[100] * 10)
    nightly.look(site_id=unit.site_id, at=AT)
    assert not Explanation.objects.exists()  # all of it, not more
    metered(electricity=[100] * 9 + ["100.001"])
    for _night in range(2):
        nightly.look(site_id=unit.site_id, at=AT)
    asked = Explanation.objects.get()
    assert (asked.used, asked.due_on) == (Decimal("1000.001"), date(2026, 12, 7))
    notice = Message.objects.get().notices.get()
    assert notice.person_id == officer.person_id


def test_a_unit_without_an_officer_is_made_known_to_whoever_decides(unit, office, metered):
    manager = person_of(make_unit(site=unit.site), "energy_manager")
    set_quota(office)
    metered(electricity=[2000])
    nightly.look(site_id=unit.site_id, at=AT)
    assert Message.objects.get().notices.get().person_id == manager.person_id


def test_reminded_before_it_is_due_and_weekly_after(unit, office, metered):
    person_of(unit, "unit_energy_officer")
    set_quota(office)
    metered(electricity=[2000])
    nightly.look(site_id=unit.site_id, at=AT)  # due on 7 December
    told = {}
    for day in range(1, 31):
        before = Message.objects.count()
        nightly.remind(site_id=unit.site_id, at=datetime(2026, 12, day, 1, tzinfo=UTC))
        told[day] = Message.objects.count() - before
    assert [day for day, count in told.items() if count] == [4, 11, 18, 25]


@pytest.fixture
def asked(unit, office, metered):
    set_quota(office)
    metered(electricity=[2000])
    nightly.look(site_id=unit.site_id, at=AT)
    return Explanation.objects.get()


def explain(actor, asked, **fields):
    values = {"reasons": "机房扩容", "measures": "十二月整改", "seen_revision": 1, **fields}
    actions.explain(number=asked.number, **values, actor=actor, at=AT)


def test_explained_sent_back_explained_again_and_accepted(unit, asked):
    officer = person_of(unit, "unit_energy_officer")
    leader = person_of(make_unit(site=unit.site), "leader")
    explain(officer, asked)
    with pytest.raises(refusals.NotToExplain):
        explain(officer, asked, seen_revision=2)
    with pytest.raises(refusals.NoteMissing):
        decide(leader, asked, accept=False, seen_revision=2)
    decide(leader, asked, accept=False, note="缺数据", seen_revision=2)
    explain(officer, asked, seen_revision=3)
    with pytest.raises(refusals.ExplanationChanged):
        decide(leader, asked, seen_revision=3)
    decide(leader, asked, seen_revision=4)
    asked.refresh_from_db()
    assert asked.status == "accepted"
    assert [step.status for step in asked.steps.all()] == [
        "awaited", "submitted", "sent_back", "submitted", "accepted",
    ]  # fmt: skip
    with pytest.raises(refusals.NotToDecide) as caught:
        decide(leader, asked, seen_revision=5)
    assert caught.value.by == leader.name


def decide(actor, asked, *, accept=True, note="", seen_revision):
    actions.decide(
        number=asked.number, accept=accept, note=note, seen_revision=seen_revision, actor=actor,
        at=AT,
    )  # fmt: skip


def test_who_may_not_explain_or_decide(unit, asked):
    stranger = person_of(make_unit(site=unit.site), "unit_energy_officer")
    with pytest.raises(Explanation.DoesNotExist):
        explain(stranger, asked)
    manager = person_of(make_unit(site=unit.site), "energy_manager")
    with pytest.raises(NotAllowed):
        explain(manager, asked)
    officer = person_of(unit, "unit_energy_officer")
    explain(officer, asked)
    with pytest.raises(NotAllowed):
        decide(officer, asked, seen_revision=2)
    own = person_of(unit, "energy_manager")
    with pytest.raises(refusals.OwnUnit):
        decide(own, asked, seen_revision=2)
    elsewhere = person_of(make_unit(), "leader")
    with pytest.raises(Explanation.DoesNotExist):
        decide(elsewhere, asked, seen_revision=2)


@pytest.mark.parametrize("fields", [{"reasons": " "}, {"measures": ""}])
def test_nothing_written_is_no_explanation(unit, asked, fields):
    with pytest.raises(refusals.NothingWritten):
        explain(person_of(unit, "unit_energy_officer"), asked, **fields)


def test_a_quota_that_is_explained_stays(unit, office, asked):
    with pytest.raises(refusals.QuotaExplained):
        set_quota(office, "9999")


def test_the_sample_tables_come_once(unit, office):
    for _night in range(2):
        seeding.seed(actor=office, at=AT)
    assert {table.is_sample for table in QuotaTable.objects.all()} == {True}
    assert QuotaTable.objects.count() == 2


ROW = {
    "institution": "organ", "level": "city", "zone": "", "indicator": "water_per_person",
    "set_code": "", "constraint": "25", "baseline": None, "guide": "10",
}  # fmt: skip


def table(*rows, **fields):
    values = {"code": "T", "title": "表", "source": "文", "effective_from": "2026-01-01"}
    return {**values, "rows": list(rows), **fields}


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        ({}, refusals.BadTable),
        (table(), refusals.BadTable),
        (table(3), refusals.BadTable),
        (table(ROW, code=""), refusals.BadTable),
        (table(ROW, effective_from="soon"), refusals.BadTable),
        (table({**ROW, "indicator": "hope"}), refusals.BadTable),
        (table({**ROW, "constraint": "many"}), refusals.BadTable),
        (table({**ROW, "set_code": "calorific"}), refusals.BadTable),
        (table({**ROW, "indicator": "energy_per_m2"}), refusals.BadTable),  # by which set?
        (table({**ROW, "guide": "30"}), BadLimits),
        (table(ROW, ROW), refusals.BadTable),
    ],
)
def test_a_table_that_cannot_be_is_refused_whole(office, data, refusal):
    with pytest.raises(refusal):
        seeding.take_in(data, actor=office, at=AT)
    assert not QuotaTable.objects.exists()


def test_the_same_table_twice_is_refused(office):
    seeding.take_in(table(ROW), actor=office, at=AT)
    with pytest.raises(refusals.TableKnown):
        seeding.take_in(table(ROW), actor=office, at=AT)


def test_limits_of_coal_ask_for_indicators_of_their_own_set(unit, office):
    seeding.seed(actor=office, at=AT)
    where = queries.Place(institution="organ", level="prefecture", zone="A")
    rows = queries.rated(
        site_id=unit.site_id, unit_id=None, first=date(2025, 11, 1), last=date(2026, 10, 31),
        where=where,
    )  # fmt: skip
    limits = {row.indicator: row.limits for row in rows}
    assert limits["energy_per_m2"].constraint == 20
    assert limits["electricity_per_m2"] is None  # the provincial row is a neighbour's
    with pytest.raises(SetsMixed):
        rate(Figure(Decimal(12), "calorific"), limits["energy_per_m2"])
