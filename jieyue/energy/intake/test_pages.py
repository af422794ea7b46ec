import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from jieyue.energy.factories import make_meter
from jieyue.energy.intake import uploads
from jieyue.energy.intake.models import Batch, Collector
from jieyue.energy.readings.models import ReadingCorrection, ReadingDay
from jieyue.kit.tasks.models import Task
from jieyue.people.factories import make_account, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db

TWO_ROWS = "表号,抄表时间,读数\nE-01,{day},10\nE-01,{day} 12:00,11\n"
READ = "energy.readings.read"


@pytest.fixture
def meter():
    return make_meter(number="E-01", since_on=timezone.localdate() - timedelta(days=400))


@pytest.fixture
def manager(meter, sign_in):
    return sign_in(make_account(site=meter.site, grants=role_grants("energy_manager")))


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DATA = tmp_path


def two_rows():
    day = timezone.localdate() - timedelta(days=2)
    return TWO_ROWS.format(day=f"{day.year}年{day.month}月{day.day}日")


def check(client, content, name="a.csv", **fields):
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    body = {"step": "check", "file": file} | fields
    return client.post(reverse("energy:import_readings"), body)


def test_a_file_is_checked_then_taken_in_once(manager, meter):
    page = check(manager, two_rows() + "E-77,2026-01-01,5\n")
    assert page.status_code == 200
    text = page.content.decode()
    assert "E-77" in text
    assert not Batch.objects.exists()
    token = page.context["token"]
    body = {"step": "import", "token": token}
    done = manager.post(reverse("energy:import_readings"), body)
    batch = Batch.objects.get()
    assert done.url == reverse("energy:batch", args=[batch.id])
    assert (batch.added, batch.refused) == (2, 1)
    assert "E-77" in manager.get(done.url).content.decode()
    again = manager.post(reverse("energy:import_readings"), body)
    assert again.status_code == 422
    assert Batch.objects.count() == 1


def test_a_large_file_is_taken_in_by_a_task(manager, meter, monkeypatch):
    monkeypatch.setattr(uploads, "AT_ONCE_BYTES", 10)
    token = check(manager, two_rows()).context["token"]
    done = manager.post(reverse("energy:import_readings"), {"step": "import", "token": token})
    task = Task.objects.get()
    assert done.url == reverse("kit:task", args=[task.id])
    from jieyue.kit.tasks import actor_of

    result = uploads.work(
        task.arguments,
        site_id=task.site_id,
        progress=lambda _share, _words: None,
        actor=actor_of(task),
        at=timezone.now(),
    )
    assert result["new"] == 2
    assert ReadingDay.objects.get().count == 2


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xd0\xcf\x11\xe0"])
def test_a_file_that_is_none_is_refused_on_the_page(manager, content):
    page = check(manager, content)
    assert page.status_code == 422
    assert "alert-danger" in page.content.decode()


def test_what_was_chosen_stays_when_the_file_is_refused(manager):
    page = check(manager, b"a,b\n1,2\n", medium="water", unit="l", zone="Europe/Madrid")
    assert 'value="Europe/Madrid"' in page.content.decode()


def test_a_reading_is_entered_at_a_desk(manager, meter):
    url = reverse("energy:reading_by_hand")
    body = {
        "meter_number": "E-01",
        "register": "１２３.5",
        "read_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
    }
    assert manager.post(url, body).url == url
    assert Batch.objects.get().source == "hand"
    wrong = manager.post(url, body | {"register": "1,234"})
    assert wrong.status_code == 422
    assert 'value="1,234"' in wrong.content.decode()
    assert manager.post(url, body | {"meter_number": "E-99"}).status_code == 422
    assert Batch.objects.count() == 1


def test_a_reading_is_corrected_on_its_page(manager, meter):
    test_a_file_is_checked_then_taken_in_once(manager, meter)
    page = manager.get(reverse("energy:meter_readings", args=["E-01"]))
    row = page.context["rows"][0]
    url = reverse("energy:correct_reading", args=["E-01", row.at_s])
    assert manager.get(url).status_code == 200
    both = manager.post(url, {"register": "9", "withdrawn": "on", "reason": "x"})
    assert both.status_code == 422
    assert manager.post(url, {"register": "9", "reason": "misread"}).status_code == 302
    assert ReadingCorrection.objects.get().register_milli == 9000
    stale = manager.post(url, {"register": "8", "reason": "again"})
    assert stale.status_code == 422
    assert manager.get(reverse("energy:correct_reading", args=["E-01", 5])).status_code == 404


def test_a_collector_is_registered_and_its_key_shown_once(manager, meter):
    page = manager.post(reverse("energy:new_collector"), {"serial": "C1", "name": "东楼"})
    assert "jyc_" in page.content.decode()
    row = Collector.objects.get()
    assert "jyc_" not in manager.get(reverse("energy:collector", args=[row.id])).content.decode()
    again = manager.post(reverse("energy:new_collector"), {"serial": "C1", "name": "西楼"})
    assert again.status_code == 422
    renewed = manager.post(reverse("energy:renew_collector_key", args=[row.id]))
    assert "jyc_" in renewed.content.decode()


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_pages_open_for_who_may_and_nobody_else(sign_in, role):
    grants = role_grants(role)
    client = sign_in(make_account(site=make_site(), grants=grants))
    needs = {
        "energy:batches": READ,
        "energy:collectors": READ,
        "energy:import_readings": "energy.readings.import",
        "energy:new_collector": "energy.meters.edit",
        "energy:reading_by_hand": "energy.readings.record",
    }
    for name, permission in needs.items():
        scope = grants.get(permission)
        wide = scope == "complex" or (name == "energy:reading_by_hand" and scope is not None)
        assert client.get(reverse(name)).status_code == (200 if wide else 403), name


def test_another_sites_rows_do_not_exist(manager, meter, sign_in):
    test_a_file_is_checked_then_taken_in_once(manager, meter)
    batch = Batch.objects.get()
    client = sign_in(make_account(site=make_site(), grants=role_grants("energy_manager")))
    assert client.get(reverse("energy:batch", args=[batch.id])).status_code == 404
    assert client.get(reverse("energy:meter_readings", args=["E-01"])).status_code == 404
    at_s = int(batch.first_at.timestamp())
    assert client.get(reverse("energy:correct_reading", args=["E-01", at_s])).status_code == 404


def test_the_list_of_deliveries_costs_the_same_however_long(manager, meter, assert_query_budget):
    url = reverse("energy:batches")
    manager.get(url)
    for n in range(3):
        Batch.objects.create(
            site=meter.site, source="file", name=f"{n}", received_at=timezone.now()
        )
    with assert_query_budget(12):
        manager.get(url)
    for n in range(40):
        Batch.objects.create(
            site=meter.site, source="file", name=f"{n}", received_at=timezone.now()
        )
    with assert_query_budget(12):
        manager.get(url)


def make_batches(site, count):
    at = timezone.now()
    Batch.objects.bulk_create(
        Batch(site=site, source="file", name=f"{n}", received_at=at) for n in range(count)
    )


def test_refusals_leave_as_a_sheet(manager, meter):
    test_a_file_is_checked_then_taken_in_once(manager, meter)
    batch = Batch.objects.get()
    sheet = manager.get(reverse("energy:batch", args=[batch.id]), {"export": "xlsx"})
    from openpyxl import load_workbook

    rows = list(load_workbook(io.BytesIO(sheet.content)).active.values)
    assert any("E-77" in [str(cell) for cell in row] for row in rows)
