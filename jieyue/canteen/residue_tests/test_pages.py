"""The inspector's pages, the instrument's door and the sheet on the wall."""

import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.residue_tests import actions, refusals, sheets
from jieyue.canteen.residue_tests.actions import Run
from jieyue.canteen.residue_tests.factories import make_control, make_due_lot, make_method
from jieyue.canteen.residue_tests.models import ControlRun, ResidueReading, ResidueTest
from jieyue.canteen.residue_tests.parameters import DISAGREEMENT
from jieyue.canteen.residue_tests.test_actions import set_parameter
from jieyue.canteen.stock.models import StockLot
from jieyue.kit.actor import system
from jieyue.people.factories import make_account, make_person, make_site, make_unit, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
READINGS = "/api/v1/canteen/residue-tests/readings"
JPEG = b"\xff\xd8\xff" + b"0" * 50


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def canteen():
    return make_canteen(name="机关食堂")


@pytest.fixture
def person(canteen):
    return make_person(unit=make_unit(site=canteen.site), name="检测员乙")


@pytest.fixture
def officer(person, sign_in):
    return sign_in(make_account(person=person, grants=role_grants("food_safety_officer")))


def sampled(canteen, *inhibitions, name="菠菜"):
    """A sample taken now, with runs."""
    at, actor = timezone.now(), system("检测员甲", site_id=canteen.site_id)
    lot = make_due_lot(canteen, name=f"{name}{StockLot.objects.count()}")
    method = make_method(canteen)
    test = actions.sample(lot_id=lot.id, method_id=method.id, actor=actor, at=at)
    if not ControlRun.objects.exists():
        make_control(canteen, at=at)
    for inhibition in inhibitions:
        run = Run(inhibition_pct=Decimal(inhibition))
        actions.read(number=test.number, run=run, actor=actor, at=at)
    test.refresh_from_db()
    return test


def page_of(test, name="residue_test"):
    return reverse(f"canteen:{name}", args=[test.number])


def send(client, *readings, **headers):
    body = json.dumps({"readings": list(readings)})
    return client.post(READINGS, body, content_type="application/json", headers=headers)


def test_the_way_from_a_due_lot_to_a_result(canteen, officer):
    lot = make_due_lot(canteen, name="韭菜")
    bench = officer.get(reverse("canteen:residue_tests")).content.decode()
    assert lot.number in bench
    assert reverse("canteen:residue_sample", args=[lot.id]) in bench
    method = make_method(canteen)
    taken = officer.post(reverse("canteen:residue_sample", args=[lot.id]), {"method": method.id})
    test = ResidueTest.objects.get()
    assert taken["Location"] == page_of(test)

    reading = {"repeat": 1, "da0": "0.4", "dat": "0.36", "photo": ""}
    refused = officer.post(page_of(test), reading)
    assert refused.status_code == 422
    assert refused.context["form"].data["da0"] == "0.4"
    control = {
        "method": method.id,
        "instrument": "速测仪1",
        "reagent_batch": "R-1",
        "blank_da": "0.42",
        "positive_da": "0.05",
    }
    officer.post(reverse("canteen:residue_controls"), control)
    photo = SimpleUploadedFile("a.jpg", JPEG, content_type="image/jpeg")
    assert officer.post(page_of(test), reading | {"photo": photo}).status_code == 302
    test.refresh_from_db()
    assert test.state == "passed"
    shown = officer.get(reverse("kit:file", args=[ResidueReading.objects.get().photo_id]))
    assert shown.getvalue() == JPEG
    assert StockLot.objects.get(id=lot.id).status == "available"


def test_a_pass_is_never_called_safe(canteen, officer):
    passed = sampled(canteen, "12")
    day = timezone.localdate()
    pages = [page_of(passed), reverse("canteen:residue_sheet", args=[canteen.code, day])]
    for page in pages:
        shown = officer.get(page, headers={"Accept-Language": "zh-hans"}).content.decode()
        assert "未检出超限（筛查）" in shown
        assert "合格" not in shown.replace("不合格", "")


def test_a_bad_control_is_refused_or_kept_as_not_valid(canteen, officer):
    method = make_method(canteen)
    control = {"method": method.id, "instrument": "仪", "reagent_batch": "R"}
    address = reverse("canteen:residue_controls")
    typed = officer.post(address, control | {"blank_da": "-1", "positive_da": "0.1"})
    assert typed.status_code == 422
    assert not ControlRun.objects.exists()
    officer.post(address, control | {"blank_da": "0.2", "positive_da": "0.1"})
    assert not ControlRun.objects.get().is_valid


def test_a_failed_lot_is_taken_out_before_two(canteen, officer):
    test = sampled(canteen, "60", "70", "80")
    keeper = make_person(unit=make_unit(site=canteen.site))
    make_account(person=keeper, grants=role_grants("storekeeper"))
    form = {"disposal": "returned", "witness": "", "reason": "不合格"}
    alone = officer.post(page_of(test, "residue_dispose"), form)
    assert alone.status_code == 422
    assert alone.context["disposal"].data["reason"] == "不合格"
    done = officer.post(page_of(test, "residue_dispose"), form | {"witness": keeper.id})
    assert done.status_code == 302
    assert StockLot.objects.get().quantity == 0
    again = officer.post(page_of(test, "residue_dispose"), form | {"witness": keeper.id})
    assert again.status_code == 422
    assert "检测员乙" in again.content.decode()


def test_a_laboratorys_report_ends_a_hold(canteen, officer):
    make_control(canteen, at=timezone.now())
    set_parameter(canteen.site, DISAGREEMENT, "laboratory")
    test = sampled(canteen, "60", "10", "60")
    address = page_of(test, "residue_laboratory")
    assert officer.post(address, {"report": "", "is_conforming": "yes"}).status_code == 422
    assert officer.post(address, {"report": "GC-1", "is_conforming": "yes"}).status_code == 302
    assert StockLot.objects.get().status == "available"


def test_a_lot_is_waived_with_a_reason(canteen, officer):
    lot = make_due_lot(canteen)
    officer.post(reverse("canteen:residue_waive", args=[lot.id]), {"reason": " "})
    assert StockLot.objects.get(id=lot.id).status == "quarantined"
    officer.post(reverse("canteen:residue_waive", args=[lot.id]), {"reason": "仪器送检"})
    assert StockLot.objects.get(id=lot.id).status == "available"


def test_the_sheet_on_the_wall_names_no_person(canteen, officer):
    test = sampled(canteen, "12")
    address = reverse("canteen:residue_sheet", args=[canteen.code, timezone.localdate()])
    page = officer.get(address).content.decode()
    assert test.lot.supplier.name in page
    assert "检测员甲" not in page
    assert "检测员乙" not in page


def test_an_instrument_sends_readings_once(canteen, officer):
    first, second = sampled(canteen), sampled(canteen, name="油菜")
    readings = [
        {"number": first.number, "da0": "0.40", "dat": "0.36"},
        {"number": second.number, "inhibition_pct": "61"},
    ]
    answers = [send(officer, *readings, **{"Idempotency-Key": "i-1"}) for _ in range(2)]
    answers.append(send(officer, *readings))
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert ResidueReading.objects.count() == 2
    items = answers[2].json()["items"]
    assert [(item["state"], item["next_repeat"]) for item in items] == [
        ("passed", None),
        ("retest_2", 2),
    ]
    other = send(officer, {"number": second.number, "inhibition_pct": "12"})
    assert (other.status_code, other.json()["code"]) == (409, "AlreadyRead")


def test_one_bad_reading_keeps_all_of_them_out(canteen, officer):
    test = sampled(canteen)
    answer = send(
        officer,
        {"number": test.number, "inhibition_pct": "12"},
        {"number": "RT-9", "inhibition_pct": "12"},
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "NoSuchSample")
    assert not ResidueReading.objects.exists()


def test_readings_come_as_a_sheet_too(canteen, officer):
    test = sampled(canteen)
    row = {"number": test.number, "repeat": 1, "inhibition_pct": Decimal("61.5")}
    inspector = system("检测员甲", site_id=canteen.site_id)
    assert sheets.put(row, actor=inspector, at=timezone.now()) == "added"
    assert sheets.put(row, actor=inspector, at=timezone.now()) == "unchanged"
    with pytest.raises(refusals.AlreadyRead):
        sheets.put(row | {"inhibition_pct": Decimal(12)}, actor=inspector, at=timezone.now())
    with pytest.raises(refusals.NoSuchSample):
        sheets.put(row | {"number": "RT-9"}, actor=inspector, at=timezone.now())
    assert officer.get(reverse("canteen:residue_import")).status_code == 200


def test_pages_make_few_queries_whatever_the_rows(canteen, officer, assert_query_budget):
    addresses = [
        (reverse("canteen:residue_tests"), 24),
        (reverse("canteen:residue_tests_all"), 18),
        (reverse("canteen:residue_sheet", args=[canteen.code, timezone.localdate()]), 14),
    ]
    sampled(canteen, "12")
    sampled(canteen, "60")
    make_due_lot(canteen)
    for address, _ in addresses:
        officer.get(address)
    for round_ in range(2):
        for address, most in addresses:
            with assert_query_budget(most):
                assert officer.get(address).status_code == 200
        if round_ == 0:
            for _ in range(5):
                sampled(canteen, "12")
                sampled(canteen, "60")
                make_due_lot(canteen)


READERS = (
    "acceptor", "canteen_manager", "food_inspector", "food_safety_officer", "leader",
    "storekeeper",
)  # fmt: skip
RECORD = ("canteen_manager", "food_inspector", "food_safety_officer")
DECIDE = ("canteen_manager", "food_safety_officer")


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_read_record_and_decide(canteen, person, sign_in, role):
    test, failed = sampled(canteen), sampled(canteen, "60", "60", "60")
    keeper = make_person(unit=make_unit(site=canteen.site))
    make_account(person=keeper, grants=role_grants("storekeeper"))
    client = sign_in(make_account(person=person, grants=role_grants(role)))
    sheet = reverse("canteen:residue_sheet", args=[canteen.code, timezone.localdate()])
    pages = [
        reverse("canteen:residue_tests"),
        reverse("canteen:residue_tests_all"),
        page_of(test),
        sheet,
    ]
    expected = 200 if role in READERS else 403
    assert [client.get(page).status_code for page in pages] == [expected] * 4
    answer = send(client, {"number": test.number, "inhibition_pct": "12"})
    assert answer.status_code == (201 if role in RECORD else 403)
    form = {"disposal": "destroyed", "witness": keeper.id, "reason": "不合格"}
    status = client.post(page_of(failed, "residue_dispose"), form).status_code
    if role in DECIDE:
        assert status == 302
    else:
        assert status == (403 if role in READERS else 404)


def test_another_sites_tests_do_not_exist(canteen, sign_in):
    test = sampled(canteen, "60", "60", "60")
    lot = make_due_lot(canteen)
    site = make_site()
    make_canteen(site=site)
    stranger = sign_in(
        make_account(person=make_person(site=site), grants=role_grants("canteen_manager"))
    )
    sheet = reverse("canteen:residue_sheet", args=[canteen.code, timezone.localdate()])
    assert stranger.get(page_of(test)).status_code == 404
    assert stranger.get(sheet).status_code == 404
    assert stranger.post(page_of(test, "residue_dispose")).status_code == 404
    assert stranger.post(page_of(test, "residue_laboratory")).status_code == 404
    sample = reverse("canteen:residue_sample", args=[lot.id])
    assert stranger.post(sample, {"method": "1"}).status_code == 404
    assert test.number not in stranger.get(reverse("canteen:residue_tests_all")).content.decode()
