"""A day at the gates: a visitor comes, a car is misread, a card is lost, the alarm is called."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import cv2
import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import DESK, PHONE, Demo, Open, Visits, shoot

pytestmark = pytest.mark.e2e

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE = "%Y-%m-%dT%H:%M"
SUBMIT = "main form[novalidate] button[type=submit]"
SUCCESS, DANGER = ".alert-success", ".alert-danger"
TABLET = (1024, 768)
DOOR, LANE = "GA01", "LS01"  # of the demo: a door for people, a lane into the visitors' car park
RECEPTION = "/access/visitors/reception/"
MUSTER = "/access/muster/"
FIRE = "/access/gates/fire/"
LOOKUP = "/access/presence/lookup/"
VISIT = re.compile(r"/access/visitors/V-\d{4}-\d+/$")
BADGE = re.compile(r"/access/visitors/guests/\d+/badge/$")
ROLL = "/api/v1/access/muster/roll"
ROWS = "[data-muster-rows] [data-muster-key]"
QUEUE = "section [data-offline-queue] li"
GONE = ("net::ERR_", "error occurred when fetching the script")  # what a cut network makes it say


def now() -> datetime:
    return datetime.now(SHANGHAI)


def unique(prefix: str) -> str:
    return f"{prefix}{uuid4().int % 1_000_000:06d}"


def identity(serial: int) -> str:
    """An identity number of the right form that is nobody's: no county has the code 990000."""
    body = f"99000019800101{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
    return body + "10X98765432"[rest]


def plate() -> str:
    return f"川T{uuid4().int % 100_000:05d}"


class Reader:
    """A gate's device: it speaks to the product over its interface, with its own key."""

    def __init__(self, demo: Demo, page: Page, serial: str) -> None:
        self.page, self.serial = page, serial
        self.key = demo.gate_keys[serial]
        self.address = demo.address

    def ask(self, direction: str = "in", **shown: object) -> dict[str, object]:
        answer = self.page.request.post(
            f"{self.address}/api/v1/access/decisions",
            headers={"Authorization": f"Bearer {self.key}"},
            data={"event_id": uuid4().hex, "at": now().isoformat(), "direction": direction} | shown,
        )
        assert answer.ok, answer.text()
        told: dict[str, object] = answer.json()
        return told


def text_of(code: Locator) -> str:
    """What the square code on the screen says, read from its picture."""
    picture = np.frombuffer(code.screenshot(), dtype=np.uint8)
    text, _corners, _straight = cv2.QRCodeDetector().detectAndDecode(
        cv2.imdecode(picture, cv2.IMREAD_COLOR)
    )
    return text


def invite(page: Page, name: str, *, minutes: int = 60, along: str = "", car: str = "") -> None:
    """A host on the phone; ends on the page of the visit."""
    page.goto("/access/visitors/new/")
    page.fill("[name=name]", name)
    page.fill("[name=phone]", "13900000000")
    page.fill("[name=from_at]", now().strftime(MINUTE))
    page.fill("[name=until_at]", (now() + timedelta(minutes=minutes)).strftime(MINUTE))
    page.fill("[name=companions]", along)
    page.fill("[name=plates]", car)
    shoot(page, "gates-01-invite")
    page.click(SUBMIT)
    page.wait_for_url(VISIT)
    expect(page.locator("main")).to_contain_text("待到访")


def link_of(page: Page, name: str) -> str:
    """The address in the message that the host sends to one of the guests."""
    said = page.locator(".list-group-item", has_text=name).locator("textarea").input_value()
    found = re.search(r"https?://\S+/visit/p/[^\s,，。]+", said)
    assert found, said
    return found[0]


def receive(page: Page, name: str, number: str) -> None:
    """A guard looks at the document; ends on the badge."""
    page.goto(f"{RECEPTION}?q={name}")
    shoot(page, "gates-03-reception")
    page.locator("main section", has_text=name).get_by_role("link", name="接待").first.click()
    page.fill("[name=number]", number)
    page.check("[name=is_photo_compared]")
    shoot(page, "gates-04-identity")
    page.click(SUBMIT)
    page.wait_for_url(BADGE)


def console_at(page: Page, gate: str) -> None:
    """The guard's screen with one gate pinned, by its name."""
    page.goto("/access/console/")
    page.locator(".console-lane", has_text=gate).first.click()
    page.wait_for_url(re.compile(r"\?gate=\d+"))


def test_a_visitor_is_invited_received_and_let_in_once(demo: Demo, visits: Visits) -> None:
    host = visits.open("employee", size=PHONE)
    name, companion, car = unique("来客"), unique("同行"), plate()
    invite(host, name, along=companion, car=car)
    expect(host.locator("main")).to_contain_text(car)
    shoot(host, "gates-02-invited")

    visitor = visits.at_the_door(size=PHONE)
    visitor.goto(link_of(host, name))
    expect(visitor.locator("h1")).to_contain_text(name)
    code = visitor.locator("#pass-code svg")
    first = text_of(code)
    shoot(visitor, "gates-05-pass")
    visitor.reload()
    assert first
    assert text_of(code) != first

    guard = visits.open("guard", size=PHONE)
    receive(guard, name, identity(11))
    expect(guard.locator("body")).to_contain_text(name)
    shoot(guard, "gates-06-badge")

    reader = Reader(demo, visitor, DOOR)
    visitor.reload()
    token = text_of(code)
    let_in = reader.ask(qr=token)
    assert (let_in["outcome"], let_in["open"]) == ("allow", True), let_in
    again = reader.ask(qr=token)
    assert (again["outcome"], again["reason"]) == ("deny", "qr_replayed"), again
    console_at(guard, "A座东门")
    line = guard.locator(".console-lines li", has_text=name).first
    expect(line).to_contain_text("已使用过")
    shoot(guard, "gates-07-replayed")


def test_a_misread_plate_is_proposed_and_opened_by_hand(demo: Demo, visits: Visits) -> None:
    host = visits.open("employee", size=PHONE)
    car = plate()
    invite(host, unique("车客"), car=car)
    wrong = car[:-1] + str((int(car[-1]) + 1) % 10)
    told = Reader(demo, host, LANE).ask(plate=wrong, colour="blue", confidence=0.97)
    assert told["outcome"] == "deny", told

    guard = visits.open("guard", size=DESK)
    console_at(guard, "南门入口车道")
    meant = guard.locator(".console-meant button", has_text=car)
    shoot(guard, "gates-10-meant")
    meant.click()
    dialog = guard.locator("dialog[open]")
    expect(dialog).to_contain_text(car)
    shoot(guard, "gates-11-reason")
    dialog.get_by_role("button", name="熟人").click()
    expect(guard.locator(SUCCESS)).to_be_visible()
    expect(guard.locator(".console-focus.is-allow")).to_contain_text(car)
    guard.goto("/access/console/by-hand/")
    row = guard.locator("main tbody tr", has_text=car).first
    expect(row).to_contain_text("熟人")
    expect(row).to_contain_text("韩琪欣")
    shoot(guard, "gates-12-by-hand")


def test_a_walk_in_gets_a_badge(visits: Visits) -> None:
    desk = visits.open("reception", size=TABLET)
    name = unique("散客")
    desk.goto("/access/visitors/walk-in/")
    desk.select_option("[name=unit]", label="教育局")
    desk.fill("[name=host]", "没有此人")
    desk.fill("[name=name]", name)
    desk.fill("[name=id_number]", identity(23))
    desk.check("[name=is_photo_compared]")
    desk.click(SUBMIT)
    expect(desk.locator(DANGER)).to_be_visible()
    expect(desk.locator("[name=name]")).to_have_value(name)
    shoot(desk, "gates-20-no-such-host")
    desk.fill("[name=host]", "孙玉志")
    desk.click(SUBMIT)
    desk.wait_for_url(BADGE)
    expect(desk.locator("body")).to_contain_text(name)
    desk.goto(f"{RECEPTION}?q={name}")
    expect(desk.locator("main")).to_contain_text("在院内")
    shoot(desk, "gates-21-inside")
    desk.get_by_role("button", name=re.compile("离开")).click()
    expect(desk.locator(SUCCESS)).to_contain_text(name)


def test_a_lost_card_is_refused_at_once_and_good_again_when_found(
    demo: Demo, visits: Visits
) -> None:
    owner = visits.open("employee", size=PHONE)
    owner.on("dialog", lambda dialog: dialog.accept())
    owner.goto("/access/credentials/mine/")
    report = owner.locator("button", has_text=re.compile(r"^\s*挂失"))
    card = owner.locator("section.card").filter(has=report).first
    number = card.locator(".fs-3").inner_text()
    card.locator(report).click()
    expect(owner.locator(SUCCESS)).to_be_visible()
    shoot(owner, "gates-30-lost")
    told = Reader(demo, owner, DOOR).ask(card=number)
    assert (told["outcome"], told["reason"]) == ("deny", "credential_lost"), told

    officer = visits.open("security", size=DESK)
    officer.on("dialog", lambda dialog: dialog.accept())
    officer.goto(f"/access/credentials/?q={number}")
    officer.locator("main tbody a").first.click()
    officer.get_by_role("button", name="已找回").click()
    expect(officer.locator(SUCCESS)).to_be_visible()
    shoot(officer, "gates-31-credential")
    told = Reader(demo, owner, DOOR).ask(card=number)
    assert told["outcome"] == "allow", told


def test_somebody_is_looked_up_only_for_a_purpose(signed_in: Open) -> None:
    officer = signed_in("security", size=DESK)
    officer.goto(LOOKUP)
    officer.fill("[name=staff_no]", "070003")
    officer.click(SUBMIT)
    expect(officer.locator(".is-invalid")).to_have_count(2)
    expect(officer.locator("main")).not_to_contain_text("孙玉志")
    shoot(officer, "gates-40-no-purpose")
    officer.locator("[name=purpose]").select_option(index=1)
    officer.fill("[name=reason]", "家属来电, 联系不上本人, 请求协助寻找")
    officer.click(SUBMIT)
    expect(officer.locator("main")).to_contain_text("孙玉志")
    shoot(officer, "gates-41-found")
    officer.goto("/access/presence/lookups/")
    expect(officer.locator("main")).to_contain_text("请求协助寻找")


def test_a_fire_release_shows_on_the_screen_and_is_ended(signed_in: Open) -> None:
    guard = signed_in("guard", size=DESK)
    guard.on("dialog", lambda dialog: dialog.accept())
    guard.goto(FIRE)
    guard.fill("main form [name=reason]", "消防演习: 三楼烟感报警")
    guard.click("main form button.btn-danger")
    officer = signed_in("security", size=PHONE)
    officer.goto("/access/console/")
    try:
        expect(officer.locator("#live .alert-danger")).to_contain_text("消防")
        shoot(officer, "gates-50-fire")
    finally:
        guard.goto(FIRE)
        guard.click("form[action$='/fire/end/'] button")
    expect(officer.locator("#live .alert-danger")).to_have_count(0)


@pytest.fixture
def cut(visits: Visits) -> Iterator[Visits]:
    """Visits whose network the test cuts: that it was gone is no fault of the page."""
    yield visits
    for context in visits.contexts:
        context.set_offline(False)
    visits.problems[:] = [
        line for line in visits.problems if not any(gone in line for gone in GONE)
    ]


@pytest.fixture
def phones(cut: Visits) -> Iterator[Callable[[str], Page]]:
    """Opens the muster list on somebody's phone; a drill is called before and ended after."""
    officer = cut.open("security", size=DESK)
    officer.goto(MUSTER)
    call(officer)

    def look(username: str) -> Page:
        page = cut.open(username, size=PHONE)
        page.goto(MUSTER, wait_until="commit")
        expect(page.locator(ROWS).first).to_be_visible()
        return page

    yield look
    officer.goto(MUSTER)
    if officer.locator("summary", has_text="结束").is_visible():
        end(officer)


def call(page: Page) -> None:
    """A drill, unless somebody has called one."""
    summary = page.locator("summary", has_text="发起")
    if summary.is_visible():
        summary.click()
        page.fill("[name=reason]", "消防演练")
        page.get_by_role("button", name="立即发起").click()
    page.locator("summary", has_text="结束").wait_for()


def end(page: Page) -> None:
    page.locator("summary", has_text="结束").click()
    page.locator("form[action$='/end/'] button[type=submit]").click()
    page.wait_for_url(re.compile(r"/access/muster/\d+/$"))


def tap(page: Page, place: int, said: str) -> str:
    """Mark the line at a place of the list; its key."""
    line = page.locator(ROWS).nth(place)
    key = line.get_attribute("data-muster-key") or ""
    line.get_by_role("button", name=said, exact=True).click()
    expect(page.locator(f"[data-muster-key='{key}'] .badge")).to_contain_text(said)
    return key


def line_of(page: Page, key: str) -> dict[str, Any]:
    """What the server knows of one line."""
    roll = page.request.get(ROLL).json()
    found: dict[str, Any] = next(row for row in roll["rows"] if row["key"] == key)
    return found


def test_a_muster_is_marked_without_network_and_sent_later(cut: Visits) -> None:
    page = cut.open("guard", size=PHONE)
    page.goto(MUSTER)
    page.wait_for_selector("html[data-offline-ready=yes]")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    call(page)
    rows = page.locator(ROWS)
    expect(rows.first).to_be_visible()
    page.context.set_offline(True)
    shoot(page, "gates-60-muster")
    page.reload()
    expect(rows.first).to_be_visible()
    key = tap(page, 0, "已找到")
    expect(page.locator(QUEUE)).to_have_count(1)
    shoot(page, "gates-61-offline")
    page.reload()
    page.click("[data-muster-show=found]")
    expect(page.locator(f"[data-muster-key='{key}'] .badge")).to_contain_text("尚未发送")
    page.context.set_offline(False)
    expect(page.locator(QUEUE)).to_have_count(0)
    assert line_of(page, key)["state"] == "found"
    shoot(page, "gates-62-sent")
    end(page)
    shoot(page, "gates-63-report")


def test_the_list_is_kept_each_minute_while_only_the_guards_screen_is_open(cut: Visits) -> None:
    page = cut.open("guard", size=PHONE)
    page.clock.install()
    page.goto("/access/console/")
    page.wait_for_selector("html[data-offline-ready=yes]")
    with page.expect_request(lambda request: request.url.endswith(MUSTER)):
        page.clock.fast_forward("01:01")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    page.goto(MUSTER)
    expect(page.locator(ROWS).first).to_be_visible()
    shoot(page, "gates-64-kept")


def test_no_tap_is_lost_when_the_network_goes_as_the_list_appears(
    phones: Callable[[str], Page],
) -> None:
    page = phones("guard")
    page.context.set_offline(True)  # at once: nothing of the page has been kept yet
    keys = [tap(page, place, "已找到") for place in range(6)]
    assert len(set(keys)) == len(keys)
    expect(page.locator(QUEUE)).to_have_count(len(keys))

    page.route("**/muster/marks", lambda route: route.abort())
    page.context.set_offline(False)  # the list is back before any mark has been sent
    with page.expect_response("**/muster/roll"):
        page.evaluate("window.dispatchEvent(new Event('online'))")
    for key in keys:
        expect(page.locator(f"[data-muster-key='{key}'] .badge")).to_contain_text("尚未发送")
    keys.append(tap(page, len(keys), "失联"))

    page.unroute("**/muster/marks")
    page.evaluate("jieyueOffline.flush()")
    expect(page.locator(QUEUE)).to_have_count(0)
    said = [line_of(page, key) for key in keys]
    assert [line["state"] for line in said] == ["found"] * 6 + ["missing"]
    assert [len(line["marks"]) for line in said] == [1] * len(keys)


def test_a_list_that_comes_while_a_finger_is_down_does_not_take_the_button_away(
    phones: Callable[[str], Page],
) -> None:
    page = phones("guard")
    line = page.locator(ROWS).first
    key = line.get_attribute("data-muster-key") or ""
    press = line.get_by_role("button", name="已找到", exact=True)
    press.hover()
    page.mouse.down()
    with page.expect_response("**/muster/roll"):
        page.evaluate("window.dispatchEvent(new Event('online'))")
    page.mouse.up()
    expect(page.locator(f"[data-muster-key='{key}'] .badge")).to_contain_text("已找到")
    expect(page.locator(QUEUE)).to_have_count(0)
    assert len(line_of(page, key)["marks"]) == 1


def test_two_phones_mark_the_same_at_the_same_time(phones: Callable[[str], Page]) -> None:
    first, second = phones("guard"), phones("office")
    for page in (first, second):
        page.context.set_offline(True)
    key = tap(first, 0, "已找到")
    assert tap(second, 0, "失联") == key  # later
    alone = [tap(first, 1, "已找到"), tap(second, 2, "在院外")]
    for page in (first, second):
        page.context.set_offline(False)
    for page in (first, second):
        expect(page.locator(QUEUE)).to_have_count(0)
    both = line_of(first, key)
    assert (both["state"], len(both["marks"]), both["is_contradicted"]) == ("missing", 2, True)
    assert [line_of(first, one)["state"] for one in alone] == ["found", "outside"]
    for page in (first, second):
        page.evaluate("window.dispatchEvent(new Event('online'))")
        line = page.locator(f"[data-muster-key='{key}']")
        expect(line.locator(".badge")).to_have_text("失联")
        expect(line).to_contain_text("标记不一致")
