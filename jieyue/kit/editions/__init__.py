"""A mark per site and subject that changes with its rows, so that processes may keep them.

Reading a mark is one look-up by key. `Kept` holds what was loaded under a mark and loads anew
when the mark has changed, in this or in any other process.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Generic, TypeVar

Loaded = TypeVar("Loaded")
_seen: ContextVar[dict[tuple[str, int], str] | None] = ContextVar("seen marks", default=None)


@contextmanager
def looked_up_once() -> Iterator[None]:
    """Within it each mark is looked up once, until a `renew`: for whoever only reads."""
    token = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(token)


def current(subject: str, *, site_id: int) -> str:
    """The mark now; empty before the first `renew`."""
    from jieyue.kit.editions.models import Edition

    seen = _seen.get()
    if seen is not None and (subject, site_id) in seen:
        return seen[subject, site_id]
    marks = Edition.objects.filter(site_id=site_id, subject=subject).values_list("mark", flat=True)
    mark = marks.first() or ""
    if seen is not None:
        seen[subject, site_id] = mark
    return mark


def renew(subject: str, *, site_id: int) -> None:
    """Say that the subject's rows changed. Call it in the transaction that changes them.

    Marks are random: a rolled-back one can never be met again under other rows.
    """
    from jieyue.kit.editions.models import Edition

    _seen.set(None)
    Edition.objects.update_or_create(
        site_id=site_id, subject=subject, defaults={"mark": secrets.token_hex(8)}
    )


class Kept(Generic[Loaded]):
    """What `load(site_id)` answered for each site, until the site's mark changes."""

    def __init__(self, subject: str, load: Callable[[int], Loaded]) -> None:
        self.subject, self.load = subject, load
        self._by_site: dict[int, tuple[str, Loaded]] = {}

    def get(self, site_id: int) -> Loaded:
        """One query when nothing changed. Before the first mark nothing is kept."""
        mark = current(self.subject, site_id=site_id)
        kept = self._by_site.get(site_id)
        if kept is not None and kept[0] == mark:
            return kept[1]
        loaded = self.load(site_id)
        if mark:
            self._by_site[site_id] = (mark, loaded)
        return loaded
