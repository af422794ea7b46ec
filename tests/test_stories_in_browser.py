"""What the people of a complex do with the product, step by step, in a real browser."""

import io
import json
import re
import uuid
from datetime import datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.conftest import DESK, PHONE, Demo, Open, Visits, shoot, try_log_in

pytestmark = pytest.mark.e2e

SHANGHAI = ZoneInfo("Asia/Shanghai")
LEVEL = "details:has(input[name=level])"
CONFIRM = "form[action$='/confirm/']:visible button"


# Planning


def test_of_two_managers_the_second_is_told_that_the_plan_changed(signed_in: Open) -> None:
    first, second = signed_in("manager"), signed_in("manager")
    address = drafted_day(first)
    second.goto(address)
    meal = first.locator(LEVEL).first
    meal.locator("summary").click()
    meal.locator("input[name=level]").fill("91")
    meal.locator("input[name=reason]").fill("检查组来用餐")
    meal.locator("button").click()
    expect(first.locator("main")).to_contain_text("检查组来用餐")
    expect(first.locator("main")).to_contain_text("91")

    second.locator(CONFIRM).click()
    expect(second.locator(".alert-danger", has_text="重新")).to_be_visible()
    expect(second.locator(CONFIRM)).to_be_visible()  # it is still a draft

    first.locator(CONFIRM).click()
    expect(first.locator(".alert-success")).to_be_visible()
    expect(first.locator(CONFIRM)).to_have_count(0)
    shoot(first, "story-plan-confirmed")

    answer = first.goto(f"{address}print/")
    assert answer is not None
    assert answer.status == 200
    expect(first.locator("body")).to_contain_text("CP-")
    shoot(first, "story-plan-print")


def drafted_day(page: Page) -> str:
    """Open the first day from tomorrow on that has a plan, and make it a draft."""
    page.goto("/canteen/plans/")
    days = page.eval_on_selector_all(
        "nav a[href^='/canteen/plans/']", "all => all.map(a => a.getAttribute('href'))"
    )
    for address in [page.url, *days[1:]]:
        page.goto(address)
        if page.locator("button[name=again]").count():
            page.locator("button[name=again]").click()
        if page.locator(LEVEL).count():
            return page.url
    pytest.fail("No day of the week ahead has a plan.")


# Signing off


def test_a_sign_off_by_phone_reaches_the_clerk_and_the_kitchen(signed_in: Open) -> None:
    phone = signed_in("employee", size=PHONE)
    phone.goto("/canteen/my-meals/")
    open_meals = phone.locator("#my-meals form:has(button[aria-pressed=true]:not([disabled]))")
    mine = open_meals.filter(has=phone.locator("input[name=meal][value=lunch]")).last
    day = mine.locator("input[name=day]").get_attribute("value")
    chosen = phone.locator(
        f"#my-meals form:has(input[name=day][value='{day}']):has(input[value=lunch])"
    )
    before = signed_off(signed_in("kitchen"), str(day))
    chosen.locator("button").click()
    expect(chosen.locator("button")).to_have_attribute("aria-pressed", "false")
    shoot(phone, "story-signed-off-390")

    assert signed_off(signed_in("kitchen"), str(day)) == before + 1
    clerk = signed_in("clerk")
    clerk.goto(f"/canteen/signups/colleagues/?day={day}")
    expect(clerk.locator("#colleagues button[aria-pressed=false]").first).to_be_visible()

    chosen.locator("button").click()
    expect(chosen.locator("button")).to_have_attribute("aria-pressed", "true")
    assert signed_off(signed_in("kitchen"), str(day)) == before


def signed_off(page: Page, day: str) -> int:
    """The lunches signed off on a day, over all units, as the list has them."""
    page.goto("/canteen/signups/?per_page=200")
    month, number = int(day[5:7]), int(day[8:10])
    rows = page.locator("main table tbody tr", has_text=f"{month}月{number}日")
    lunches = rows.filter(has_text="午餐").all()
    return sum(int(row.locator("td.number").first.inner_text() or 0) for row in lunches)


# The forecast


def test_a_back_test_is_one_click_with_progress_and_a_chart(signed_in: Open) -> None:
    page = signed_in("manager")
    page.goto("/canteen/forecast/backtest/")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/backtest/?task=*")
    expect(page.locator("#backtest .progress, #backtest svg").first).to_be_visible()
    expect(page.locator("#backtest [data-chart] svg").first).to_be_visible(timeout=120_000)
    expect(page.locator("#backtest table").last).to_contain_text("本系统预测")
    shoot(page, "story-backtest")


# Sheets


def test_a_sheet_comes_back_with_its_errors_and_the_second_import_changes_nothing(
    signed_in: Open, tmp_path: Path
) -> None:
    page = signed_in("manager")
    page.goto("/canteen/attendance/sheet/")
    with page.expect_download() as download:
        page.click("a[href='?template']")
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    sheet = book.worksheets[0]
    sundays = (datetime(2024, 3, 3), datetime(2024, 3, 10))  # long before the demo's record
    for line, (day, served) in enumerate(zip(sundays, (61, "很多"), strict=True), 3):
        for place, value in enumerate(("main", day, "午餐", 70, served), 1):
            sheet.cell(line, place).value = value
    book.save(tmp_path / "sheet.xlsx")

    check(page, tmp_path / "sheet.xlsx")
    expect(page.locator("main")).to_contain_text("很多")
    shoot(page, "story-sheet-checked")
    with page.expect_download() as download:
        page.click("button[value=marked]")
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    sheet = book.worksheets[0]
    assert sheet.cell(4, 5).value == "很多"
    assert sheet.cell(4, 6).value  # says what is wrong with it
    assert not sheet.cell(3, 6).value
    sheet.cell(4, 5).value = 58
    book.save(tmp_path / "fixed.xlsx")

    check(page, tmp_path / "fixed.xlsx")
    page.click("button[value=import]")
    expect(page.locator(".alert-success")).to_contain_text("2")

    page.goto("/canteen/attendance/sheet/")
    check(page, tmp_path / "fixed.xlsx")
    expect(page.locator("main")).to_contain_text(re.compile(r"无变化\s*2"))
    shoot(page, "story-sheet-again")


def check(page: Page, path: Path) -> None:
    page.set_input_files("input[name=file]", path)
    page.click("button[value=check]")
    page.wait_for_load_state()


# Accounts


def test_five_wrong_passwords_lock_and_the_system_administrator_unlocks(visits: Visits) -> None:
    door = visits.at_the_door()
    for _attempt in range(5):
        try_log_in(door, "leader", "Wrong-password-1")
    try_log_in(door, "leader", visits.demo.password_of("leader"))
    assert "login" in door.url
    shoot(door, "story-locked")

    officer = visits.open("sysadmin")
    open_account(officer, "leader")
    officer.click("form[action$='/unlock/'] button")
    expect(officer.locator(".alert-success")).to_be_visible()

    try_log_in(door, "leader", visits.demo.password_of("leader"))
    door.wait_for_url(lambda url: "login" not in url)


def test_a_new_account_waits_for_the_security_administrator(visits: Visits) -> None:
    name = f"new{uuid.uuid4().hex[:8]}"
    maker = visits.open("sysadmin")
    maker.goto("/people/accounts/new/")
    maker.fill("input[name=username]", name)
    maker.click("main form button[type=submit]")
    password = maker.locator("main pre").inner_text()

    door = visits.at_the_door()
    try_log_in(door, name, password)
    assert "inactive" in door.url

    granter = visits.open("secadmin")
    open_account(granter, name)
    granter.select_option("select[name=role_id]", label="职工")
    granter.click("form[action$='/assign/'] button[type=submit]")
    expect(granter.locator(".alert-success")).to_be_visible()
    if granter.locator("form[action$='/approve/']").count():
        granter.click("form[action$='/approve/'] button")
    shoot(granter, "story-granted")

    door.goto("/account/login/")
    try_log_in(door, name, password)
    door.wait_for_url("**/password/change/**")  # the handed-over password must be changed first
    shoot(door, "story-first-log-in")


def open_account(page: Page, username: str) -> None:
    page.goto(f"/people/accounts/?q={username}")
    page.locator("main table a", has_text=username).first.click()
    expect(page.locator("h1, .page-title").first).to_contain_text(username)


# The journal


def test_the_auditor_verifies_the_chain_and_can_change_nothing(signed_in: Open) -> None:
    page = signed_in("auditor")
    page.goto("/journal/")
    assert page.locator("main table tbody tr").count() > 10
    page.click("form[action$='/journal/verify/'] button")
    expect(page.locator("#task")).to_contain_text("已完成", timeout=60_000)
    shoot(page, "story-journal-verified")
    token = page.evaluate("document.querySelector('[name=csrfmiddlewaretoken]').value")
    for address in (
        "/people/accounts/new/",
        "/people/accounts/1/suspend/",
        "/people/units/new/",
        "/canteen/attendance/record/",
        "/workdays/2027/publish/",
    ):
        answer = page.request.post(
            address,
            form={"csrfmiddlewaretoken": token, "username": "mine", "reason": "x"},
            headers={"Referer": page.url},
        )
        assert answer.status in {403, 404, 405}, address


# Gates


def test_passages_posted_with_a_gates_key_show_as_people_inside(
    signed_in: Open, demo: Demo
) -> None:
    page = signed_in("office")
    keys = json.loads((demo.data / "demo_gate_keys.json").read_text(encoding="utf-8"))
    key = keys["GA01"]  # from the grounds into a building
    before = inside(page)
    at = datetime.now(SHANGHAI).isoformat()
    items = [
        {"event_id": uuid.uuid4().hex, "at": at, "direction": "in", "visitor": f"访客{n}"}
        for n in range(40)
    ]
    assert deliver(demo, key, items)["stored"] == 40
    assert deliver(demo, key, items)["duplicates"] == 40  # once more changes nothing
    assert inside(page) > before
    shoot(page, "story-presence")
    with pytest.raises(HTTPError) as refusal:
        deliver(demo, f"{key}x", items)
    assert refusal.value.code == 401
    refusal.value.close()


def inside(page: Page) -> int:
    """The people inside as the page counts them, visitors included."""
    page.goto("/access/presence/")
    page.wait_for_load_state("networkidle")
    figures = page.locator("main .figure-value").all_inner_texts()
    return sum(int(re.sub(r"\D", "", text) or 0) for text in (figures[0], figures[2]))


def deliver(demo: Demo, key: str, items: list[dict[str, str]]) -> dict[str, int]:
    request = Request(
        f"{demo.address}/api/v1/access/entries",
        data=json.dumps({"items": items}).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {key}"},
        method="POST",
    )
    with urlopen(request, timeout=30) as answer:
        found: dict[str, int] = json.load(answer)
    return found


# Appearance


def test_theme_and_language_hold_over_pages(signed_in: Open) -> None:
    page = signed_in("manager", size=DESK)
    page.click("form[data-shell-theme] button[value=dark]:visible")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.click(".shell-account")
    page.click("button[name=language][value=en]:visible")
    for address in ("/canteen/forecast/", "/people/units/", "/"):
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
        expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("aside")).to_contain_text("Today")
    shoot(page, "story-dark-english")
    page.click("form[data-shell-theme] button[value=light]:visible")  # kept on the account
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
