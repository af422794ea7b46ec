"""A day with meters: a sheet taken in, a meter replaced, a leak handled, a quarter reported."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import DESK, PHONE, Open, shoot

pytestmark = pytest.mark.e2e

SHANGHAI = ZoneInfo("Asia/Shanghai")
PRIMARY = "main form[novalidate] button.btn-primary"
SUCCESS, DANGER = ".alert-success", ".alert-danger"
HOUR_M3 = 3  # what the new meter measures each hour
REPORT = re.compile(r"/energy/statistics/reports/\d+/")
AREA = "[id='line-0.area']"
OFFICERS_UNIT = "教育局"
CHART = "canvas, svg"
ADDED_M2 = 120
FOUND_WITHIN_S = 60
OPEN_LEAKS = "/energy/watch/?kind=leak&state=going"


def today() -> date:
    return datetime.now(SHANGHAI).date()


def open_meter(page: Page, number: str, *, since_on: date) -> None:
    """A water meter that passes at most 20 m³ an hour and stood at 100 m³ when it was hung."""
    page.goto("/energy/meters/new/")
    page.fill("[name=number]", number)
    page.select_option("[name=medium]", "water")
    page.fill("[name=name]", "测试水表")
    page.fill("[name=capacity_per_hour]", "20")
    page.fill("[name=serial]", f"S-{number}")
    page.fill("[name=since_on]", since_on.isoformat())
    page.select_option("[name=register_unit]", "m3")
    page.fill("[name=initial_register]", "100")
    page.click(PRIMARY)
    page.wait_for_url(f"**/energy/meters/of/{number}/")


def sheet_of(number: str, day: date) -> bytes:
    """Every hour of a day, and one line whose register is no number."""
    lines = [
        f"{number},{day.year}年{day.month}月{day.day}日 {hour:02d}:00,{100 + HOUR_M3 * hour}"
        for hour in range(24)
    ]
    wrong = f"{number},{day.isoformat()} 08:30,看不清"
    return "\n".join(["表号,抄表时间,读数(m³)", *lines, wrong]).encode()


def take_in(page: Page, content: bytes) -> None:
    """Checked first, nothing stored; then the good readings are taken in."""
    page.goto("/energy/readings/import/")
    page.set_input_files(
        "#readings-file", {"name": "抄表.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.click("button[name=step][value=check]")
    bad = page.locator("main tbody tr")
    expect(bad).to_have_count(1)
    for words in ("看不清", "不是数字", "拒收"):
        expect(bad).to_contain_text(words)
    shoot(page, "energy-01-checked")
    page.click("button[name=step][value=import]")
    page.wait_for_url(re.compile(r"/energy/readings/\d+/"))
    expect(page.locator(SUCCESS)).to_contain_text("24")
    expect(page.locator("main")).to_contain_text("看不清")
    shoot(page, "energy-02-batch")


def replace(page: Page, number: str, *, on: date) -> None:
    """Refused without the old instrument's last register; what was typed stays."""
    page.goto(f"/energy/meters/of/{number}/replace/")
    page.fill("[name=happened_at]", f"{on.isoformat()}T12:00")
    page.fill("[name=serial]", f"N-{number}")
    page.fill("[name=initial_register]", "0")
    page.click(PRIMARY)
    expect(page.locator("main")).to_contain_text(f"请填写表计 S-{number} 的止数")
    expect(page.locator("[name=serial]")).to_have_value(f"N-{number}")
    shoot(page, "energy-04-no-final-register")
    page.fill("[name=final_register]", "200")
    page.click(PRIMARY)
    page.wait_for_url(f"**/energy/meters/of/{number}/")
    chain = page.locator("table", has_text=f"S-{number}")
    expect(chain).to_contain_text("200")
    expect(chain).to_contain_text(f"N-{number}")
    shoot(page, "energy-05-replaced")


def read_by_hand(page: Page, number: str, register: str, *, on: date) -> None:
    page.goto("/energy/readings/hand/")
    page.fill("[name=meter_number]", number)
    page.fill("[name=register]", register)
    page.fill("[name=read_at]", f"{on.isoformat()}T20:00")
    page.click("main form button.btn-primary")
    expect(page.locator(SUCCESS)).to_be_visible()


def test_a_sheet_with_a_bad_row_and_a_replaced_meter(signed_in: Open) -> None:
    page = signed_in("energy", size=DESK)
    day = today() - timedelta(days=2)
    number = f"T-{uuid4().hex[:6].upper()}"
    open_meter(page, number, since_on=day)
    take_in(page, sheet_of(number, day))

    page.goto(f"/energy/use/{number}/?span=day&on={day.isoformat()}")
    use = page.locator("main .figure-value").first
    expect(use).to_contain_text(str(23 * HOUR_M3))
    expect(page.locator("main").locator(CHART).first).to_be_visible()
    shoot(page, "energy-03-load")

    next_day = day + timedelta(days=1)
    replace(page, number, on=next_day)
    read_by_hand(page, number, "5", on=next_day)
    page.goto(f"/energy/use/{number}/?span=any&from={day.isoformat()}&to={next_day.isoformat()}")
    expect(use).to_contain_text("105")  # 100 of the old register, 5 of the new
    shoot(page, "energy-06-continues")


def test_a_leak_is_handled_and_stays_while_it_flows(signed_in: Open) -> None:
    page = signed_in("energy", size=PHONE)
    leak = page.locator("main tbody a[href*='/energy/watch/EP-']").first
    deadline = datetime.now(SHANGHAI) + timedelta(seconds=FOUND_WITHIN_S)
    page.goto(OPEN_LEAKS)
    while leak.count() == 0 and datetime.now(SHANGHAI) < deadline:
        page.wait_for_timeout(1_000)  # the worker looks soon after the start
        page.goto(OPEN_LEAKS)
    shoot(page, "energy-10-board")
    leak.click()
    if page.locator("button[value=acknowledge]").count():  # nobody has seen to it yet
        page.click("button[value=acknowledge]")
        expect(page.locator(SUCCESS)).to_be_visible()
    page.fill("[name=note]", "关总阀查管")
    page.click("button[value=take_on]")
    expect(page.locator(SUCCESS)).to_be_visible()
    expect(page.locator("main")).to_contain_text("关总阀查管")
    expect(page.locator("button[value=resolve]")).to_have_count(0)
    shoot(page, "energy-11-in-work")
    page.evaluate("document.querySelector('button[value=take_on]').value = 'resolve'")
    page.fill("[name=note]", "修好了")
    page.click("button[value=resolve]")
    expect(page.locator(DANGER)).to_be_visible()
    expect(page.locator("[name=note]")).to_have_value("修好了")
    shoot(page, "energy-12-not-resolved")


def begin_a_quarter(page: Page, first: date) -> str:
    """A quarter from before the meters: what is used is typed, areas are known."""
    page.goto("/energy/statistics/")
    period = f"{first.year}Q{first.month // 3 + 1}"
    with page.expect_navigation():
        page.evaluate(
            """period => {
                const form = document.querySelector("select[name=form]").form;
                form.elements.form.append(new Option("NY201", "NY201", true, true));
                form.elements.period.append(new Option(period, period, true, true));
                form.requestSubmit();
            }""",
            period,
        )
    page.wait_for_url(REPORT)
    page.fill("[name='f.0.water']", "很多")
    page.locator("button[value=submit]").click()
    expect(page.locator(".is-invalid")).to_have_value("很多")
    shoot(page, "energy-20-refused")
    for line, figure in (
        ("electricity", "5800"),
        ("electricity_fee", "4060"),
        ("water", "310"),
        ("water_fee", "1085"),
    ):
        page.fill(f"[name='f.0.{line}']", figure)
    return page.url


def submit(page: Page, address: str) -> None:
    """Keeps what is typed, explains what is asked for, submits."""
    page.locator("button[value=save]").first.click()
    expect(page.locator(SUCCESS)).to_be_visible()
    for words in page.locator("[name^='e.']").all():
        words.fill("已核对")
    page.locator("button[value=submit]").click()
    expect(page.locator("main")).to_contain_text("SHA-256")
    assert page.url == address


def test_a_quarter_is_reported_returned_accepted_and_corrected(signed_in: Open) -> None:
    officer = signed_in("reporter", size=DESK)
    officer.on("dialog", lambda dialog: dialog.accept())
    first = date(today().year - 3, 4, 1)
    report = begin_a_quarter(officer, first)
    submit(officer, report)
    shoot(officer, "energy-21-submitted")

    desk = signed_in("statistician", size=DESK)
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.goto(report)
    desk.fill("form[action$='/decide/'] [name=reason]", "水费请核对")
    desk.click("button[name=decision][value=return]")
    expect(desk.locator(SUCCESS)).to_be_visible()
    officer.goto(report)
    expect(officer.locator(DANGER)).to_contain_text("水费请核对")
    officer.fill("[name='f.0.water_fee']", "1116")
    submit(officer, report)
    desk.goto(report)
    desk.click("button[name=decision][value=accept]")
    expect(desk.locator(SUCCESS)).to_be_visible()
    shoot(desk, "energy-22-accepted")

    line = officer.locator(AREA)
    officer.goto(report)
    stands = shown_on(line)
    record_area(signed_in("energy", size=DESK), stands + ADDED_M2, since=first)
    officer.goto(report)
    expect(line).to_contain_text("数据来源现为")
    assert shown_on(line) == stands
    officer.select_option("#place", value="0.area")
    officer.fill("#right", f"{stands + ADDED_M2}")
    officer.fill("#why", "新增用房, 按产权证补记")
    officer.locator("form[action$='/correct/'] button").click()
    expect(officer.locator(SUCCESS)).to_be_visible()
    desk.goto(report)
    assert shown_on(desk.locator(AREA)) == stands
    desk.click("button[name=decision][value=approve]")
    expect(desk.locator(SUCCESS)).to_be_visible()
    assert shown_on(desk.locator(AREA)) == stands + ADDED_M2
    shoot(desk, "energy-23-corrected")
    desk.goto(f"{report}sheet/")
    expect(desk.locator("table")).to_contain_text("电消费量")
    shoot(desk, "energy-24-print")


def record_area(page: Page, area_m2: Decimal, *, since: date) -> None:
    """The officer's unit has more floor than was known."""
    page.goto("/energy/statistics/denominators/")
    form = page.locator("form:has([name=area_m2])")
    unit = form.locator("[name=of] option", has_text=OFFICERS_UNIT).first
    form.locator("[name=of]").select_option(value=str(unit.get_attribute("value")))
    form.locator("[name=kind]").select_option("total")
    form.locator("[name=area_m2]").fill(str(area_m2))
    form.locator("[name=since_on]").fill(since.isoformat())
    form.locator("button.btn-primary").click()
    expect(page.locator(SUCCESS)).to_be_visible()


def shown_on(line: Locator) -> Decimal:
    return Decimal(line.locator(".fw-bold.text-end").inner_text().replace(",", ""))
