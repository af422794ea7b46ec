"""The end of a day in the canteen: served, weighed, hauled, balanced, closed, traced."""

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.canteen_day_goods import Hands, Lot, today
from tests.canteen_day_meal import SAVED
from tests.conftest import ROOT, Demo, shoot

TABLET = (1024, 768)
CARDS_TRIED = 15
MEALS = ["breakfast", "lunch", "dinner"]
STATE = "[data-till-last]"


def serve(hands: Hands, meal: str) -> None:
    """The till serves a card and a guest without one; each is counted."""
    manager = hands.page("manager")
    manager.goto("/canteen/tills/accounts/")
    cards = re.findall(r"K\d{6}", manager.locator("main table").inner_text())
    page = hands.page("till", TABLET)
    page.goto("/canteen/tills/")
    page.wait_for_selector("html[data-offline-ready=yes]")
    page.locator("[data-till-meals] button").nth(
        ["breakfast", "lunch", "dinner"].index(meal)
    ).click()
    came = page.locator("[data-till-came]")
    expect(came).to_have_text(re.compile(r"\d"))
    before = int(came.inner_text().replace(",", ""))
    page.locator(".till-dish").first.click()
    for card in cards[:CARDS_TRIED]:
        if serve_card(page, card):
            break
    else:
        pytest.fail("Everybody with these cards ate at this meal already.")
    expect(page.locator(STATE)).to_contain_text("¥")
    shoot(page, "day-24-card")
    page.click("[data-till-count='1']")
    expect(page.locator(STATE)).to_have_attribute("data-state", "served")
    expect(came).to_have_text(f"{before + 2:,}")
    shoot(page, "day-25-guest")


def serve_card(page: Page, card: str) -> bool:
    """Whether the till served it; who ate already is told so, and the tray stays chosen."""
    page.fill("[data-till-number]", card)
    page.press("[data-till-number]", "Enter")
    expect(page.locator(STATE)).to_have_attribute("data-state", re.compile("served|refused"))
    if page.locator(STATE).get_attribute("data-state") == "served":
        return True
    page.click("[data-till-drop]")
    return False


def weigh_waste(hands: Hands, meal: str, dish_id: str) -> None:
    """The cook weighs what was lost at each stage, and registers what was left."""
    page = hands.page("kitchen")
    page.goto("/canteen/waste/")
    for stage, gross in (("trimmings", "12.7"), ("unserved", "9.4"), ("plate", "15.9")):
        form = page.locator("form[action$='/waste/weighings']")
        form.locator(f"label[for=stage-{stage}]").click()
        form.locator(f"label[for=weigh-{meal}]").click()
        form.locator("[name=gross_kg]").fill(gross)
        form.locator("[name=tare_kg]").fill("8.5")
        form.locator("button.btn-primary").click()
        net = f"{float(gross) - 8.5:.1f}"
        expect(page.locator("section", has_text="今日称重").last).to_contain_text(net)
    shoot(page, "day-26-waste")

    page.goto("/canteen/waste/leftovers/")
    form = page.locator("form[data-offline]").first
    form.locator(f"label[for=left-{meal}]").click()
    form.locator("[name=dish_id]").select_option(value=dish_id)
    form.locator("[name=mass_kg]").fill("3.3")
    form.locator("[name=portions]").fill("9")
    form.locator("[name=reason]").fill("来的人少")
    form.locator("button.btn-primary").click()
    expect(page.locator("[data-offline-queue] li")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("3.3 kg")
    shoot(page, "day-27-leftover")


def haul(hands: Hands) -> None:
    """A licensed hauler takes the day's waste away."""
    page = hands.page("kitchen")
    page.goto("/canteen/waste/hauls/")
    for name, value in (
        ("mass_kg", "41.6"),
        ("barrels", "1"),
        ("vehicle", "川T·A0421"),
        ("taken_by", "何师傅"),
    ):
        page.fill(f"main form [name={name}]", value)
    page.locator("main form:has([name=vehicle]) button.btn-primary").click()
    expect(page.locator(SAVED)).to_be_visible()
    row = page.locator("main table tbody tr").first
    expect(row).to_contain_text("川T·A0421")
    expect(row).to_contain_text("41.6 kg")
    shoot(page, "day-28-haul")


def check_the_day(hands: Hands) -> None:
    """The balance has the day, and the safety officer makes the daily check."""
    manager = hands.page("manager")
    manager.goto(f"/canteen/balance/?day={today()}")
    expect(manager.locator("main")).to_contain_text("当日领用")
    expect(manager.locator("main .card-table").first).to_be_visible()
    shoot(manager, "day-29-balance")

    safety = hands.page("safety")
    safety.goto("/canteen/food-safety/check/")
    for item in safety.locator("label[for^='ok-']").all():
        item.click()
    shoot(safety, "day-30-daily-check")
    safety.click("main form button.btn-primary")
    expect(safety.locator(SAVED)).to_contain_text("今日检查已登记")


def close_a_month(hands: Hands) -> None:
    """The manager closes the first month that is open; nothing dated in it is written after."""
    page = hands.page("manager")
    page.goto("/canteen/costs/closing/")
    close = page.locator("button[name=decision][value=close]")
    earlier = page.locator("a[href*='month=']:has(.ti-chevron-left)")
    last = page.url
    while page.locator("button[value=reopen]").count() == 0:
        last, address = page.url, str(earlier.get_attribute("href"))
        page.goto(f"/canteen/costs/closing/{address}")
    page.goto(last)
    month = page.locator("h1, .page-title").first.inner_text().split()[-1]
    shoot(page, "day-31-before-closing")
    close.click()
    expect(page.locator("main")).to_contain_text("本月及以前日期的单据不能再写入")
    shoot(page, "day-32-closed")

    page.goto("/canteen/costs/month/")
    page.fill("[name=day]", f"{month}-15")
    form = page.locator("form:has([name=day])")
    form.locator("[name=kind]").select_option(index=0)
    form.locator("[name=amount_yuan]").fill("88.00")
    form.locator("[name=text]").fill("补记电费")
    form.locator("button.btn-primary").click()
    expect(page.locator("main")).to_contain_text("已结账")
    shoot(page, "day-33-write-refused")


def trace_and_recall(hands: Hands, demo: Demo, lot: Lot, meal: str) -> None:
    """From the lot to its meals; the recall holds the rest, and page and command agree."""
    page = hands.page("safety")
    page.goto("/canteen/trace/")
    page.fill("#trace-text", lot.number)
    page.click("form:has(#trace-text) button")
    page.locator("main a", has_text=lot.number).click()
    page.fill("#recall-reason", "供应商通知召回")
    shoot(page, "day-34-trace")
    page.click("form[action$='/recall/'] button")
    expect(page.locator(SAVED)).to_be_visible()
    shoot(page, "day-35-recalled")
    told = jieyue(demo, "canteen-trace", lot.number)
    assert {(use["day"], use["meal"]) for use in told["meals"]} == {(today(), meal)}
    assert {each["status"] for each in told["lots"]} == {"quarantined"}
    figures = page.locator("main .figure-value")
    expect(figures.nth(0)).to_have_text(str(told["meal_count"]))
    expect(figures.nth(1)).to_have_text(f"{told['portions']:,}")
    answer = page.goto(f"/canteen/trace/lot/{lot.number}/print/")
    assert answer is not None
    assert answer.status == 200
    for use in told["meals"]:
        expect(page.locator("body")).to_contain_text(use["dish"])
    shoot(page, "day-36-recall-sheet")


def compare_the_day(hands: Hands, demo: Demo) -> None:
    """The command and the balance page have the same figures of the day."""
    told = jieyue(demo, "canteen-day", today())
    page = hands.page("manager")
    page.goto(f"/canteen/balance/?day={today()}")
    figures = page.locator("main .figure-value")
    for place, kg in ((0, told["issued"]["kg"]), (1, told["cooked"]["raw_kg"])):
        expect(figures.nth(place)).to_contain_text(f"{float(kg):,.1f}")
    assert float(told["bought"]["kg"]) > 0
    assert float(told["wasted"]["kg"]) > 0


def jieyue(demo: Demo, command: str, subject: str) -> dict[str, Any]:
    """What a command of `jieyue` says of the demo, as JSON."""
    done = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "jieyue", command, subject, "--json"],
        cwd=ROOT,
        env={**os.environ, "JIEYUE_DATA": str(demo.data), "JIEYUE_DEMO": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found
