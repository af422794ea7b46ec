from datetime import date

import pytest

from jieyue.people.persons import rules
from jieyue.people.persons.rules import PostingInFuture, PostingOverlaps, Span

TODAY = date(2026, 3, 10)
OPEN = Span(date(2025, 3, 1))
ENDED = Span(date(2025, 3, 1), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("spans", "since_on", "refusal"),
    [
        ([], date(2026, 3, 10), None),
        ([], date(2026, 3, 11), PostingInFuture),
        ([OPEN], date(2025, 3, 2), None),
        ([OPEN], date(2025, 3, 1), PostingOverlaps),
        ([OPEN], date(2024, 1, 1), PostingOverlaps),
        ([ENDED], date(2026, 1, 1), None),  # half-open: the last day is the first of the next
        ([ENDED], date(2025, 12, 31), PostingOverlaps),
        ([ENDED, Span(date(2026, 2, 1))], date(2026, 1, 15), PostingOverlaps),
    ],
)
def test_postings_follow_one_another(spans, since_on, refusal):
    if refusal is None:
        rules.check_next_posting(spans, since_on=since_on, today=TODAY)
        return
    with pytest.raises(refusal) as error:
        rules.check_next_posting(spans, since_on=since_on, today=TODAY)

    assert error.value.since_on == since_on


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800001234", "138****1234"),
        ("0835-2600000", "083*****0000"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_a_phone_number_is_masked(phone, shown):
    assert rules.masked(phone) == shown
