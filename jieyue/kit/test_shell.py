import json
import re

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from jieyue.kit import search, shell
from jieyue.kit.actor import NotAllowed, Scope, system
from jieyue.kit.charts import ChartTable, band
from jieyue.navigation import NAVIGATION, Department, Item
from jieyue.people.factories import make_account

pytestmark = pytest.mark.django_db

PAGES = (Department("Shell", "home", (Item("Search", "shell:search", "search", phone=True),)),)


@pytest.fixture
def connected(monkeypatch):
    monkeypatch.setattr(shell, "_navigation", PAGES)
    monkeypatch.setattr(shell, "_bell", (lambda actor: 3, "shell:search"))
    monkeypatch.setattr(search, "_searches", [])


def test_a_stranger_is_sent_to_the_log_in_page(client):
    response = client.get(reverse("shell:search"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_a_page_shows_navigation_bell_and_person(connected, sign_in):
    page = sign_in(make_account()).get(reverse("shell:search")).content.decode()
    assert 'aria-current="page"' in page
    assert "shell-bell" in page
    assert 'id="content"' in page
    assert "<title>" in page


def test_only_pages_one_may_open_are_in_the_navigation():
    secret = Item("Journal", "shell:search", "book", permission="kit.journal.read")
    shell_navigation = shell._navigation
    try:
        shell._navigation = (Department("Office", "home", (secret,)),)
        nobody = system("nobody")
        assert [group.label for group in shell.groups(nobody, "/")] == ["Office"]
        person = shell.Actor(kind="person", name="A", grants={"other": Scope.OWN})
        assert shell.groups(person, "/") == []
    finally:
        shell._navigation = shell_navigation


def test_a_long_navigation_is_folded_except_where_one_is(monkeypatch):
    search_page = Item("Search", "shell:search", "search")
    other = Item("Log in", "account_login", "key")
    many = Department("Many", "home", (other,) * shell.LINKS_SHOWN_OPEN)
    departments = (Department("Overview", "home", (search_page,)), many, many)
    monkeypatch.setattr(shell, "_navigation", departments)
    anybody = system("anybody")
    assert [group.is_open for group in shell.groups(anybody, reverse("shell:search"))] == [
        True,
        True,
        False,
    ]
    assert [group.is_open for group in shell.groups(anybody, "/nowhere/")] == [False] * 3


def test_where_one_works_comes_first_on_the_phone_and_is_unfolded(monkeypatch):
    home = Item("Search", "shell:search", "search")
    meals = Item("Meals", "shell:search", "soup", phone=True)
    till = Item("Till", "account_login", "key", desk="canteen.service.sell")
    many = (meals,) * shell.LINKS_SHOWN_OPEN
    departments = (
        Department("Overview", "home", (home,)),
        Department("Meals", "soup", many),
        Department("Serving", "key", (till,)),
    )
    monkeypatch.setattr(shell, "_navigation", departments)

    def seen_by(*grants):
        actor = shell.Actor(kind="person", name="A", grants=dict.fromkeys(grants, Scope.OWN))
        return shell.groups(actor, reverse("shell:search"))

    diner, cashier = seen_by(), seen_by("canteen.service.sell")
    assert [group.is_open for group in diner][2] is False
    assert [group.is_open for group in cashier][2] is True
    assert "Till" not in [link.label for link in shell._phone_links(diner)]
    assert [link.label for link in shell._phone_links(cashier)][:2] == ["Till", "Meals"]
    assert len(shell._phone_links(cashier)) == shell.PHONE_LINKS


def test_the_longest_address_is_the_active_one():
    assert shell._active_url(["/", "/canteen/", "/canteen/plans/"], "/canteen/plans/7/") == (
        "/canteen/plans/"
    )
    assert shell._active_url(["/", "/canteen/"], "/access/") == ""


def test_chinese_comes_first_whatever_the_browser_asks_for(client):
    page = client.get(reverse("account_login"), headers={"accept-language": "en"})
    assert 'lang="zh-Hans"' in page.content.decode()


def test_the_language_is_kept_on_the_account_and_in_the_browser(client):
    account = make_account()
    client.force_login(account)
    response = client.post(
        reverse("shell:language"), {"language": "en", "next": reverse("shell:search")}
    )
    assert response["Location"] == reverse("shell:search")
    account.refresh_from_db()
    assert account.language == "en"
    assert 'lang="en"' in client.get(reverse("shell:search")).content.decode()
    client.logout()
    assert 'lang="en"' in client.get(reverse("account_login")).content.decode()


def test_the_dark_theme_is_in_the_first_byte_of_the_page(client):
    client.force_login(make_account())
    client.post(reverse("shell:theme"), {"theme": "dark"})
    page = client.get(reverse("shell:search")).content.decode()
    assert re.search(r'<html[^>]*data-bs-theme="dark"', page)


@pytest.mark.parametrize(
    ("name", "values"), [("shell:theme", {"theme": "pink"}), ("shell:language", {"language": "xx"})]
)
def test_an_unknown_preference_is_refused(client, name, values):
    assert client.post(reverse(name), values).status_code == 400


def test_going_back_never_leaves_the_house(client):
    response = client.post(
        reverse("shell:theme"), {"theme": "dark", "next": "https://elsewhere.example/"}
    )
    assert response["Location"] == "/"


def test_only_an_offered_site_can_be_switched_to(client, monkeypatch):
    monkeypatch.setattr(shell, "_sites", lambda request: [shell.SiteChoice(7, "A")])
    client.force_login(make_account())
    assert client.post(reverse("shell:site"), {"site": "8"}).status_code == 404
    assert client.post(reverse("shell:site"), {"site": "7"}).status_code == 302
    assert client.session["site_id"] == 7


def test_search_shows_what_the_domains_find(connected, sign_in):
    search.register(lambda query, actor: [search.Hit("Dishes", f"{query} 1", "/x/", "note")])
    page = sign_in(make_account()).get(reverse("shell:search"), {"q": "豆腐"}).content.decode()
    assert "豆腐 1" in page
    part = sign_in(make_account()).get(
        reverse("shell:search"), {"q": "豆腐"}, headers={"hx-request": "true"}
    )
    assert "<html" not in part.content.decode()


def test_a_refusal_names_the_right_that_would_allow_it(rf):
    from jieyue.kit.pages import RefusalMiddleware

    request = rf.get("/x/")
    response = RefusalMiddleware(lambda r: None).process_exception(
        request, NotAllowed("kit.journal.read", held=Scope.OWN)
    )
    assert response is not None
    assert response.status_code == 403


def test_every_item_of_the_navigation_leads_to_a_page():
    for department in NAVIGATION:
        for item in department.items:
            assert reverse(item.url_name)


def test_no_inline_script_or_handler_in_the_shell(connected, sign_in):
    page = sign_in(make_account()).get(reverse("shell:search")).content.decode()
    assert not re.search(r"\son\w+=", page)
    for script in re.findall(r"<script[^>]*>", page):
        assert "src=" in script or 'type="application/json"' in script


def test_tags_render():
    text = Template(
        "{% load kit %}{{ n|number }} {{ m|yuan }} {{ s|percent }} {% share 1 4 %}"
    ).render(Context({"n": 1742, "m": 3, "s": 0.25}))
    assert text == "1,742 ¥3.00 25.0\N{NO-BREAK SPACE}% 25"


def test_an_unknown_address_is_answered_in_the_shell(sign_in):
    response = sign_in(make_account(language="en")).get("/nope/")
    assert response.status_code == 404
    assert "There is nothing here for you" in response.content.decode()


def test_a_stale_form_says_that_nothing_was_changed():
    response = Client(enforce_csrf_checks=True).post(reverse("shell:theme"), {"theme": "dark"})
    assert response.status_code == 403
    assert "data-bs-theme" in response.content.decode()


def test_the_page_for_our_own_mistakes_needs_nothing_that_could_fail():
    assert "<h1>" in render_to_string("500.html")


@pytest.mark.parametrize("name", ["mfa_index", "account_change_password", "account_logout"])
def test_the_account_pages_wear_the_shell(sign_in, name):
    client = sign_in(make_account(password="A-long-2026-password"))
    assert "shell-topbar" in client.get(reverse(name)).content.decode()


def test_the_authenticator_app_can_be_set_up_after_the_password_once_more(sign_in):
    client = sign_in(make_account(password="A-long-2026-password"))
    asks = client.get(reverse("mfa_activate_totp"))
    assert "narrow-form" not in client.get(asks["Location"]).content.decode()
    answer = client.post(asks["Location"], {"password": "A-long-2026-password"})
    page = client.get(answer["Location"]).content.decode()
    assert "data:image/svg+xml" in page
    assert "authenticator_secret" in page


def test_demo_log_ins_are_offered_only_in_the_demo(client, settings, tmp_path, monkeypatch):
    rows = [{"username": "cook", "password": "Demo-1", "role": "Kitchen"}]
    (tmp_path / "demo_logins.json").write_text(json.dumps(rows), encoding="utf-8")
    settings.DATA = tmp_path
    assert "Demo-1" not in client.get(reverse("account_login")).content.decode()
    monkeypatch.setattr(settings.ENV, "demo", True)
    assert "Demo-1" in client.get(reverse("account_login")).content.decode()


OPTION = {"series": [{"type": "line", "data": [1, 2, None]}], "title": "</script>"}


def test_a_chart_carries_its_option_as_data_and_its_figures_as_a_table():
    table = ChartTable(["Day", "Meals"], [["Mon", 1184], ["Tue", None]])
    html = Template('{% load kit %}{% chart "c" option table label="Lunch" %}').render(
        Context({"option": OPTION, "table": table})
    )
    assert html.count("</script>") == 1
    assert "<td>1,184</td>" in html
    assert 'aria-label="Lunch"' in html


def test_a_chart_table_has_a_cell_for_every_header():
    with pytest.raises(ValueError, match="2 cells under 3 headers"):
        ChartTable(["a", "b", "c"], [[1, 2]])


def test_a_band_is_the_low_line_and_what_stands_on_it():
    low, gap = band("80 %", [10, None], [15, 20])
    assert low["data"] == [10, None]
    assert gap["data"] == [5, None]
    assert low["stack"] == gap["stack"]


def test_a_link_is_shown_to_whoever_may_follow_it():
    template = Template('{% load kit %}{% if actor|may:"canteen.stock.read" %}link{% endif %}')

    def shown_to(actor):
        return template.render(Context({"actor": actor}))

    keeper = shell.Actor(kind="person", name="A", grants={"canteen.stock.read": Scope.COMPLEX})
    assert shown_to(keeper) == "link"
    assert shown_to(shell.Actor(kind="person", name="B", grants={})) == ""
    assert shown_to(None) == ""
