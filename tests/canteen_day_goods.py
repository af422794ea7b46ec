"""The goods' half of a day in the canteen: planned, requested, approved, received, tested."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import PHONE, Open, shoot

SHANGHAI = ZoneInfo("Asia/Shanghai")
DESK = "/canteen/purchasing/"
LEVEL = "details:has(input[name=level])"
LINES_RECEIVED = 2
TARE = Decimal("0.5")
ALERT = ".alert-danger"

expect.set_options(timeout=20_000)  # a busy machine is no fault of a page


@dataclass(frozen=True)
class Lot:
    """A lot that came today, as its receipt names it."""

    number: str
    ingredient: str
    accepted: Decimal


class Hands:
    """The people of the day, each signed in once and kept."""

    def __init__(self, signed_in: Open) -> None:
        self.signed_in = signed_in
        self.pages: dict[str, Page] = {}

    def page(self, username: str, size: tuple[int, int] = PHONE) -> Page:
        if username not in self.pages:
            page = self.signed_in(username, size=size)
            page.on("dialog", lambda dialog: dialog.accept())
            self.pages[username] = page
        return self.pages[username]


def today() -> str:
    return datetime.now(SHANGHAI).date().isoformat()


def confirm_a_plan(hands: Hands) -> str:
    """The manager confirms the next drafted day; returns the plan's address."""
    page = hands.page("manager")
    page.goto("/canteen/plans/")
    days = page.eval_on_selector_all(
        "nav a[href^='/canteen/plans/']", "all => all.map(a => a.getAttribute('href'))"
    )
    for address in [page.url, *days[1:]]:
        page.goto(address)
        if page.locator(LEVEL).count() and not page.locator("button[name=again]").count():
            break
    else:
        pytest.fail("No day of the week ahead has a drafted plan.")
    page.locator("form[action$='/confirm/']:visible button").click()
    expect(page.locator(".alert-success")).to_be_visible()
    shoot(page, "day-01-plan")
    return page.url


def request_goods(hands: Hands) -> tuple[Page, str]:
    """The buyer asks for the proposals of one delivery day, today, with one pack more of one."""
    page = hands.page("buyer")
    page.goto(DESK)
    keys: list[str] = page.eval_on_selector_all(
        "section:not(details section) input[name=take]", "all => all.map(box => box.value)"
    )
    day = Counter(key[-10:] for key in keys).most_common(1)[0][0]
    wanted = [key for key in keys if key.endswith(day)]
    for key in keys:
        page.locator(f"input[name=take][value='{key}']").set_checked(key in wanted)
    for supplier in {key.split("-")[0] for key in wanted}:
        page.fill(f"input[name='day-{supplier}-{day}']", today())
    packs = page.locator(f"input[name='packs-{wanted[0]}']")
    packs.fill(str(int(packs.input_value()) + 1))
    amount = sum(
        Decimal(page.input_value(f"[name='packs-{key}']"))
        * Decimal(page.input_value(f"[name='price-{key}']"))
        for key in wanted
    )
    page.fill("#reason", "按已确认的备餐单采购")
    shoot(page, "day-02-desk")
    page.click("button[form=desk][type=submit]")
    expect(page.locator(".alert-success")).to_contain_text("等待审批")
    expect(page.locator("main")).to_contain_text(f"¥{amount:,.2f}")
    shoot(page, "day-03-request")
    return page, page.url.rstrip("/").rsplit("/", 1)[-1]


def approve(hands: Hands, number: str) -> None:
    """Who has to decide agrees: the manager, and for a large amount the leader after that."""
    deciders, done = ["manager", "leader"], 0
    while done < len(deciders):
        page = hands.page(deciders[done])
        page.goto("/people/approvals/")
        page.locator("main a.list-group-item", has_text=number).click()
        deciders = deciders[: page.locator("main ol > li").count()]
        shoot(page, f"day-04-approval-{done + 1}")
        page.click("button[name=decision][value=agree]")
        expect(page.locator(".alert-success")).to_contain_text("已同意")
        done += 1


def orders_of(buyer: Page, number: str) -> list[str]:
    """The orders that follow the approval, each printable."""
    links = buyer.locator("main a[href*='/purchasing/orders/']")
    for _look in range(60):
        buyer.goto(f"{DESK}requests/{number}/")
        if links.count():
            break
    expect(links.first).to_be_visible()
    shoot(buyer, "day-05-orders")
    addresses = [str(link.get_attribute("href")) for link in links.all()]
    answer = buyer.goto(f"{addresses[0]}print/")
    assert answer is not None
    assert answer.status == 200
    orders = [address.rstrip("/").rsplit("/", 1)[-1] for address in addresses]
    expect(buyer.locator("body")).to_contain_text(orders[0])
    expect(buyer.locator("body")).to_contain_text("采购")
    shoot(buyer, "day-06-order-print")
    return orders


def receive(hands: Hands, orders: list[str]) -> list[Lot]:
    """The acceptor weighs cooled goods and vegetables in; returns the lots of vegetables."""
    page = hands.page("acceptor")
    page.goto("/canteen/receiving/")
    ours = [page.locator(f"details[data-order='{number}']") for number in orders]
    greens = [each for each in ours if each.locator("option[value=produce_conformity]").count()]
    cooled = [each for each in ours if each.locator("[name$=temperature_c]").count()]
    assert greens, "No vegetables were ordered."
    assert cooled, "Nothing that is kept cool was ordered."
    largest = max(greens, key=lambda order: order.locator("[data-line]").count())
    number = str(largest.get_attribute("data-order"))
    weigh_in(page, cooled[0], sent_back="0")
    lots = weigh_in(page, page.locator(f"details[data-order='{number}']"), sent_back="1")
    assert len(lots) >= 2
    return lots


def weigh_in(page: Page, order: Locator, *, sent_back: str) -> list[Lot]:
    """Weigh the first lines of an order, send some of the first back, leave the others out."""
    order.locator("summary").first.click()
    order.locator("[data-witness]").select_option(index=1)
    for paper in order.locator("input[name^='papers.'][name$='.number']").all():
        paper.fill("HG-20260001")
    for place, line in enumerate(order.locator("[data-line]").all()):
        if place < LINES_RECEIVED:
            judge(line, sent_back=sent_back if place == 0 else "0")
        else:
            line.locator("[data-came]").uncheck()
    shoot(page, f"day-07-weighed-{sent_back}")
    receipts = page.locator("main a[href*='/receiving/receipts/GR-']")
    before = receipts.count()
    order.locator("form > div > button.btn-primary").click()
    expect(receipts).to_have_count(before + 1)  # the page came anew
    receipts.first.click()
    lines = page.locator("main .card:has(h2)")
    expect(lines.first).to_contain_text("接收")
    if sent_back != "0":
        expect(lines.first).to_contain_text("部分接收")
        expect(lines.first).to_contain_text("外叶发黄")
    shoot(page, f"day-08-receipt-{sent_back}")
    lots = [lot_of(line) for line in lines.all()]
    page.goto("/canteen/receiving/")
    return lots


def lot_of(line: Locator) -> Lot:
    """The lot that a line of a receipt became."""
    text = line.inner_text()
    number = re.search(r"L-\d+-\d+", text)
    accepted = re.search(r"([\d.,]+)\s\S+\s×", text)
    assert number is not None, text
    assert accepted is not None, text
    quantity = Decimal(accepted.group(1).replace(",", ""))
    return Lot(number.group(), line.locator("h2").inner_text(), quantity)


def judge(line: Locator, *, sent_back: str) -> None:
    """Weigh one line, and take its temperature and dates where they are asked for."""
    ordered = Decimal(str(line.get_attribute("data-open")))
    line.locator("[data-gross]").fill(str(ordered + TARE))
    line.locator("[data-tare]").fill(str(TARE))
    expect(line.locator("[data-net]")).to_contain_text("净重")
    thermometer = line.locator("[name$=temperature_c]")
    if thermometer.count():
        is_frozen = "冷冻" in str(thermometer.get_attribute("placeholder"))
        thermometer.fill("-19" if is_frozen else "3.5")
    made = datetime.now(SHANGHAI).date() - timedelta(days=1)
    for field, day in (("produced_on", made), ("expires_on", made + timedelta(days=60))):
        dated = line.locator(f"[name$={field}][required]")
        if dated.count():
            dated.fill(day.isoformat())
    if sent_back != "0":
        line.locator("details > summary").click()
        line.locator("[data-accepted]").fill(str(ordered - Decimal(sent_back)))
        line.locator("[name$=reason]").fill("外叶发黄,退回1公斤")


def inspect(hands: Hands, good: Lot, bad: Lot) -> None:
    """The day's control, one lot that passes and one that fails three times."""
    page = hands.page("inspector")
    page.goto("/canteen/residue-tests/controls/")
    page.locator("[name=method]").select_option(index=0)
    for name, value in (
        ("instrument", "NY-8D"),
        ("reagent_batch", "R2611"),
        ("blank_da", "0.62"),
        ("positive_da", "0.08"),
    ):
        page.fill(f"[name={name}]", value)
    page.click("main form button.btn-primary")
    expect(page.locator(".alert-success")).to_contain_text("质控有效")
    shoot(page, "day-09-control")
    sample(page, good, readings=("11.6",))
    expect(page.locator("main")).to_contain_text("11.6 %")
    shoot(page, "day-10-passed")
    sample(page, bad, readings=("83.1", "85.2", "84.4"))
    expect(page.locator("main")).to_contain_text("不合格")
    shoot(page, "day-11-failed")


def sample(page: Page, lot: Lot, *, readings: tuple[str, ...]) -> None:
    """Take a sample of a lot and enter its readings, one run after the other."""
    page.goto("/canteen/residue-tests/")
    card = page.locator(".card", has_text=lot.number).filter(has=page.locator("[name=method]"))
    card.locator("[name=method]").select_option(index=0)
    card.locator("button.btn-primary").click()
    runs = page.locator("main table tbody tr")
    for place, reading in enumerate(readings):
        page.fill("[name=inhibition_pct]", reading)
        page.click("main form:has([name=inhibition_pct]) button.btn-primary")
        expect(runs.nth(place)).to_contain_text(reading)
    expect(page.locator("[name=inhibition_pct]")).to_have_count(0)


def refuse_to_issue(hands: Hands, lot: Lot) -> None:
    """The storekeeper cannot issue a lot that failed."""
    page = hands.page("storekeeper")
    page.goto(f"/canteen/stock/lots/{lot.number}/")
    expect(page.locator("main")).to_contain_text("不合格")
    shoot(page, "day-12-rejected-lot")
    expect(page.locator("main a[href$='/issue/']")).to_have_count(0)
    page.goto(f"/canteen/stock/lots/{lot.number}/issue/")
    page.fill("[name=quantity]", "1")
    page.click("main form button[type=submit]")
    expect(page.locator(f"{ALERT}, .invalid-feedback").first).to_contain_text("不能出库")
    shoot(page, "day-13-issue-refused")
