"""The pages of diners, sign-ups, guests and gatherings: who may open them, and what they cost."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from jieyue.canteen.diners import sheets
from jieyue.canteen.diners.models import Attendance, AttendanceCorrection, Closure
from jieyue.canteen.factories import (
    make_attendance,
    make_canteen,
    make_meal_period,
    make_unit_attendance,
)
from jieyue.canteen.gatherings.models import Gathering
from jieyue.canteen.guests.models import GuestBooking
from jieyue.canteen.signups.models import MealChoice
from jieyue.kit.actor import system
from jieyue.kit.sheets import SheetRow
from jieyue.people.factories import make_account, make_person, make_site, make_unit

pytestmark = pytest.mark.django_db
PAGES = {
    "attendance": "canteen.attendance.read",
    "attendance_import": "canteen.attendance.import",
    "attendance_record": "canteen.attendance.correct",
    "attendance_sheet": "canteen.attendance.import",
    "attendance_units": "canteen.attendance.read",
    "canteens": "",
    "colleagues": "canteen.signups.edit",
    "gatherings": "canteen.gatherings.read",
    "guests": "canteen.guests.read",
    "leave": "",
    "my_meals": "",
    "signups": "canteen.signups.read",
}
EVERY_RIGHT = [
    "canteen.attendance.correct",
    "canteen.attendance.import",
    "canteen.attendance.read",
    "canteen.canteens.edit",
    "canteen.gatherings.edit",
    "canteen.gatherings.read",
    "canteen.guests.book",
    "canteen.guests.read",
    "canteen.signups.edit",
    "canteen.signups.read",
]


@pytest.fixture
def canteen():
    canteen = make_canteen(site=make_site(), name="机关一食堂")
    for meal in ("lunch", "dinner"):
        make_meal_period(canteen=canteen, meal=meal, signup_days_before=0, workdays_only=False)
    return canteen


@pytest.fixture
def manager(canteen, sign_in):
    unit = make_unit(site=canteen.site)
    account = make_account(
        person=make_person(unit=unit), grants=dict.fromkeys(EVERY_RIGHT, "complex")
    )
    return sign_in(account)


def next_workday():
    return timezone.localdate() + timedelta(days=1)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_empty_and_full_within_its_budget(
    page, manager, canteen, assert_query_budget
):
    address = reverse(f"canteen:{page}")
    assert manager.get(address).status_code == 200
    for n in range(60):
        day = timezone.localdate() - timedelta(days=n)
        make_attendance(canteen=canteen, day=day)
        make_unit_attendance(canteen=canteen, unit=make_unit(site=canteen.site), day=day)
    with assert_query_budget(10):
        assert manager.get(address).status_code == 200


@pytest.mark.parametrize("page", [page for page, right in PAGES.items() if right])
def test_a_page_asks_for_its_right(page, canteen, sign_in, client):
    address = reverse(f"canteen:{page}")
    assert client.get(address).status_code == 302
    nobody = sign_in(make_account(person=make_person(unit=make_unit(site=canteen.site))))
    assert nobody.get(address).status_code == 403


def test_the_list_shows_this_site_only(manager, canteen):
    make_attendance(canteen=canteen, served=911)
    stranger = make_attendance(canteen=make_canteen(), served=46_913)
    page = manager.get(reverse("canteen:attendance")).content.decode()
    assert "911" in page
    assert "46,913" not in page
    address = reverse("canteen:attendance_meal", args=[stranger.id])
    assert manager.get(address).status_code == 404


def test_attendance_goes_out_as_excel(manager, canteen):
    make_attendance(canteen=canteen)
    response = manager.get(reverse("canteen:attendance"), {"export": "xlsx"})
    assert response.content.startswith(b"PK")


def test_a_file_is_imported_and_its_bad_rows_are_shown(manager, canteen):
    text = "日期,食堂,就餐人数\n2026-02-02,机关一食堂,941\n2026-02-03,机关一食堂,-4\n"
    file = SimpleUploadedFile("记录.csv", text.encode("gb18030"))
    response = manager.post(reverse("canteen:attendance_import"), {"file": file, "meal": "lunch"})
    assert response.status_code == 200
    assert [line for line, _ in response.context["problems"]] == [3]
    assert Attendance.objects.get().served == 941
    broken = SimpleUploadedFile("x.xlsx", b"PK\x03\x04")
    address = reverse("canteen:attendance_import")
    assert manager.post(address, {"file": broken, "meal": "lunch"}).status_code == 422


def test_a_meal_is_recorded_and_corrected(manager, canteen):
    typed = {"canteen": canteen.id, "meal": "lunch", "day": "2026-02-02", "served": "941"}
    assert manager.post(reverse("canteen:attendance_record"), typed).status_code == 302
    again = manager.post(reverse("canteen:attendance_record"), typed)
    assert again.status_code == 422
    address = reverse("canteen:attendance_meal", args=[Attendance.objects.get().id])
    assert manager.post(address, {"served": "930", "reason": ""}).status_code == 422
    assert manager.post(address, {"served": "930", "reason": "重数"}).status_code == 302
    assert AttendanceCorrection.objects.get().served == 930
    assert "重数" in manager.get(address).content.decode()


def test_a_canteen_is_closed_and_opened_again(manager, canteen):
    typed = {"canteen": canteen.id, "meal": "", "first_on": "2027-01-04", "last_on": "2027-01-02"}
    address = reverse("canteen:canteens")
    assert manager.post(address, typed | {"reason": "检修"}).status_code == 422
    typed["last_on"] = "2027-01-05"
    assert manager.post(address, typed | {"reason": "检修"}).status_code == 302
    closure = Closure.objects.get()
    assert "检修" in manager.get(address).content.decode()
    manager.post(reverse("canteen:closure_withdraw", args=[closure.id]))
    assert not Closure.objects.exists()


def test_a_tap_on_the_phone_signs_off(canteen, sign_in):
    person = make_person(unit=make_unit(site=canteen.site))
    client = sign_in(make_account(person=person, grants={"canteen.signups.edit": "own"}))
    tap = {"canteen": canteen.id, "meal": "lunch", "day": next_workday().isoformat()}
    address = reverse("canteen:my_meals")
    response = client.post(address, tap, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert b"<html" not in response.content
    assert MealChoice.objects.get().eats is False
    client.post(address, tap | {"eats": "on"})
    assert MealChoice.objects.get().eats is True
    late = tap | {"day": (timezone.localdate() - timedelta(days=1)).isoformat()}
    refused = client.post(address, late, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.content.decode()


def test_a_leave_on_the_phone(canteen, sign_in):
    person = make_person(unit=make_unit(site=canteen.site))
    client = sign_in(make_account(person=person, grants={"canteen.signups.edit": "own"}))
    start = next_workday()
    typed = {
        "canteen": canteen.id,
        "first_on": start.isoformat(),
        "last_on": (start + timedelta(days=2)).isoformat(),
        "meals": ["lunch", "dinner"],
    }
    assert client.post(reverse("canteen:leave"), typed).status_code == 200
    assert MealChoice.objects.filter(eats=False, person=person).count() == 6
    backwards = typed | {"last_on": "2020-01-01"}
    assert client.post(reverse("canteen:leave"), backwards).status_code == 422


def test_a_clerk_signs_a_colleague_off_but_no_other_unit(canteen, sign_in):
    unit = make_unit(site=canteen.site)
    clerk, colleague = make_person(unit=unit), make_person(unit=unit)
    stranger = make_person(unit=make_unit(site=canteen.site), name="外单位")
    client = sign_in(make_account(person=clerk, grants={"canteen.signups.edit": "unit"}))
    address = reverse("canteen:colleagues")
    page = client.get(address).content.decode()
    assert colleague.name in page
    assert "外单位" not in page
    tap = {"canteen": canteen.id, "meal": "lunch", "day": next_workday().isoformat()}
    assert client.post(address, tap | {"person": colleague.id}).status_code == 200
    assert client.post(address, tap | {"person": stranger.id}).status_code == 403
    assert list(MealChoice.objects.values_list("person_id", flat=True)) == [colleague.id]


def test_guests_are_booked_with_a_warning_and_cancelled(manager, canteen):
    unit = make_unit(site=canteen.site)
    typed = {
        "canteen": canteen.id, "unit": unit.id, "day": next_workday().isoformat(),
        "meal": "lunch", "guests": "6", "companions": "5", "purpose": "调研",
    }  # fmt: skip
    page = manager.post(reverse("canteen:guests"), typed, follow=True).content.decode()
    booking = GuestBooking.objects.get()
    assert "调研" in page
    assert "alert-warning" in page
    manager.post(reverse("canteen:guests_cancel", args=[booking.id]))
    booking.refresh_from_db()
    assert booking.cancelled_at
    assert manager.post(reverse("canteen:guests"), typed | {"guests": "0"}).status_code == 422


def test_a_training_is_noted_and_cancelled(manager):
    typed = {
        "day": next_workday().isoformat(), "kind": "training", "title": "业务培训",
        "unit": "", "attendees": "40", "is_away": "on",
    }  # fmt: skip
    page = manager.post(reverse("canteen:gatherings"), typed, follow=True).content.decode()
    assert "业务培训" in page
    gathering = Gathering.objects.get()
    manager.post(reverse("canteen:gathering_cancel", args=[gathering.id]))
    gathering.refresh_from_db()
    assert gathering.cancelled_at
    bad = manager.post(reverse("canteen:gatherings"), typed | {"attendees": "-1"})
    assert bad.status_code == 422


@pytest.mark.parametrize("page", ["closure_withdraw", "gathering_cancel", "guests_cancel"])
def test_what_one_may_not_see_does_not_exist(manager, page):
    assert manager.post(reverse(f"canteen:{page}", args=[10**9])).status_code == 404


def test_a_tap_on_another_sites_canteen_is_refused(manager, canteen):
    other = make_canteen()
    make_meal_period(canteen=other, workdays_only=False, signup_days_before=0)
    tap = {"canteen": other.id, "meal": "lunch", "day": next_workday().isoformat()}
    assert manager.post(reverse("canteen:my_meals"), tap).status_code == 422
    assert not MealChoice.objects.exists()


def sheet_row(**changes):
    values = {
        "canteen": "机关一食堂", "day": date(2026, 2, 2), "meal": "lunch", "planned": 980,
        "served": 941,
    }  # fmt: skip
    return SheetRow(2, values | changes)


def test_a_sheets_line_is_added_once_and_completed(canteen):
    actor = system("test", site_id=canteen.site_id)

    def put(**changes):
        return sheets.put(sheet_row(**changes), actor=actor, at=timezone.now())

    assert put(served=None) == "added"
    assert put() == "changed"
    assert put() == "unchanged"
    assert Attendance.objects.get().served == 941


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"canteen": "别的食堂"}, "unknown_canteen"),
        ({"day": timezone.localdate() + timedelta(days=1)}, "future_date"),
        ({"day": date(1017, 3, 1)}, "bad_date"),
        ({"planned": None, "served": None}, "empty"),
    ],
)
def test_a_sheets_bad_line_is_refused(canteen, changes, code):
    actor = system("test", site_id=canteen.site_id)
    with pytest.raises(sheets.RowRefused) as caught:
        sheets.put(sheet_row(**changes), actor=actor, at=timezone.now())
    assert caught.value.code == code
    assert not Attendance.objects.exists()
