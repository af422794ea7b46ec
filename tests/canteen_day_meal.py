"""The meal's half of a day in the canteen: checked, drawn, cooked, kept, served, weighed."""

import re

from playwright.sync_api import Page, expect

from tests.canteen_day_goods import ALERT, Hands, Lot
from tests.conftest import shoot

TABLET = (1024, 768)
SAVED = ".alert-success"


def name_of(page: Page) -> str:
    """Whose sign-in this is."""
    return str(page.locator(".shell-account + .dropdown-menu .dropdown-header").text_content())


def add_a_dish(hands: Hands) -> tuple[str, str, str]:
    """The manager puts one more dish on today's meal; returns meal, dish id and dish.

    So there is a dish to cook and to sample at whatever hour, also when all meals are over.
    """
    page = hands.page("manager", TABLET)
    page.goto("/canteen/kitchen/")
    shown = page.locator("details.card[open]:has(form[action$='/batch/'])")
    action = str(shown.locator("form[action$='/batch/']").first.get_attribute("action"))
    _canteens, code, day, meal = action.strip("/").split("/")[1:5]
    page.goto(f"/canteen/menus/{code}/{day}/{meal}/")
    spare = page.locator("label:has(input[name=dish]:not(:checked))")
    spare = spare.filter(has_text=re.compile("炒|烧|炖")).first
    dish_id = str(spare.locator("input").get_attribute("value"))
    dish = spare.inner_text().strip()
    page.locator(f"input[name=dish][value='{dish_id}']").check()
    page.click("main form button.btn-primary")
    expect(page.locator(SAVED)).to_be_visible()
    return meal, dish_id, dish


def check_the_cook(hands: Hands, cook: Page, dish_id: str) -> None:
    """Sent off in the morning the cook records nothing; found fit, the cook is on duty."""
    safety = hands.page("safety")
    safety.goto("/canteen/staff-health/")
    person = safety.locator(f"section[aria-label='{name_of(cook)}']")
    person.locator("details > summary").click()
    person.locator("[name=temperature_c]").fill("38.2")
    person.locator("input[name=symptoms][value=fever]").check()
    person.locator("button[value=suspended]").click()
    expect(person).to_contain_text("发热")
    shoot(safety, "day-14-sent-off")

    record_batch(cook, dish_id, centre="82.5")
    expect(cook.locator(ALERT)).to_contain_text("今天不能在厨房上岗")
    shoot(cook, "day-15-cook-refused")

    person.locator("details > summary").click()
    person.locator("[name=temperature_c]").fill("36.6")
    person.locator("button[value=fit]").last.click()
    expect(person).to_contain_text("在岗")
    shoot(safety, "day-16-fit")


def record_batch(cook: Page, dish_id: str, *, centre: str) -> None:
    """Open the dish's form on the cook's desk and record thirty portions."""
    cook.goto("/canteen/kitchen/")
    form = cook.locator(f"details.card[open] form:has(input[name=dish][value='{dish_id}'])")
    form.locator("xpath=ancestor::details[1]/summary").click()
    form.locator("[name=portions]").fill("30")
    if form.locator("[name=centre_c]").count():
        form.locator("[name=centre_c]").fill(centre)
    form.locator("button").click()


def draw_by_plan(hands: Hands, cook: Page, plan: str) -> None:
    """The cook draws up a slip of the confirmed plan, the store issues it, the cook takes it."""
    code, day = plan.rstrip("/").split("/")[-2:]
    cook.goto(f"/canteen/kitchen/{code}/{day}/")
    meal = cook.locator("details.card:has(form[action$='/slip/'])").first
    if meal.get_attribute("open") is None:
        meal.locator("summary").first.click()
    meal.locator("form[action$='/slip/'] button").first.click()
    expect(cook.locator("main")).to_contain_text("依据计划 CP-")
    shoot(cook, "day-17-slip")
    hand_over(hands.page("storekeeper"), cook, slip=cook.url, name="plan")


def hand_over(storekeeper: Page, cook: Page, *, slip: str, name: str) -> None:
    """The storekeeper issues what the slip says; the cook confirms that it arrived."""
    if storekeeper.url != slip:
        storekeeper.goto(slip)
    shoot(storekeeper, f"day-18-to-issue-{name}")
    storekeeper.click("main button[data-confirm]")
    expect(storekeeper.locator("main .card-footer")).to_have_count(0)
    shoot(storekeeper, f"day-19-issued-{name}")
    cook.goto(slip)
    cook.click("form[action$='/receive/'] button")
    expect(cook.locator("form[action$='/receive/']")).to_have_count(0)
    expect(cook.locator("main")).to_contain_text(name_of(cook))


def draw_by_hand(hands: Hands, cook: Page, lot: Lot, meal: str) -> None:
    """Two units of today's lot for today's meal, taken with a reason before older ones."""
    cook.goto("/canteen/kitchen/")
    cook.locator(f"a[href$='/{meal}/slip/by-hand/']").click()
    cook.fill("[name=reason]", "今日加菜")
    ingredient = cook.locator("select[name=ingredient]").first
    label = ingredient.locator("option", has_text=re.compile(rf"^{re.escape(lot.ingredient)} \("))
    ingredient.select_option(value=str(label.get_attribute("value")))
    cook.locator("[name=quantity]").first.fill("2")
    cook.click("main form button.btn-primary")
    expect(cook.locator("main")).to_contain_text("今日加菜")

    store = hands.page("storekeeper")
    store.goto(cook.url)
    choice = store.locator("select[name^=lot_]").first
    ours = choice.locator("option").filter(has_text=lot.number)
    choice.select_option(value=str(ours.get_attribute("value")))
    store.locator("input[name^=reason_]").first.fill("先用今日检测合格批次")
    hand_over(store, cook, slip=cook.url, name="hand")
    expect(cook.locator("main")).to_contain_text(lot.number)


def cook_it(cook: Page, dish_id: str) -> None:
    """Record the batch with its temperature."""
    record_batch(cook, dish_id, centre="82.5")
    expect(cook.locator(SAVED)).to_contain_text("SC-")
    shoot(cook, "day-20-batch")
    found = re.search(r"SC-[\d-]+", cook.locator(SAVED).inner_text())
    assert found is not None
    cook.goto(f"/canteen/kitchen/batches/{found.group()}/")
    expect(cook.locator("main")).to_contain_text("82.5 °C")
    shoot(cook, "day-21-batch")


def keep_a_sample(hands: Hands, meal: str, dish_id: str, dish: str) -> None:
    """The inspector keeps 150 g of the dish; it cannot be chosen to be thrown away at once."""
    page = hands.page("inspector")
    page.goto("/canteen/samples/")
    form = page.locator(f"form[action$='/{meal}/']:has([name=mass_{dish_id}])")
    if not form.is_visible():
        form.locator("xpath=ancestor::details[1]/summary").click()
    for box in form.locator("input[name=dish]").all():
        box.set_checked(box.get_attribute("value") == dish_id)
    form.locator(f"[name=mass_{dish_id}]").fill("150")
    form.locator(f"[name=slot_{dish_id}]").fill("A-3")
    shoot(page, "day-22-sample")
    form.locator("button.btn-primary").click()
    expect(page.locator(SAVED)).to_be_visible()
    kept = page.locator("li", has_text="150 g").filter(has_text="A-3").locator("a", has_text=dish)
    kept.first.click()
    expect(page.locator(".page-pretitle")).to_contain_text("LY-")
    shoot(page, "day-23-sample-kept")
    number = page.url.rstrip("/").rsplit("/", 1)[-1]
    page.goto("/canteen/samples/")
    page.locator("a[href$='/kept/']").click()
    expect(page.locator(f"section:last-of-type a[href$='/{number}/']")).to_be_visible()
    expect(page.locator("label:has(input[name=sample])", has_text=number)).to_have_count(0)
