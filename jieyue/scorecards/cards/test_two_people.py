"""Two people confirm one card, or make it final, in the same moment."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest

from jieyue.kit.actor import system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_site, make_unit
from jieyue.scorecards.cards import actions, refusals
from jieyue.scorecards.cards.models import Card, CardStatus
from jieyue.scorecards.factories import AT, live_sources, make_standard

LATER = AT + timedelta(days=30)


@pytest.fixture
def site(transactional_db):
    site = make_site()
    with live_sources(make_unit(site=site)):
        make_standard(site=site)
        yield site


@pytest.fixture
def card(site):
    tester = system("test", site_id=site.id)
    made = actions.draft(
        standard_code="test.monthly", subject_id=7, day=date(2026, 2, 10), actor=tester, at=AT
    )
    for line in made.lines.filter(criterion__in=("B1", "B2")):
        actions.set_line(
            line_id=line.id, points=Decimal(5), veto=None, reason="现场", actor=tester, at=AT
        )
    made.refresh_from_db()
    return made


def each_of(people, site, act):
    return [partial(act, system(name, site_id=site.id)) for name in people]


def test_of_two_who_confirm_a_card_the_second_is_told_who_and_when(site, card, at_once):
    def confirm(actor):
        actions.confirm(number=card.number, seen_revision=card.revision, actor=actor, at=AT)

    answers = at_once(*each_of("甲乙丙", site, confirm))

    card.refresh_from_db()
    refused = [each for each in answers if isinstance(each, refusals.CardAlreadyConfirmed)]
    assert [each.confirmed_by for each in refused] == [card.confirmed_by] * 2
    assert {each.when for each in refused} == {"2026-03-02 09:00"}
    assert (card.status, answers.count(None)) == (CardStatus.CONFIRMED, 1)
    assert Entry.objects.filter(name="scorecards.cards.confirmed").count() == 1


def test_a_card_is_confirmed_as_it_was_seen_or_not_at_all(site, card, at_once):
    line = card.lines.get(criterion="B1")

    def confirm(actor):
        actions.confirm(number=card.number, seen_revision=card.revision, actor=actor, at=AT)

    def lower(actor):
        actions.set_line(
            line_id=line.id, points=Decimal(1), veto=None, reason="复查", actor=actor, at=AT
        )

    seen = card.total
    confirmed, lowered = at_once(*each_of("甲", site, confirm), *each_of("乙", site, lower))

    card.refresh_from_db()
    if confirmed is None:
        assert isinstance(lowered, refusals.CardAlreadyConfirmed)
        assert (card.status, card.total) == (CardStatus.CONFIRMED, seen)
    else:
        assert isinstance(confirmed, refusals.CardChanged)
        assert (card.status, card.total) == (CardStatus.DRAFT, seen - 4)


def test_of_two_who_draft_a_card_both_get_the_same(site, at_once):
    def draft(actor):
        return actions.draft(
            standard_code="test.monthly", subject_id=7, day=date(2026, 1, 10), actor=actor, at=AT
        ).number

    assert len(set(at_once(*each_of("甲乙丙", site, draft)))) == 1
    assert Card.objects.count() == 1


def test_of_two_who_make_a_card_final_the_second_is_told(site, card, at_once):
    actions.confirm(
        number=card.number, seen_revision=card.revision,
        actor=system("甲", site_id=site.id), at=AT,
    )  # fmt: skip

    def finalise(actor):
        actions.finalise(number=card.number, actor=actor, at=LATER)

    answers = at_once(*each_of("甲乙", site, finalise))

    card.refresh_from_db()
    [refused] = [each for each in answers if isinstance(each, refusals.CardAlreadyFinal)]
    assert (refused.finalised_by, card.status) == (card.finalised_by, CardStatus.FINAL)
