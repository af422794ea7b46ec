"""What every page shows around its content: navigation, site, language, person, notices.

The kit knows no department. The doors hand their tables over at start: `connect` takes the
navigation, `connect_bell` what counts a person's unread notices, `connect_sites` what lists the
sites an account may switch to.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language

from jieyue.kit.actor import Actor


class Item(Protocol):
    """One page of the navigation; see `jieyue/navigation/`."""

    @property
    def label(self) -> "str | Promise": ...
    @property
    def url_name(self) -> str: ...
    @property
    def icon(self) -> str: ...
    @property
    def permission(self) -> str: ...
    @property
    def phone(self) -> bool: ...
    @property
    def desk(self) -> str: ...


class Department(Protocol):
    """One group of pages of the navigation."""

    @property
    def label(self) -> "str | Promise": ...
    @property
    def icon(self) -> str: ...
    @property
    def items(self) -> Sequence[Item]: ...


@dataclass(frozen=True)
class SiteChoice:
    """A site the account may switch to."""

    id: int
    name: str


@dataclass(frozen=True)
class Link:
    """One line of the navigation, ready to show."""

    label: "str | Promise"
    url: str
    icon: str
    is_phone: bool
    is_active: bool
    is_desk: bool = False  # where this actor works


@dataclass(frozen=True)
class Group:
    """One department with the pages this actor may open; never empty."""

    label: "str | Promise"
    icon: str
    links: tuple[Link, ...]
    is_open: bool

    @property
    def is_single_and_active(self) -> bool:
        return len(self.links) == 1 and self.links[0].is_active


Bell = Callable[[Actor], int]
Sites = Callable[[HttpRequest], Sequence[SiteChoice]]

_navigation: Sequence[Department] = ()
_bell: tuple[Bell, str] | None = None
_sites: Sites | None = None

THEMES = ("light", "dark")
THEME_COOKIE = "theme"
LINKS_SHOWN_OPEN = 16  # beyond this only the department one is in starts unfolded
PHONE_LINKS = 4  # beside the front page and the menu


def connect(navigation: Sequence[Department]) -> None:
    """Take the departments and their pages. Called once at start."""
    global _navigation
    _navigation = tuple(navigation)


def connect_bell(unread: Bell, url_name: str) -> None:
    """Take what counts an actor's unread notices, in one query, and the page that lists them."""
    global _bell
    _bell = (unread, url_name)


def connect_sites(sites: Sites) -> None:
    """Take what lists the sites the signed-in account may switch to."""
    global _sites
    _sites = sites


def site_choices(request: HttpRequest) -> Sequence[SiteChoice]:
    """The sites this account may switch to; empty when nobody is signed in."""
    if _sites is None or getattr(request, "actor", None) is None:
        return ()
    return _sites(request)


def theme(request: HttpRequest) -> str:
    """The account's theme, or before log-in the one this browser was last set to."""
    chosen = getattr(request.user, "theme", "") if hasattr(request, "user") else ""
    chosen = chosen or request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else THEMES[0]


def language(request: HttpRequest) -> str:
    """The account's language, or before log-in this browser's choice, or Chinese.

    What the browser asks for is not considered: the product speaks Chinese until told otherwise.
    """
    chosen = getattr(request.user, "language", "") if hasattr(request, "user") else ""
    chosen = chosen or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def demo_logins() -> list[dict[str, str]]:
    """What the demo's loader wrote: username, password and role of each. Empty without a demo."""
    path = settings.DATA / "demo_logins.json"
    if not settings.ENV.demo or not path.is_file():
        return []
    rows: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def groups(actor: Actor, path: str) -> list[Group]:
    """The departments with what `actor` may open; the page that `path` lies in is active.

    A long navigation starts folded, but for the department one is in; on the front page, which
    is a department of its own, the one where the actor works is unfolded too.
    """
    shown = [(department, _allowed(department, actor)) for department in _navigation]
    active = _active_url([url for _, items in shown for _, url in items], path)
    is_long = sum(len(items) for _, items in shown) > LINKS_SHOWN_OPEN
    result: list[Group] = []
    for department, items in shown:
        links = tuple(_link(item, url, active, actor) for item, url in items)
        if links:
            is_in = any(link.is_active for link in links)
            result.append(Group(department.label, department.icon, links, not is_long or is_in))
    if result and result[0].is_single_and_active:
        first = _place_of_work(result)
        result[first] = replace(result[first], is_open=True)
    return result


def _link(item: Item, url: str, active: str, actor: Actor) -> Link:
    is_desk = bool(item.desk) and actor.scope_of(item.desk) is not None
    return Link(item.label, url, item.icon, item.phone, url == active, is_desk)


def _place_of_work(shown: Sequence[Group]) -> int:
    """The department of the first desk; for somebody without one, that after the front page."""
    with_desk = (
        index for index, group in enumerate(shown) if any(link.is_desk for link in group.links)
    )
    return next(with_desk, min(1, len(shown) - 1))


def _phone_links(shown: Sequence[Group]) -> list[Link]:
    """Where the actor works, then what everybody needs; both in the navigation's order."""
    links = [link for group in shown for link in group.links if link.is_desk or link.is_phone]
    return sorted(links, key=lambda link: not link.is_desk)[:PHONE_LINKS]


def _allowed(department: Department, actor: Actor) -> list[tuple[Item, str]]:
    """Items the actor may open, with their address. A page that is not installed is left out."""
    found = []
    for item in department.items:
        if item.permission and actor.scope_of(item.permission) is None:
            continue
        try:
            found.append((item, reverse(item.url_name)))
        except NoReverseMatch:
            continue
    return found


def _active_url(urls: Sequence[str], path: str) -> str:
    """The longest address that `path` lies under; the front page only matches itself."""
    matching = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(matching, key=len, default="")


def _bell_of(actor: Actor) -> dict[str, Any] | None:
    if _bell is None:
        return None
    unread, url_name = _bell
    try:
        return {"unread": unread(actor), "url": reverse(url_name)}
    except NoReverseMatch:
        return None


def context(request: HttpRequest) -> dict[str, Any]:
    """For every template: who asks, and what the shell shows. Queries run only if it is shown."""
    actor: Actor | None = getattr(request, "actor", None)
    shared = {
        "actor": actor,
        "theme": SimpleLazyObject(lambda: theme(request)),
        "languages": settings.LANGUAGES,
        "language": get_language() or settings.LANGUAGE_CODE,
    }
    if actor is None:
        return shared
    shown: Any = SimpleLazyObject(lambda: groups(actor, request.path))
    return shared | {
        "shell_groups": shown,
        "shell_phone": SimpleLazyObject(lambda: _phone_links(shown)),
        "shell_bell": SimpleLazyObject(lambda: _bell_of(actor)),
        "shell_sites": SimpleLazyObject(lambda: site_choices(request)),
    }
