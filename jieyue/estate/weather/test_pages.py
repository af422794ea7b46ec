import io
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from jieyue.estate.permissions import EstatePermission
from jieyue.estate.weather.models import DayWeather
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_site

pytestmark = pytest.mark.django_db
READ, RECORD = EstatePermission.WEATHER_READ, EstatePermission.WEATHER_RECORD
PAGES = ["weather", "weather_import", "weather_record"]
TYPED = {"low_c": "6.5", "high_c": "13", "rain_mm": "2.4", "source": "observed"}


def make_weather(site, *, days=1, **fields):
    today = timezone.localdate()
    values = {"low_c": Decimal(6), "high_c": Decimal(13), "rain_mm": Decimal(2), **fields}
    return [
        DayWeather.objects.create(
            site=site,
            day=today - timedelta(days=n),
            source="observed",
            recorded_at=timezone.now(),
            **values,
        )
        for n in range(days)
    ]


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def client(client, site, settings, tmp_path):
    settings.DATA = tmp_path
    client.force_login(make_account(site=site, grants={READ: "complex", RECORD: "complex"}))
    return client


@pytest.mark.parametrize("name", PAGES)
def test_each_page_opens_whatever_the_days_within_its_queries(
    client, site, name, assert_query_budget
):
    assert client.get(reverse(f"estate:{name}")).status_code == 200
    make_weather(site, days=60)

    with assert_query_budget(10):
        assert client.get(reverse(f"estate:{name}")).status_code == 200


@pytest.mark.parametrize(
    ("grants", "statuses"), [({}, [403] * 3), ({READ: "complex"}, [200, 403, 403])]
)
def test_each_page_asks_for_its_right(client, site, grants, statuses):
    client.force_login(make_account(site=site, grants=grants))

    assert [client.get(reverse(f"estate:{name}")).status_code for name in PAGES] == statuses


def test_another_sites_weather_is_on_no_page(client):
    make_weather(make_site(), low_c=Decimal("-41.7"))

    page = client.get(reverse("estate:weather")).content.decode()

    assert "41.7" not in page


def test_a_day_is_typed_in_and_shown_to_be_changed(client, site):
    today = timezone.localdate().isoformat()
    reply = client.post(reverse("estate:weather_record"), TYPED | {"day": today})

    assert reply.status_code == 302
    form = client.get(reverse("estate:weather_record"), {"day": today}).content.decode()
    assert "6.5" in form
    assert DayWeather.objects.get(site=site).rain_mm == Decimal("2.4")


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("__all__", {"low_c": "14"}),
        ("__all__", {"high_c": "71"}),
        ("rain_mm", {"rain_mm": "-1"}),
        ("__all__", {"day": (timezone.localdate() + timedelta(days=2)).isoformat()}),
        ("low_c", {"low_c": "NaN"}),
    ],
)
def test_what_cannot_be_comes_back_named(client, field, wrong):
    typed = TYPED | {"day": timezone.localdate().isoformat()} | wrong
    reply = client.post(reverse("estate:weather_record"), typed)

    assert reply.status_code == 422
    assert list(reply.context["form"].errors) == [field]
    assert escape(reply.context["form"].errors[field][0]) in reply.content.decode()
    assert not DayWeather.objects.exists()


def test_a_sheet_is_taken_in_once_with_one_line_in_the_journal(client, site):
    text = "day,low_c,high_c,rain_mm\n2026-03-02,6.5,13,2.4\n2026-03-03,7,5,0\n2026-03-04,5,9,0\n"

    for _ in range(2):
        file = SimpleUploadedFile("weather.csv", text.encode())
        checked = client.post(reverse("estate:weather_import"), {"step": "check", "file": file})
        assert (checked.context["good"], checked.context["bad"]) == (2, 1)
        client.post(
            reverse("estate:weather_import"), {"step": "import", "token": checked.context["token"]}
        )

    assert DayWeather.objects.filter(site=site).count() == 2
    assert Entry.objects.get(name="estate.weather.taken_in").data["days"] == 2


def test_the_list_leaves_in_a_sheet(client, site):
    make_weather(site, days=3)

    reply = client.get(reverse("estate:weather"), {"export": "xlsx"})

    sheet = openpyxl.load_workbook(io.BytesIO(reply.content)).active
    assert sheet.max_row == 4
    assert sheet.cell(2, 2).value == 6
