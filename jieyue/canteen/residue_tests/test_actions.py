"""From the sample to the lot's fate."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.residue_tests import actions, decisions, due, queries, refusals, rules
from jieyue.canteen.residue_tests.actions import Run
from jieyue.canteen.residue_tests.factories import (
    TESTED_AT,
    make_control,
    make_due_lot,
    make_method,
    make_test,
)
from jieyue.canteen.residue_tests.models import Disposal, DueSample, ResidueState
from jieyue.canteen.residue_tests.parameters import DISAGREEMENT, LOTS_A_DAY
from jieyue.canteen.stock import movements
from jieyue.canteen.stock import queries as stock
from jieyue.canteen.stock.factories import make_location
from jieyue.canteen.stock.models import LotStatus, Movement, MovementKind, StockLot
from jieyue.canteen.stock.refusals import LotNotReleased, StockRefused
from jieyue.kit import editions, parameters
from jieyue.kit.actor import NotAllowed, system
from jieyue.kit.journal.models import Entry
from jieyue.kit.parameters.models import ParameterVersion
from jieyue.people.factories import make_actor, make_person, make_site, make_unit, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
KG = Decimal(1)


@pytest.fixture
def canteen():
    return make_canteen()


@pytest.fixture
def lot(canteen):
    return make_due_lot(canteen, name="菠菜")


@pytest.fixture
def witness(canteen):
    return make_person(unit=make_unit(site=canteen.site), name="证人")


@pytest.fixture
def officer(canteen):
    person = make_person(unit=make_unit(site=canteen.site), name="安全员")
    return make_actor(site=canteen.site, person=person, grants=role_grants("food_safety_officer"))


def set_parameter(site, parameter, value):
    parameters.read(site_id=site.id, on=TESTED_AT.date())
    ParameterVersion.objects.filter(site=site, code=parameter.code).update(value=value)
    editions.renew("parameters", site_id=site.id)


def status_of(lot):
    return StockLot.objects.get(id=lot.id).status


def test_a_pass_releases_the_lot(lot):
    test = make_test(lot, "12.5")
    assert (test.state, status_of(lot)) == (ResidueState.PASSED, LotStatus.AVAILABLE)
    assert not queries.due(system("t", site_id=lot.site_id), canteen_id=lot.canteen_id)
    assert Entry.objects.filter(name="canteen.residue_tests.passed").count() == 1


def test_a_pass_ends_no_other_hold(lot):
    actor = system("t", site_id=lot.site_id)
    movements.release(lot_id=lot.id, reason="误操作", actor=actor, at=TESTED_AT)
    movements.hold(lot_id=lot.id, reason="包装可疑", actor=actor, at=TESTED_AT)
    make_test(lot, "12.5")
    assert status_of(lot) == LotStatus.QUARANTINED


def test_a_positive_holds_the_lot_and_three_fail_it(canteen, lot):
    test = make_test(lot, "62")
    assert (test.state, status_of(lot)) == (ResidueState.RETEST_2, LotStatus.QUARANTINED)
    actor = system("t", site_id=lot.site_id)
    for inhibition in ("58.1", "50"):
        run = Run(inhibition_pct=Decimal(inhibition))
        actions.read(number=test.number, run=run, actor=actor, at=TESTED_AT)
    test.refresh_from_db()
    assert (test.state, status_of(lot)) == (ResidueState.FAILED, LotStatus.REJECTED)
    fact = Entry.objects.get(name="canteen.residue_tests.failed").data
    assert fact["lot_id"] == lot.id
    assert fact["supplier_id"] == lot.supplier_id
    assert (fact["ingredient"], Decimal(fact["inhibition_pct"])) == ("菠菜", Decimal(62))
    assert "canteen.residue_tests.disagreement" not in test.parameters_used


def test_a_positive_holds_an_available_lot_with_its_parts(canteen, lot):
    actor = system("t", site_id=lot.site_id)
    movements.release(lot_id=lot.id, reason="样品", actor=actor, at=TESTED_AT)
    place = make_location(canteen=canteen)
    part = movements.transfer(
        lot_id=lot.id, quantity=KG, location_id=place.id, actor=actor, at=TESTED_AT
    )
    make_test(part, "80", "80", "80")
    assert status_of(part) == status_of(lot) == LotStatus.REJECTED


def test_runs_that_disagree_bar_the_lot(lot, officer):
    test = make_test(lot, "62", "40", "61")
    assert (test.state, status_of(lot)) == (ResidueState.HELD, LotStatus.REJECTED)
    with pytest.raises(refusals.NotHeld):
        decisions.take_laboratory_report(
            number=test.number, report="GC-1", is_conforming=True, actor=officer, at=TESTED_AT
        )


@pytest.mark.parametrize(
    ("is_conforming", "state", "status"),
    [
        (True, ResidueState.HELD, LotStatus.AVAILABLE),
        (False, ResidueState.FAILED, LotStatus.REJECTED),
    ],
)
def test_a_laboratory_may_decide_where_the_site_says_so(
    canteen, lot, officer, is_conforming, state, status
):
    make_control(canteen)
    set_parameter(canteen.site, DISAGREEMENT, "laboratory")
    test = make_test(lot, "62", "40", "61")
    assert status_of(lot) == LotStatus.QUARANTINED
    with pytest.raises(refusals.ReportMissing):
        decisions.take_laboratory_report(
            number=test.number, report=" ", is_conforming=True, actor=officer, at=TESTED_AT
        )
    decisions.take_laboratory_report(
        number=test.number,
        report="GC-2026-7",
        is_conforming=is_conforming,
        actor=officer,
        at=TESTED_AT,
    )
    test.refresh_from_db()
    assert (test.state, status_of(lot)) == (state, status)
    failed = Entry.objects.filter(name="canteen.residue_tests.failed").count()
    assert failed == (0 if is_conforming else 1)


def test_no_reading_counts_without_a_valid_control_of_the_day(canteen, lot):
    actor = system("t", site_id=lot.site_id)
    method = make_method(canteen)
    test = actions.sample(lot_id=lot.id, method_id=method.id, actor=actor, at=TESTED_AT)
    run = Run(da0=Decimal("0.4"), dat=Decimal("0.36"))

    def read():
        return actions.read(number=test.number, run=run, actor=actor, at=TESTED_AT)

    with pytest.raises(refusals.NoValidControl):
        read()
    make_control(canteen, at=TESTED_AT - timedelta(days=1))
    with pytest.raises(refusals.NoValidControl):
        read()
    make_control(canteen)
    make_control(canteen, positive="0.3", at=TESTED_AT + timedelta(minutes=1))
    with pytest.raises(refusals.NoValidControl):
        read()
    good = make_control(canteen, at=TESTED_AT + timedelta(minutes=2))
    reading = read()
    assert reading.inhibition_pct == Decimal("10.00")
    assert (reading.control, reading.instrument) == (good, "速测仪1")


def test_controls_need_instrument_and_reagent(canteen):
    with pytest.raises(refusals.BadControl):
        actions.run_controls(
            canteen_id=canteen.id,
            method_id=make_method(canteen).id,
            instrument=" ",
            reagent_batch="R",
            blank_da=Decimal("0.4"),
            positive_da=Decimal("0.1"),
            actor=system("t", site_id=canteen.site_id),
            at=TESTED_AT,
        )


@pytest.mark.parametrize(
    ("run", "refusal"),
    [
        (Run(), refusals.NoReading),
        (Run(da0=Decimal("0.4")), refusals.NoReading),
        (Run(da0=Decimal(0), dat=Decimal(0)), rules.ImpossibleReading),
        (Run(inhibition_pct=Decimal(101)), rules.ImpossiblePercent),
        (Run(inhibition_pct=Decimal("NaN")), rules.ImpossiblePercent),
        (
            Run(da0=Decimal("0.4"), dat=Decimal("0.2"), inhibition_pct=Decimal(12)),
            refusals.ReadingsDiffer,
        ),
        (Run(inhibition_pct=Decimal(12), repeat=2), refusals.RepeatOutOfOrder),
    ],
)
def test_readings_that_cannot_be(lot, run, refusal):
    test = make_test(lot)
    with pytest.raises(refusal):
        actions.read(
            number=test.number, run=run, actor=system("t", site_id=lot.site_id), at=TESTED_AT
        )
    assert not test.readings.exists()


def test_who_enters_the_same_run_second_is_told_who_was_first(lot):
    test = make_test(lot, "62")
    with pytest.raises(refusals.AlreadyRead) as refusal:
        actions.read(
            number=test.number,
            run=Run(inhibition_pct=Decimal(20), repeat=1),
            actor=system("zweiter", site_id=lot.site_id),
            at=TESTED_AT,
        )
    assert (refusal.value.tester, refusal.value.inhibition_pct) == ("test", Decimal(62))


def test_a_concluded_sample_is_not_read_again(lot):
    test = make_test(lot, "10")
    with pytest.raises(rules.AlreadyConcluded):
        actions.read(
            number=test.number,
            run=Run(inhibition_pct=Decimal(90)),
            actor=system("t", site_id=lot.site_id),
            at=TESTED_AT,
        )


def test_a_lot_is_sampled_once_at_a_time_and_never_after_it_failed(canteen, lot):
    actor = system("t", site_id=lot.site_id)
    method = make_method(canteen)
    make_test(lot)
    with pytest.raises(refusals.AlreadySampled):
        actions.sample(lot_id=lot.id, method_id=method.id, actor=actor, at=TESTED_AT)
    bad = make_due_lot(canteen, name="韭菜")
    test = make_test(bad, "60", "60", "60")
    assert test.is_interference_prone
    with pytest.raises(refusals.LotBarred):
        actions.sample(lot_id=bad.id, method_id=method.id, actor=actor, at=TESTED_AT)


@pytest.mark.parametrize(
    ("disposal", "kind"),
    [
        (Disposal.RETURNED, MovementKind.SUPPLIER_RETURN),
        (Disposal.DESTROYED, MovementKind.DESTROYED),
    ],
)
def test_a_failed_lot_goes_with_all_its_parts_before_two_persons(
    canteen, lot, officer, witness, disposal, kind
):
    place = make_location(canteen=canteen)
    movements.transfer(
        lot_id=lot.id,
        quantity=KG,
        location_id=place.id,
        actor=system("t", site_id=lot.site_id),
        at=TESTED_AT,
    )
    test = make_test(lot, "60", "70", "80")

    def dispose(**changes):
        values = {"reason": "不合格", "witness_person_id": witness.id, "disposal": disposal}
        decisions.dispose(number=test.number, actor=officer, at=TESTED_AT, **(values | changes))

    with pytest.raises(refusals.ReasonMissing):
        dispose(reason=" ")
    for nobody in (None, officer.person_id, make_person(site=make_site()).id):
        with pytest.raises(refusals.WitnessMissing):
            dispose(witness_person_id=nobody)
    with pytest.raises(refusals.NothingToDispose):
        dispose(disposal=Disposal.RELEASED)
    dispose()
    out = Movement.objects.filter(kind=kind)
    assert sum(row.quantity for row in out) == -10
    assert out.count() == 2
    test.refresh_from_db()
    assert (test.disposal, test.witness, test.disposed_by) == (disposal, witness, "安全员")
    with pytest.raises(refusals.AlreadyDisposed):
        dispose()


def test_a_passed_lot_is_not_disposed_of_here(lot, officer, witness):
    test = make_test(lot, "10")
    with pytest.raises(refusals.NothingToDispose):
        decisions.dispose(
            number=test.number,
            disposal=Disposal.DESTROYED,
            reason="不合格",
            witness_person_id=witness.id,
            actor=officer,
            at=TESTED_AT,
        )


def test_sampling_is_waived_with_a_reason(lot, officer):
    with pytest.raises(refusals.ReasonMissing):
        due.waive(lot_id=lot.id, reason="", actor=officer, at=TESTED_AT)
    due.waive(lot_id=lot.id, reason="试剂缺货,供货商批检报告已验", actor=officer, at=TESTED_AT)
    assert status_of(lot) == LotStatus.AVAILABLE
    with pytest.raises(refusals.NotDue):
        due.waive(lot_id=lot.id, reason="又", actor=officer, at=TESTED_AT)


def test_so_many_lots_a_day_and_always_after_a_failure(canteen):
    lot = make_due_lot(canteen)

    def wanted(supplier_id):
        return queries.needs_test(
            canteen_id=canteen.id,
            ingredient_id=lot.ingredient_id,
            supplier_id=supplier_id,
            on=lot.received_on,
        )

    assert wanted(lot.supplier_id)
    set_parameter(canteen.site, LOTS_A_DAY, "1")
    assert not wanted(lot.supplier_id)  # one is due already
    make_test(lot, "60", "60", "60")
    assert wanted(lot.supplier_id)
    assert not wanted(None)


OPERATIONS = ("issue", "transfer", "release", "hold", "reject", "give_back", "sample", "waive")


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from([("60", "60", "60"), ("60", "10", "60")]),
    st.lists(st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 9)), max_size=14),
    st.lists(st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 9)), max_size=14),
)
def test_no_path_leads_a_failed_lot_to_the_kitchen(runs, before, after):
    canteen = make_canteen()
    lot = make_due_lot(canteen)
    actor = system("t", site_id=canteen.site_id)
    places = [make_location(canteen=canteen) for _ in range(2)]
    method = make_method(canteen)

    def attempt(operation, choice):
        family = sorted(stock.family(lot.id))
        chosen = family[choice % len(family)]
        dated = {"actor": actor, "at": TESTED_AT}
        calls = {
            "issue": lambda: movements.issue(lot_id=chosen, quantity=KG, **dated),
            "transfer": lambda: movements.transfer(
                lot_id=chosen, quantity=KG, location_id=places[choice % 2].id, **dated
            ),
            "release": lambda: movements.release(lot_id=chosen, reason="试", **dated),
            "hold": lambda: movements.hold(lot_id=chosen, reason="试", **dated),
            "reject": lambda: movements.reject(lot_id=chosen, reason="试", **dated),
            "give_back": lambda: movements.give_back(
                lot_id=chosen, quantity=KG, document="", reason="试", **dated
            ),
            "sample": lambda: actions.sample(lot_id=chosen, method_id=method.id, **dated),
            "waive": lambda: due.waive(lot_id=chosen, reason="试", **dated),
        }
        try:
            calls[operation]()
        except (StockRefused, refusals.ResidueTestRefused):
            return

    for operation, choice in before:
        if operation not in ("sample", "reject"):
            attempt(operation, choice)
    if not StockLot.objects.filter(id__in=stock.family(lot.id), quantity__gt=0).exists():
        return
    make_test(lot, *runs)
    issued = Movement.objects.filter(kind=MovementKind.ISSUE).count()
    for operation, choice in after:
        attempt(operation, choice)
    assert Movement.objects.filter(kind=MovementKind.ISSUE).count() == issued
    for lot_id in stock.family(lot.id):
        with pytest.raises(LotNotReleased):
            movements.issue(lot_id=lot_id, quantity=KG, actor=actor, at=TESTED_AT)
    assert not stock.propose(
        canteen_id=canteen.id,
        ingredient_id=lot.ingredient_id,
        quantity=KG,
        on=lot.received_on,
    )


RECORD = ("canteen_manager", "food_inspector", "food_safety_officer")
DECIDE = ("canteen_manager", "food_safety_officer")


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_test_and_who_may_decide(canteen, lot, witness, role):
    test = make_test(make_due_lot(canteen), "60", "60", "60")
    grants = {**role_grants(role), "canteen.stock.read": "complex"}
    person = make_person(unit=make_unit(site=canteen.site))
    actor = make_actor(site=canteen.site, person=person, grants=grants)
    method = make_method(canteen)

    def sample():
        actions.sample(lot_id=lot.id, method_id=method.id, actor=actor, at=TESTED_AT)

    def decide():
        decisions.dispose(
            number=test.number,
            disposal=Disposal.DESTROYED,
            reason="不合格",
            witness_person_id=witness.id,
            actor=actor,
            at=TESTED_AT,
        )

    for call, roles in ((sample, RECORD), (decide, DECIDE)):
        if role in roles:
            call()
        else:
            with pytest.raises(NotAllowed):
                call()


def test_another_sites_lots_and_tests_do_not_exist(lot):
    test = make_test(lot)
    stranger = make_actor(
        person=make_person(site=make_site()), grants=role_grants("canteen_manager")
    )
    with pytest.raises(StockLot.DoesNotExist):
        actions.sample(lot_id=lot.id, method_id=1, actor=stranger, at=TESTED_AT)
    with pytest.raises(type(test).DoesNotExist):
        actions.read(number=test.number, run=Run(inhibition_pct=KG), actor=stranger, at=TESTED_AT)
    assert DueSample.objects.visible_to(stranger).count() == 0
