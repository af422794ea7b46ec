"""The ledger's writes: what they keep, what they refuse, and what the journal tells of it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from jieyue.energy.factories import FIRST_DAY, INSTALLED, make_meter
from jieyue.energy.meters import actions, queries, refusals
from jieyue.energy.meters.entries import Device, Identity, MeterEntry, Place, Removal
from jieyue.energy.meters.models import FinalMethod, Instrument, Meter, Placement
from jieyue.energy.meters.refusals import MetersRefused
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.kit.unit_labels import label_of
from jieyue.people.factories import make_actor, make_site, make_unit

pytestmark = pytest.mark.django_db
D = Decimal
AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
LATER = datetime(2026, 6, 1, 2, tzinfo=UTC)
EDIT = {"energy.meters.edit": "complex", "energy.meters.read": "complex"}


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def actor(site):
    return make_actor(site=site, grants=EDIT)


def device(**more):
    return Device(**{"serial": "DT-1001", "register_unit": "kwh", "ct_ratio": D(40)} | more)


def opened(actor, number="E-A-01", *, medium="electricity", kind="register", **more):
    values = {
        "identity": Identity(number=number, medium=medium, kind=kind),
        "entry": MeterEntry(name=f"表 {number}", formula=more.pop("formula", "")),
        "place": Place(since_on=FIRST_DAY, parent_id=more.pop("parent_id", None)),
    }
    return actions.open_meter(**values | more, actor=actor, at=AT)


def test_a_meter_is_opened_in_its_place_with_its_instrument(actor):
    meter = opened(actor, device=device(initial_register=D("12.5")))

    (segment,) = queries.segments_of([meter.id])[meter.id]
    assert (segment.multiplier_milli, segment.modulus_milli) == (40_000, 10**9)
    assert (segment.initial_milli, segment.until_s) == (12_500, None)
    assert segment.from_s == int(INSTALLED.timestamp())
    (placed,) = queries.placed(site_id=meter.site_id, first=FIRST_DAY, last=FIRST_DAY)
    assert (placed.meter_id, placed.parent_id, placed.since_on) == (meter.id, None, FIRST_DAY)
    facts = queries.known(site_id=meter.site_id)[meter.id]
    assert (facts.number, facts.medium, facts.capacity_micro_per_hour) == (
        "E-A-01",
        "electricity",
        None,
    )
    assert len(meter.qr_key) == 24
    assert Entry.objects.get().name == "energy.meters.opened"


@pytest.mark.parametrize(
    ("more", "refused", "says"),
    [
        ({"register_unit": "m3"}, refusals.RegisterUnitUnfit, {"wanted": label_of("kwh")}),
        ({"multiplier": D(400)}, refusals.MultiplierUnlike, {"given": "400", "right": "40"}),
        ({"initial_register": D("1000000")}, refusals.RegisterTooLong, {"digits": 6}),
        ({"initial_register": D("-1")}, refusals.RegisterNegative, {"register": "-1"}),
        ({"initial_register": D("1.2345")}, refusals.RegisterTooFine, {"register": "1.2345"}),
        (
            {"calibrated_on": date(2026, 1, 2), "calibration_due_on": date(2026, 1, 1)},
            refusals.CalibrationCrossed,
            {"due_on": date(2026, 1, 1)},
        ),
    ],
)
def test_an_instrument_that_cannot_be_so_is_refused_with_what_is_right(actor, more, refused, says):
    with pytest.raises(refused) as caught:
        opened(actor, device=device(**more))
    assert says.items() <= vars(caught.value).items()
    assert not Meter.objects.exists()


def test_a_multiplier_that_fits_is_taken(actor):
    meter = opened(actor, device=device(multiplier=D("40.000")))
    assert Instrument.objects.get().multiplier == 40
    heat = device(serial="H1", register_unit="kwh", ct_ratio=D(1))
    with pytest.raises(refusals.MultiplierTooFine) as caught:
        opened(actor, "H-01", medium="heat", device=heat)
    assert (caught.value.right, meter.number) == ("0.0036", "E-A-01")


def test_two_meters_cannot_have_one_number(actor):
    opened(actor)
    with pytest.raises(refusals.NumberTaken) as caught:
        opened(actor)
    assert caught.value.taken_by == "表 E-A-01"
    opened(make_actor(site=make_site(), grants=EDIT))  # another complex has its own numbers


@pytest.mark.parametrize("number", ["", "E A", "E*1", "-E", "E-", "总表（一）", "a/b"])
def test_a_number_that_no_formula_could_name(actor, number):
    with pytest.raises(refusals.BadNumber):
        opened(actor, number)


@pytest.mark.parametrize(
    ("makers", "is_taken"),
    [
        (("", ""), True),
        (("华立", "华立"), True),
        (("华立", ""), True),
        (("", "华立"), True),
        (("华立", "威胜"), False),
    ],
)
def test_two_instruments_with_one_serial(actor, makers, is_taken):
    opened(actor, device=device(maker=makers[0]))
    if not is_taken:
        assert opened(actor, "E-A-02", device=device(maker=makers[1]))
        return
    with pytest.raises(refusals.SerialTaken) as caught:
        opened(actor, "E-A-02", device=device(maker=makers[1]))
    assert (caught.value.number, caught.value.meter) == ("E-A-01", "表 E-A-01")


def test_an_instrument_may_move_to_another_meter_when_it_is_free(actor):
    first = opened(actor, device=device())
    swap(actor, first, device(serial="NEW", initial_register=D(0)), final_register=D(5))
    other = {"installed_at": LATER + timedelta(days=1), "device": device()}
    opened(actor, "E-A-02", **other)
    with pytest.raises(refusals.SerialTaken):  # at that time it hung at the first
        opened(actor, "E-A-03", device=device(maker=""), installed_at=LATER - timedelta(days=1))


def swap(actor, meter, new, *, replaced_at=LATER, seen_id=None, **removal):
    return actions.replace_instrument(
        meter_id=meter.id,
        device=new,
        removal=Removal(**removal),
        replaced_at=replaced_at,
        seen_id=seen_id,
        actor=actor,
        at=AT,
    )


def test_a_replacement_joins_two_segments_at_one_moment(actor):
    meter = opened(actor, device=device(initial_register=D(45000)))
    new = device(serial="DT-2002", ct_ratio=D(60), initial_register=D("12.0"))
    swap(actor, meter, new, final_register=D("45388.0"), witness="见证人", reason="到期更换")

    old, now = queries.segments_of([meter.id])[meter.id]
    at_s = int(LATER.timestamp())
    assert (old.until_s, old.final_milli, old.final_method) == (at_s, 45_388_000, "read")
    assert (now.from_s, now.initial_milli, now.multiplier_milli) == (at_s, 12_000, 60_000)
    entry = Entry.objects.get(name="energy.meters.replaced")
    assert (entry.data["old_serial"], entry.data["new_serial"]) == ("DT-1001", "DT-2002")


def test_a_replacement_without_a_last_register_needs_a_method(actor):
    meter = opened(actor, device=device())
    new = device(serial="DT-2002", initial_register=D(0))
    with pytest.raises(refusals.FinalNeeded):
        swap(actor, meter, new)
    with pytest.raises(refusals.FinalUnread):
        swap(actor, meter, new, final_register=D(3), final_method=FinalMethod.LAST_YEAR)
    assert Instrument.objects.filter(removed_at=None).count() == 1  # nothing half done
    swap(actor, meter, new, final_method=FinalMethod.MEAN_OF_THREE)
    old, _new = queries.segments_of([meter.id])[meter.id]
    assert (old.final_milli, old.final_method) == (None, "mean_of_three")


def test_other_transformers_go_on_from_the_same_register(actor):
    meter = opened(actor, device=device())
    with pytest.raises(refusals.SameInstrumentJumps):
        swap(actor, meter, device(ct_ratio=D(80), initial_register=D(0)), final_register=D("500.5"))
    swap(actor, meter, device(ct_ratio=D(80)), final_register=D("500.5"))
    old, now = queries.segments_of([meter.id])[meter.id]
    assert (old.final_milli, now.initial_milli) == (500_500, 500_500)
    assert (old.multiplier_milli, now.multiplier_milli) == (40_000, 80_000)


@pytest.mark.parametrize(
    ("replaced_at", "refused"),
    [
        (INSTALLED, refusals.NotBefore),
        (INSTALLED - timedelta(days=1), refusals.NotBefore),
        (AT + timedelta(seconds=1), refusals.FromTheFuture),
    ],
)
def test_a_replacement_happens_after_the_old_came_and_not_later_than_now(
    actor, replaced_at, refused
):
    meter = opened(actor, device=device())
    new = device(serial="N", initial_register=D(0))
    with pytest.raises(refused):
        swap(actor, meter, new, replaced_at=replaced_at, final_register=D(1))


def test_a_new_instrument_needs_its_first_register(actor):
    meter = opened(actor, device=device())
    with pytest.raises(refusals.InitialNeeded):
        swap(actor, meter, device(serial="N"), final_register=D(1))


def test_the_second_of_two_who_replace_is_told_who_and_when(actor):
    meter = opened(actor, device=device())
    seen = Instrument.objects.get().id
    new = device(serial="N", initial_register=D(0))
    swap(actor, meter, new, final_register=D(1), seen_id=seen)
    again = device(serial="N2", initial_register=D(0))
    with pytest.raises(refusals.AlreadyReplaced) as caught:
        swap(actor, meter, again, final_register=D(2), seen_id=seen, replaced_at=AT)
    assert (caught.value.by, caught.value.serial) == (actor.name, "N")


def test_a_wrong_multiplier_is_corrected_with_a_reason_and_kept_in_the_journal(actor):
    meter = opened(actor, device=device(initial_register=D(7)))
    row = Instrument.objects.get()
    right = device(ct_ratio=D(30), initial_register=D(7))
    with pytest.raises(refusals.ReasonNeeded):
        actions.correct_instrument(
            instrument_id=row.id, device=right, reason=" ", actor=actor, at=AT
        )
    actions.correct_instrument(
        instrument_id=row.id, device=right, reason="铭牌 150/5", actor=actor, at=AT
    )
    (segment,) = queries.segments_of([meter.id])[meter.id]
    assert (segment.multiplier_milli, segment.initial_milli) == (30_000, 7_000)
    entry = Entry.objects.get(name="energy.meters.instrument_corrected")
    assert entry.data["before"] == {"ct_ratio": "40.000", "multiplier": "40.000"}
    assert entry.data["reason"] == "铭牌 150/5"


def put(actor, meter, since_on, reason="", **more):
    where = Place(since_on=since_on, **more)
    return actions.place(meter_id=meter.id, place=where, reason=reason, actor=actor, at=AT)


def test_a_placement_ends_the_one_before_and_overwrites_nothing(actor, site):
    top, other = make_meter(site=site), make_meter(site=site)
    meter = make_meter(parent=top)
    put(actor, meter, date(2026, 7, 1), parent_id=other.id, item="lighting")
    put(actor, meter, date(2026, 4, 1), item="power")  # late news of the time between

    rows = Placement.objects.filter(meter=meter).order_by("since_on")
    assert [(row.since_on.month, row.until_on, row.item) for row in rows] == [
        (1, date(2026, 4, 1), "total"),
        (4, date(2026, 7, 1), "power"),
        (7, None, "lighting"),
    ]


def test_a_day_has_one_placement_unless_a_reason_corrects_it(actor, site):
    top, other = make_meter(site=site, number="TOP"), make_meter(site=site)
    meter = make_meter(parent=top)
    with pytest.raises(refusals.PlacedThatDay) as caught:
        put(actor, meter, FIRST_DAY, parent_id=other.id)
    assert caught.value.parent == "TOP"
    put(actor, meter, FIRST_DAY, reason="录入错误", parent_id=other.id)
    assert Placement.objects.get(meter=meter).parent_id == other.id
    entry = Entry.objects.get(name="energy.meters.placed")
    assert (entry.data["before"]["parent_id"], entry.data["reason"]) == (str(top.id), "录入错误")


def test_a_ring_is_refused_on_every_day_and_named(actor, site):
    top = make_meter(site=site, number="TOP")
    middle = make_meter(parent=top, number="MID")
    low = make_meter(parent=middle, number="LOW")
    with pytest.raises(refusals.TreeRing) as caught:
        put(actor, top, date(2026, 3, 1), parent_id=low.id)
    assert caught.value.way == "TOP → LOW → MID → TOP"
    assert caught.value.since_on == date(2026, 3, 1)
    with pytest.raises(refusals.TreeRing):
        put(actor, top, date(2026, 3, 1), parent_id=top.id)
    put(actor, low, date(2026, 5, 1), parent_id=None)
    with pytest.raises(refusals.TreeRing):  # fine today, a ring in March
        put(actor, top, date(2026, 3, 1), parent_id=low.id)
    put(actor, top, date(2026, 5, 1), parent_id=low.id)
    assert Placement.objects.filter(meter=top).count() == 2


def test_a_parent_of_another_medium_or_that_is_not_there_is_refused(actor, site):
    water = make_meter(site=site, medium="water")
    meter = make_meter(site=site)
    late = make_meter(site=site, since_on=date(2026, 9, 1))
    virtual = make_meter(site=site, kind="virtual", formula=meter.number)
    for parent, refused in (
        (water, refusals.ParentOtherMedium),
        (late, refusals.ParentElsewhere),
        (virtual, refusals.ParentVirtual),
    ):
        with pytest.raises(refused):
            put(actor, meter, date(2026, 2, 1), parent_id=parent.id)
    with pytest.raises(refusals.ParentVirtual):
        put(actor, virtual, date(2026, 2, 1), parent_id=meter.id)
    with pytest.raises(Meter.DoesNotExist):
        put(actor, meter, date(2026, 2, 1), parent_id=make_meter().id)


def test_a_shared_meter_names_each_unit_once(actor, site):
    meter, one, two = make_meter(site=site), make_unit(site=site), make_unit(site=site)
    with pytest.raises(refusals.ServedTwice):
        put(actor, meter, date(2026, 2, 1), unit_ids=(one.id, one.id))
    row = put(actor, meter, date(2026, 2, 1), unit_ids=(one.id, two.id))
    assert row.unit_id is None
    served = queries.served(site_id=site.id, first=date(2026, 2, 1), last=date(2026, 2, 1))
    assert served == {meter.id: sorted([one.id, two.id])}
    assert put(actor, meter, date(2026, 3, 1), unit_ids=(two.id,)).unit_id == two.id


@pytest.mark.parametrize(
    ("formula", "refused", "says"),
    [
        ("", refusals.FormulaNeeded, {}),
        ("TOP +", refusals.FormulaUnreadable, {}),
        ("TOP - TOP", refusals.FormulaNamesTwice, {"number": "TOP"}),
        ("TOP - NONE", refusals.FormulaUnknownMeter, {"number": "NONE"}),
        ("TOP - WATER", refusals.FormulaOtherMedium, {"number": "WATER"}),
        ("TOP + LOW", refusals.FormulaCountsTwice, {"child": "LOW", "parent": "TOP"}),
        ("REST + LOW", None, {}),
        ("REST + 2 * LOW", refusals.FormulaCountsTwice, {"child": "LOW", "parent": "TOP"}),
        ("NEW + TOP", refusals.FormulaRing, {"way": "NEW → NEW"}),
        ("TOP - LOW", None, {}),
    ],
)
def test_a_virtual_meters_formula_is_checked(actor, site, formula, refused, says):
    top = make_meter(site=site, number="TOP")
    make_meter(parent=top, number="LOW")
    make_meter(site=site, number="WATER", medium="water")
    make_meter(site=site, number="REST", kind="virtual", formula="TOP - LOW")
    if refused is None:
        meter = opened(actor, "NEW", kind="virtual", formula=formula)
        assert queries.formula_terms(meter)[0][0] == 1
        return
    with pytest.raises(refused) as caught:
        opened(actor, "NEW", kind="virtual", formula=formula)
    assert says.items() <= vars(caught.value).items()


def test_a_changed_formula_may_not_break_another_virtual_meter(actor, site):
    top = make_meter(site=site, number="TOP")
    make_meter(parent=top, number="LOW")
    first = make_meter(site=site, number="V1", kind="virtual", formula="LOW")
    make_meter(site=site, number="V2", kind="virtual", formula="V1")
    entry = MeterEntry(name="x", formula="V2")
    with pytest.raises(refusals.FormulaRing):
        actions.change_meter(meter_id=first.id, entry=entry, actor=actor, at=AT)
    make_meter(site=site, number="V3", kind="virtual", formula="V1 + LOW2")
    make_meter(site=site, number="LOW2", parent=top)
    entry = MeterEntry(name="x", formula="TOP")
    with pytest.raises(refusals.FormulaCountsTwice) as caught:
        actions.change_meter(meter_id=first.id, entry=entry, actor=actor, at=AT)
    assert caught.value.formula_of == "V3"


def test_a_placement_may_not_make_a_formula_count_twice(actor, site):
    first, second = make_meter(site=site, number="E1"), make_meter(site=site, number="E2")
    make_meter(site=site, number="V", kind="virtual", formula="E1 + E2")
    with pytest.raises(refusals.FormulaCountsTwice) as caught:
        put(actor, second, date(2026, 2, 1), parent_id=first.id)
    assert vars(caught.value) == {"formula_of": "V", "child": "E2", "parent": "E1"}


def test_a_retired_meter_leaves_the_tree_after_its_last_day(actor, site):
    top = make_meter(site=site, number="TOP")
    low = make_meter(parent=top, number="LOW")
    with pytest.raises(refusals.HasSubMeters) as caught:
        end(actor, top, final_register=D(5))
    assert caught.value.children == "LOW"
    virtual = make_meter(site=site, number="V", kind="virtual", formula="TOP - LOW")
    with pytest.raises(refusals.UsedByFormula):
        end(actor, low, final_register=D(5))
    entry = MeterEntry(name="V", formula="TOP")
    actions.change_meter(meter_id=virtual.id, entry=entry, actor=actor, at=AT)
    end(actor, low, final_register=D(5))

    low.refresh_from_db()
    assert low.status == "stopped"
    assert Placement.objects.get(meter=low).until_on == date(2026, 6, 2)
    assert queries.segments_of([low.id])[low.id][0].final_milli == 5000
    with pytest.raises(refusals.AlreadyRetired):
        end(actor, low, final_register=D(5))


def end(actor, meter, **removal):
    return actions.retire(
        meter_id=meter.id, retired_at=LATER, removal=Removal(**removal), actor=actor, at=AT
    )


def test_a_calibration_is_noted_with_what_was_before(actor, site):
    meter = make_meter(site=site)
    dates = {"calibrated_on": date(2026, 11, 1), "due_on": date(2032, 10, 31)}
    actions.calibrate(meter_id=meter.id, **dates, actor=actor, at=AT)
    row = Instrument.objects.get()
    assert (row.calibrated_on, row.calibration_due_on) == (date(2026, 11, 1), date(2032, 10, 31))
    with pytest.raises(refusals.FromTheFuture):
        actions.calibrate(
            meter_id=meter.id,
            calibrated_on=date(2026, 11, 24),
            due_on=date(2032, 1, 1),
            actor=actor,
            at=AT,
        )


def test_only_who_keeps_the_ledger_may_write(site):
    meter = make_meter(site=site)
    reader = make_actor(site=site, grants={"energy.meters.read": "complex"})
    entry = MeterEntry(name="x")
    for write in (
        lambda: opened(reader),
        lambda: actions.change_meter(meter_id=meter.id, entry=entry, actor=reader, at=AT),
        lambda: put(reader, meter, date(2026, 2, 1)),
        lambda: swap(reader, meter, device()),
        lambda: end(reader, meter),
    ):
        with pytest.raises(NotAllowed):
            write()


def test_nobody_writes_to_another_complex(actor):
    meter = make_meter()
    for write in (
        lambda: put(actor, meter, date(2026, 2, 1)),
        lambda: swap(actor, meter, device(initial_register=D(0)), final_register=D(1)),
        lambda: end(actor, meter, final_register=D(1)),
    ):
        with pytest.raises(Meter.DoesNotExist):
            write()
    assert issubclass(refusals.TreeRing, MetersRefused)
