"""The ledger's pages: what each shows, who may open it, and what comes back when it is wrong."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.energy.factories import make_instrument, make_meter
from jieyue.energy.meters import reminders, search, sheet
from jieyue.energy.meters.models import Instrument, Meter, Placement, ServedUnit
from jieyue.estate.factories import make_building
from jieyue.kit.sheets import read
from jieyue.people.factories import (
    make_account,
    make_actor,
    make_person,
    make_site,
    make_unit,
    role_grants,
)
from jieyue.people.messages.models import Message
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
D = Decimal
AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
PAGES = ("energy:meters", "energy:meter_tree", "energy:meter_labels")
EDITS = ("meter_change", "meter_place", "meter_replace", "meter_retire", "meter_calibrate")


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def keeper(site, sign_in):
    return sign_in(make_account(site=site, grants=role_grants("energy_manager")))


@pytest.fixture
def meter(site):
    return make_meter(site=site, number="E-A-01", name="一号楼总表", multiplier=D(40))


def body(response):
    return response.content.decode()


def test_the_ledger_shows_every_meter_and_filters(keeper, site, meter):
    make_meter(site=site, number="W-01", name="总水表", medium="water")
    text = body(keeper.get(reverse("energy:meters")))
    assert "E-A-01" in text
    assert "W-01" in text
    text = body(keeper.get(reverse("energy:meters"), {"medium": "water"}))
    assert "W-01" in text
    assert "E-A-01" not in text
    instrument = meter.instruments.get()
    instrument.calibration_due_on = date(2020, 1, 1)
    instrument.save()
    text = body(keeper.get(reverse("energy:meters"), {"calibration": "overdue"}))
    assert "E-A-01" in text
    assert "W-01" not in text


def test_the_ledgers_queries_do_not_grow_with_meters(keeper, site, assert_query_budget):
    top = make_meter(site=site)
    for _n in range(12):
        make_meter(parent=top, unit=make_unit(site=site))
    for page in PAGES:
        keeper.get(reverse(page))
        with assert_query_budget(16):
            assert keeper.get(reverse(page)).status_code == 200


def test_the_tree_nests_by_medium(keeper, site, meter):
    make_meter(parent=meter, number="E-A-11", item="lighting")
    make_meter(site=site, number="V1", kind="virtual", formula="E-A-01 - E-A-11")
    make_meter(site=site, number="W-01", medium="water")
    text = body(keeper.get(reverse("energy:meter_tree"), {"medium": "electricity"}))
    assert text.index("E-A-01") < text.index("E-A-11")
    assert "<details" in text
    assert "E-A-01 - E-A-11" in text
    assert "W-01" not in text


def test_labels_carry_the_key_and_not_the_number(keeper, meter, site):
    make_meter(site=site, number="V1", kind="virtual", formula="E-A-01")
    response = keeper.get(reverse("energy:meter_labels"))
    assert [label.row.number for label in response.context["labels"]] == ["E-A-01"]
    assert "<svg" in body(response)
    response = keeper.get(reverse("energy:meter_labels"), {"medium": "water"})
    assert not response.context["labels"]


def test_a_meters_page_tells_its_chain_and_places(keeper, meter):
    old = meter.instruments.get()
    old.removed_at, old.final_method = AT - timedelta(days=3), "last_year"
    old.save()
    make_instrument(meter=meter, serial="NEW-1", installed_at=AT - timedelta(days=3))
    text = body(keeper.get(reverse("energy:meter", args=["E-A-01"])))
    for said in (old.serial, "NEW-1", "E-A-01"):
        assert said in text


def test_a_meter_is_opened_on_the_page(keeper, site, meter):
    building = make_building(site=site, name="二号楼")
    unit = make_unit(site=site, name="财政局")
    answer = keeper.post(
        reverse("energy:meter_new"),
        typed(parent="E-A-01", building=building.id, unit_ids=[unit.id], serial="S-9"),
    )
    assert answer.status_code == 302
    opened = Meter.objects.get(number="E-B-01")
    placed = Placement.objects.get(meter=opened)
    assert (placed.parent_id, placed.building_id, placed.unit_id) == (
        meter.id,
        building.id,
        unit.id,
    )
    assert opened.instruments.get().multiplier == 20


def typed(**more):
    return {
        "number": "E-B-01", "medium": "electricity", "kind": "register", "name": "二号楼",
        "level": "sub_unit", "interval_s": "900", "since_on": "2026-11-01", "item": "total",
        "register_unit": "kwh", "ct_ratio": "20", "pt_ratio": "1", "digits": "6",
        "decimals": "2",
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        ({"number": "E-A-01"}, "一号楼总表"),
        ({"parent": "NONE"}, "NONE"),
        ({"serial": "S", "multiplier": "30"}, "20"),
        ({"serial": "S", "register_unit": "m3"}, "千瓦时"),
        ({"kind": "virtual", "formula": "E-A-01 + NONE"}, "NONE"),
        ({"since_on": "soon"}, "soon"),
    ],
)
def test_what_is_wrong_comes_back_with_what_was_typed(keeper, meter, more, kept):
    answer = keeper.post(reverse("energy:meter_new"), typed(**more))
    assert answer.status_code == 422
    assert kept in body(answer)
    assert "二号楼" in body(answer)
    assert Meter.objects.count() == 1


def test_an_instrument_is_replaced_on_the_page(keeper, meter):
    at = timezone.localtime() - timedelta(hours=1)
    page = reverse("energy:meter_replace", args=["E-A-01"])
    data = {
        "happened_at": at.strftime("%Y-%m-%dT%H:%M"), "final_method": "read",
        "seen": meter.instruments.get().id, "serial": "NEW-1", "register_unit": "kwh",
        "ct_ratio": "60", "pt_ratio": "1", "digits": "6", "decimals": "2",
        "initial_register": "0",
    }  # fmt: skip
    assert keeper.post(page, data).status_code == 422  # no last register
    assert keeper.post(page, data | {"final_register": "45388.0"}).status_code == 302
    assert Instrument.objects.get(removed_at=None).multiplier == 60
    again = keeper.post(page, data | {"final_register": "3", "serial": "NEW-2"})
    assert again.status_code == 422
    assert "NEW-1" in body(again)


def test_every_edit_page_opens_and_writes_back_what_stands(keeper, meter):
    for name in EDITS:
        assert keeper.get(reverse(f"energy:{name}", args=["E-A-01"])).status_code == 200
    row = meter.instruments.get()
    page = reverse("energy:instrument_correct", args=["E-A-01", row.id])
    form = keeper.get(page).context["sections"][0][1]
    data = {key: "" if value is None else value for key, value in form.initial.items()}
    data = {key: data[key] for key in form.fields if key in data}
    assert keeper.post(page, data | {"ct_ratio": "30", "multiplier": ""}).status_code == 422
    data |= {"ct_ratio": "30", "multiplier": "", "reason": "铭牌"}
    assert keeper.post(page, data).status_code == 302
    row.refresh_from_db()
    assert row.multiplier == 30


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_only_whoever_may_opens_each_page(role, site, sign_in, meter):
    grants = role_grants(role)
    client = sign_in(make_account(site=site, grants=grants))
    reads, edits = "energy.meters.read" in grants, "energy.meters.edit" in grants
    sees = reads and grants["energy.meters.read"] == "complex"
    for page in PAGES:
        assert client.get(reverse(page)).status_code == (200 if reads else 403)
    wanted = 200 if sees else 404 if reads else 403
    assert client.get(reverse("energy:meter", args=["E-A-01"])).status_code == wanted
    for name in EDITS:
        answer = client.get(reverse(f"energy:{name}", args=["E-A-01"]))
        assert answer.status_code == (200 if edits else 403)
    assert client.get(reverse("energy:meter_new")).status_code == (200 if edits else 403)
    assert client.get(reverse("energy:meter_import")).status_code == (200 if edits else 403)


def test_another_complexs_meter_does_not_exist(keeper):
    make_meter(number="E-X-01")
    assert keeper.get(reverse("energy:meter", args=["E-X-01"])).status_code == 404
    for name in EDITS:
        page = reverse(f"energy:{name}", args=["E-X-01"])
        assert keeper.get(page).status_code == 404


def test_a_unit_sees_what_serves_it_alone_or_with_others(site, sign_in):
    unit, other = make_unit(site=site), make_unit(site=site)
    make_meter(unit=unit, number="MINE")
    make_meter(unit=other, number="THEIRS")
    shared = make_meter(site=site, number="SHARED")
    for served in (unit, other):
        ServedUnit.objects.create(site=site, placement=shared.placements.get(), unit=served)
    make_meter(site=site, number="ALL")
    account = make_account(person=make_person(unit=unit), grants=role_grants("unit_energy_officer"))
    rows = sign_in(account).get(reverse("energy:meters")).context["listing"].table.rows
    assert [row.record.number for row in rows] == ["MINE", "SHARED"]


def test_the_search_box_finds_meters_by_number_name_and_serial(site, meter):
    actor = make_actor(site=site, grants={"energy.meters.read": "complex"})
    serial = meter.instruments.get().serial
    for query in ("a-01", "总表", serial):
        assert [hit.title for hit in search.search(query, actor)] == ["E-A-01 一号楼总表"]
    assert not search.search("E-A", make_actor(site=site))
    assert not search.search("E-A", make_actor(grants={"energy.meters.read": "complex"}))


def test_calibrations_coming_due_are_told_once_and_weekly(site, meter):
    make_account(site=site, grants={"energy.meters.edit": "complex"})
    instrument = meter.instruments.get()
    instrument.calibration_due_on = date(2026, 12, 23)
    instrument.save()
    for days, told in ((-1, 0), (0, 1), (1, 1), (7, 2)):
        reminders.remind(site_id=site.id, at=AT + timedelta(days=days))
        assert Message.objects.count() == told
    assert "E-A-01" in Message.objects.first().values["meters"]


def book(*rows):
    """A ledger sheet with these rows, keys as headers."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    book = openpyxl.Workbook()
    book.active.append(keys)
    for row in rows:
        book.active.append([row.get(key) for key in keys])
    file = BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "meters.xlsx"
    return file


LINE = {
    "number": "E-01", "name": "总表", "medium": "electricity", "since_on": "2026年1月1日",
    "serial": "D1", "ct_ratio": 200, "register_unit": "度",
}  # fmt: skip


def put(actor, *rows):
    found = read(sheet.SHEET, book(*rows))
    assert not found.problems
    return [sheet.put_meter(row.values, actor=actor, at=AT) for row in found.rows]


def test_the_sheet_brings_the_ledger_and_its_tree_and_the_same_again_changes_nothing(site):
    actor = make_actor(site=site, grants={"energy.meters.edit": "complex"})
    units = [make_unit(site=site, name=name) for name in ("财政局", "档案馆")]
    below = {
        "number": "E-02", "name": "三层", "medium": "electricity", "since_on": "2026-01-01",
        "parent": "E-01", "units": "财政局，档案馆", "item": "lighting",
    }  # fmt: skip
    assert put(actor, LINE, below) == ["added", "added"]
    placed = Placement.objects.get(meter__number="E-02")
    assert placed.parent.number == "E-01"
    assert placed.served.count() == len(units)
    assert Instrument.objects.get().multiplier == 200
    assert put(actor, LINE, below) == ["unchanged", "unchanged"]
    assert put(actor, LINE | {"name": "总电表"}, below | {"since_on": "2026-02-01"}) == [
        "changed",
        "unchanged",
    ]
    moved = below | {"since_on": "2026-03-01", "units": "财政局"}
    assert put(actor, moved) == ["changed"]
    assert Placement.objects.filter(meter__number="E-02").count() == 2


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"serial": "D2"}, "InstrumentDiffers"),
        ({"ct_ratio": 100}, "InstrumentDiffers"),
        ({"medium": "water"}, "IdentityDiffers"),
        ({"parent": "NONE"}, "NoSuch"),
        ({"building": "NONE"}, "NoSuch"),
        ({"units": "NONE"}, "NoSuch"),
        ({"number": "E-02"}, "SerialTaken"),
        ({"number": "E-02", "serial": "D2", "multiplier": 3}, "MultiplierUnlike"),
        ({"number": "E-02", "serial": "D2", "register_unit": "桶"}, "RegisterUnitUnfit"),
    ],
)
def test_a_line_of_the_sheet_that_does_not_fit_is_refused_by_name(site, more, refused):
    actor = make_actor(site=site, grants={"energy.meters.edit": "complex"})
    put(actor, LINE)
    with pytest.raises(sheet.refusals.MetersRefused) as caught:
        put(actor, LINE | more)
    assert type(caught.value).__name__ == refused
    assert Meter.objects.count() == 1
