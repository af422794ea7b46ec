"""Whatever people and estate refuse, they can say in words."""

import inspect
from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.utils import translation

from jieyue.estate import messages as estate
from jieyue.kit.problems import words_for
from jieyue.people import refusals as people

TOPICS = {
    "people": ("accounts", "approvals", "messages", "persons", "roles", "units"),
    "estate": ("buildings", "occupancy", "rooms", "weather"),
}


FITTING = {"at": datetime(2026, 3, 2, tzinfo=UTC), "is_agreed": True, "status": "pending"}


def refusals_of(domain, topic):
    root = import_module(f"jieyue.{domain}.{topic}.rules").Refusal
    found, waiting = [], [root]
    while waiting:
        kinds = waiting.pop().__subclasses__()
        found += [kind for kind in kinds if not kind.__subclasses__() or "__init__" in vars(kind)]
        waiting += kinds
    return found


@pytest.mark.parametrize(
    ("domain", "topic"), [(domain, topic) for domain in TOPICS for topic in TOPICS[domain]]
)
def test_every_refusal_has_words_that_fit_what_it_carries(domain, topic):
    kinds = refusals_of(domain, topic)

    assert kinds
    for kind in kinds:
        names = set(inspect.signature(kind.__init__).parameters) - {"self", "args", "kwargs"}
        values = {name: FITTING.get(name, "x") for name in names}
        positional = {n for n in names if n in ("codes", "numbers", "names")}
        error = kind(["x"]) if positional else kind(**values)
        words = words_for(error)
        assert words is not None, kind
        with translation.override("en"):
            assert words.say(error)


def test_the_tables_hold_nothing_that_is_not_refused():
    tables = set(people.WORDS) | set(estate.WORDS)
    refused = {
        kind for domain, topics in TOPICS.items() for t in topics for kind in refusals_of(domain, t)
    }
    assert tables == refused
