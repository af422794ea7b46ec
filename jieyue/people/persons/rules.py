"""Postings follow one another without overlap, and phone numbers are shown masked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Span:
    """[since_on, until_on); `until_on` None is open."""

    since_on: date
    until_on: date | None = None


class Refusal(Exception):
    """What this topic refuses; each kind carries what was wrong."""


class PostingOverlaps(Refusal):
    """A posting begins on or before the day the one before it began."""

    def __init__(self, *, since_on: date, after: date) -> None:
        super().__init__(since_on, after)
        self.since_on, self.after = since_on, after


class PostingInFuture(Refusal):
    """A posting is recorded when it begins, not before."""

    def __init__(self, *, since_on: date) -> None:
        super().__init__(since_on)
        self.since_on = since_on


def check_next_posting(spans: Iterable[Span], *, since_on: date, today: date) -> None:
    """A new posting begins after the last one began and ended, and not in the future.

    Raises PostingOverlaps, PostingInFuture.
    """
    if since_on > today:
        raise PostingInFuture(since_on=since_on)
    for span in spans:
        if since_on <= span.since_on:
            raise PostingOverlaps(since_on=since_on, after=span.since_on)
        if span.until_on is not None and since_on < span.until_on:
            raise PostingOverlaps(since_on=since_on, after=span.until_on)


def masked(phone: str) -> str:
    """138****5678; the middle of any number is hidden, a short one entirely."""
    if len(phone) < 7:
        return "*" * len(phone)
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"
