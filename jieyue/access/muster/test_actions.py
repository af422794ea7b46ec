from datetime import timedelta
from uuid import uuid4

import pytest

from jieyue.access.gates.models import AssemblyPoint
from jieyue.access.muster import actions, listing, queries, refusals, reporting
from jieyue.access.muster.actions import Outcome, Said, Stranger
from jieyue.access.muster.models import Muster, MusterLine, MusterMark
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import NotAllowed, Scope
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_actor, make_person, make_site
from jieyue.people.messages.models import Notice

GUARD = {
    AccessPermission.MUSTER_CALL: Scope.COMPLEX,
    AccessPermission.MUSTER_READ: Scope.COMPLEX,
}


@pytest.fixture
def guard(house):
    return make_actor(grants=GUARD, person=make_person(unit=house.small, name="Guard A"))


@pytest.fixture
def inside(house):
    people = house.people[house.large.id]
    house.come(people, 8)
    house.go(people[:4], 9)
    return people[4:]


def called(house, guard, **given):
    values = {"kind": "drill", "reason": "Spring drill", "at": house.at(10), **given}
    return actions.call(**values, actor=guard)


def said(muster, person, state, at, *, client_id=None):
    return Said(muster.id, f"person:{person.id}", state, client_id or uuid4(), at)


def line_of(muster, person):
    return MusterLine.objects.get(muster=muster, key=f"person:{person.id}")


def test_the_list_is_who_is_inside_with_how_sure(house, inside):
    found = listing.who_is_inside(site_id=house.site.id, at=house.at(10))

    assert {line.key for line in found} == {f"person:{person.id}" for person in inside}
    assert {(line.point, line.zone, line.sort) for line in found} == {
        ("East square", "House", "staff")
    }
    assert all(0.8 < line.likelihood <= 1 for line in found)
    assert found[0].seen_at == house.at(8)


def test_who_has_surely_gone_home_is_not_looked_for(house, inside):
    late = listing.who_is_inside(site_id=house.site.id, at=house.at(26))

    assert late == []


def test_a_unit_may_gather_elsewhere(house, inside, guard):
    west = AssemblyPoint.objects.create(site=house.site, code="W", name="West")
    officer = make_actor(site=house.site, grants={AccessPermission.GATES_EDIT: Scope.COMPLEX})

    def points():
        found = listing.who_is_inside(site_id=house.site.id, at=house.at(10))
        return {line.point for line in found}

    actions.assign_unit(unit_id=house.large.id, point_id=west.id, actor=officer, at=house.at(9))
    assert points() == {"West"}
    actions.assign_unit(unit_id=house.large.id, point_id=None, actor=officer, at=house.at(9))
    assert points() == {"East square"}
    with pytest.raises(NotAllowed):
        actions.assign_unit(unit_id=house.large.id, point_id=None, actor=guard, at=house.at(9))


def test_a_call_keeps_the_list_and_tells_the_guards(house, inside, guard):
    account = make_account(site=house.site, grants=GUARD)
    muster = called(house, guard)

    assert muster.expected == muster.lines.count() == len(inside)
    assert Notice.objects.filter(person_id=account.person_id).exists()
    entry = Entry.objects.get(name="access.muster.called")
    assert entry.data["expected"] == len(inside)
    assert inside[0].name not in str(entry.data)


def test_the_second_caller_is_told_who_was_first(house, inside, guard):
    called(house, guard)
    with pytest.raises(refusals.AlreadyCalled) as caught:
        called(house, guard)
    assert caught.value.by == "Guard A"


def test_a_muster_needs_a_reason_and_the_right(house, guard):
    with pytest.raises(refusals.NoReason):
        called(house, guard, reason="  ")
    with pytest.raises(NotAllowed):
        called(house, make_actor(site=house.site))
    assert not Muster.objects.exists()


def test_the_later_mark_stands_and_both_are_shown(house, inside, guard):
    muster = called(house, guard)
    other = make_actor(grants=GUARD, person=make_person(unit=house.small, name="Guard B"))
    person = inside[0]
    late = said(muster, person, "found", house.at(10.2))
    early = said(muster, person, "missing", house.at(10.1))
    actions.mark(said=late, actor=guard, at=house.at(10.2))
    actions.mark(said=early, actor=other, at=house.at(10.5))  # was offline till now

    line = line_of(muster, person)
    assert (line.state, line.marked_by) == ("found", "Guard A")
    row = next(row for row in queries.roll(guard, at=house.at(10.6)).rows if row.key == line.key)
    assert row.is_contradicted
    assert [mark.by for mark in row.marks] == ["Guard B", "Guard A"]


def test_a_mark_sent_twice_counts_once(house, inside, guard):
    muster = called(house, guard)
    mark = said(muster, inside[0], "found", house.at(10.1))
    for _ in range(2):
        actions.mark(said=mark, actor=guard, at=house.at(10.2))

    assert MusterMark.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"key": "person:0"}, refusals.NotOnTheList),
        ({"state": "asleep"}, refusals.UnknownState),
        ({"muster_id": 0}, Muster.DoesNotExist),
    ],
)
def test_a_mark_that_fits_nothing_is_refused(house, inside, guard, change, error):
    muster = called(house, guard)
    values = {
        "muster_id": muster.id,
        "key": f"person:{inside[0].id}",
        "state": "found",
        "client_id": uuid4(),
        "happened_at": house.at(10),
        **change,
    }
    with pytest.raises(error):
        actions.mark(said=Said(**values), actor=guard, at=house.at(10))


def test_a_phone_whose_clock_runs_ahead_marks_now_at_the_latest(house, inside, guard):
    muster = called(house, guard)
    mark = said(muster, inside[0], "found", house.at(30))
    actions.mark(said=mark, actor=guard, at=house.at(10.1))

    assert MusterMark.objects.get().happened_at == house.at(10.1)


def test_who_is_found_beside_the_list_is_added_once(house, inside, guard):
    muster = called(house, guard)
    stranger = Stranger(muster.id, "A courier", "East square", uuid4(), house.at(10.1))
    for _ in range(2):
        actions.add(stranger=stranger, actor=guard, at=house.at(10.2))

    added = MusterLine.objects.get(muster=muster, sort="added")
    assert (added.label, added.state, added.point) == ("A courier", "found", "East square")


def test_the_report_of_a_drill(house, inside, guard):
    muster = called(house, guard)
    for number, person in enumerate(inside):
        at = house.at(10) + timedelta(minutes=2 * number)
        actions.mark(said=said(muster, person, "found", at), actor=guard, at=at)
    outcome = Outcome(true_heads=11, findings="Door 3 was locked")
    actions.end(muster_id=muster.id, outcome=outcome, actor=guard, at=house.at(11))
    muster.refresh_from_db()
    figures = reporting.stored(muster.figures)

    assert (figures.found, figures.open, figures.head_error) == (10, 0, -1)
    assert [each.known for each in figures.progress] == [3, 8, 10]
    assert figures.all_known_min == 18
    assert reporting.steps(muster, at=house.at(12))[4].found == 3
    with pytest.raises(refusals.MusterOver):
        actions.end(muster_id=muster.id, outcome=Outcome(), actor=guard, at=house.at(11))


def test_a_mark_from_before_the_end_still_counts(house, inside, guard):
    muster = called(house, guard)
    actions.end(muster_id=muster.id, outcome=Outcome(), actor=guard, at=house.at(11))
    mark = said(muster, inside[0], "found", house.at(10.5))
    actions.mark(said=mark, actor=guard, at=house.at(12))
    muster.refresh_from_db()

    assert muster.figures["found"] == 1


def test_names_are_forgotten_and_figures_stay(house, inside, guard):
    muster = called(house, guard)
    actions.end(muster_id=muster.id, outcome=Outcome(true_heads=9), actor=guard, at=house.at(11))

    def forget(days):
        at = house.at(11) + timedelta(days=days)
        return actions.forget_names(site_id=house.site.id, actor=house.actor, at=at)

    assert forget(29) == 0
    assert forget(31) == len(inside)
    muster.refresh_from_db()
    assert not MusterLine.objects.exists()
    assert reporting.figures(muster).head_error == len(inside) - 9


def test_reading_without_a_muster_is_written_down_once_an_hour(house, inside):
    account = make_account(site=house.site, grants=GUARD)
    reader = make_actor(grants=GUARD, person=account.person, account=account)
    for hour in (10, 10.5, 11.1):
        actions.note_reading(lines=10, actor=reader, at=house.at(hour))

    entries = Entry.objects.filter(name="access.muster.list_read")
    assert [entry.data for entry in entries] == [{"lines": 10}] * 2


def test_another_sites_muster_does_not_exist(house, inside, guard):
    muster = called(house, guard)
    stranger = make_actor(site=make_site(), grants=GUARD)
    with pytest.raises(Muster.DoesNotExist):
        actions.end(muster_id=muster.id, outcome=Outcome(), actor=stranger, at=house.at(11))
    assert queries.roll(stranger, at=house.at(11)).muster is None
    assert queries.roll(stranger, at=house.at(11)).rows == []


def test_two_who_call_at_once_make_one_muster(at_once):
    from jieyue.access.presence.conftest import make_house

    house = make_house()
    guards = [
        make_actor(grants=GUARD, person=make_person(unit=house.small, name=name))
        for name in ("A", "B")
    ]
    results = at_once(*(lambda guard=guard: called(house, guard) for guard in guards))

    assert sorted(type(result).__name__ for result in results) == ["AlreadyCalled", "Muster"]
    assert Muster.objects.count() == 1


def test_two_who_mark_at_once_lose_neither(at_once):
    from jieyue.access.presence.conftest import make_house

    house = make_house()
    person = house.people[house.large.id][0]
    house.come([person], 8)
    guards = [
        make_actor(grants=GUARD, person=make_person(unit=house.small, name=name))
        for name in ("A", "B")
    ]
    muster = called(house, guards[0])
    marks = [
        said(muster, person, state, house.at(hour))
        for state, hour in (("missing", 10.1), ("found", 10.2))
    ]
    at_once(
        *(
            lambda guard=guard, mark=mark: actions.mark(said=mark, actor=guard, at=house.at(11))
            for guard, mark in zip(guards, marks, strict=True)
        )
    )
    assert MusterMark.objects.count() == 2
    assert line_of(muster, person).state == "found"
