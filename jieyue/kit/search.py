"""The global search box: each domain registers what it finds, the shell shows it together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jieyue.kit.actor import Actor

SHORTEST = 1  # one Chinese character already means something
HITS_SHOWN = 20  # of each kind


@dataclass(frozen=True)
class Hit:
    """One thing that was found. `kind` is its heading, such as _("Persons")."""

    kind: str
    title: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Found:
    """The hits of one kind, in the order the domain gave them; never empty."""

    kind: str
    hits: tuple[Hit, ...]
    is_cut: bool


Search = Callable[[str, Actor], Sequence[Hit]]

_searches: list[Search] = []


def register(search: Search) -> None:
    """Take a domain's search: `search(query, actor) -> list[Hit]`, only what the actor may see."""
    if search not in _searches:
        _searches.append(search)


def find(query: str, actor: Actor) -> list[Found]:
    """Everything the domains find, by kind, in order of registration. Empty for an empty query."""
    wanted = query.strip()
    if len(wanted) < SHORTEST:
        return []
    kinds: dict[str, list[Hit]] = {}
    for search in _searches:
        for hit in search(wanted, actor):
            kinds.setdefault(hit.kind, []).append(hit)
    return [
        Found(kind, tuple(hits[:HITS_SHOWN]), len(hits) > HITS_SHOWN)
        for kind, hits in kinds.items()
    ]
