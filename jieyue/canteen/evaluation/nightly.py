"""Standards brought in, drafts kept fresh, and the cards of what ended drafted by themselves."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from jieyue.canteen.diners.queries import canteens_of
from jieyue.canteen.evaluation.sources import ANTI_WASTE, CONTRACTOR
from jieyue.canteen.evaluation.subjects import contractor_of
from jieyue.kit import workdays
from jieyue.kit.actor import Actor, system
from jieyue.scorecards.cards import actions as cards
from jieyue.scorecards.cards.models import Card, CardStatus
from jieyue.scorecards.standards import actions as standards
from jieyue.scorecards.standards.rules.content import PeriodKind
from jieyue.scorecards.standards.rules.periods import last_ended

FOLDER = Path(__file__).resolve().parent / "standards"
FROM_THE_BEGINNING = date(2024, 1, 1)  # since when the evaluation scheme is in force
PERIODS = {ANTI_WASTE: PeriodKind.QUARTER, CONTRACTOR: PeriodKind.MONTH}


def contents() -> list[dict[str, Any]]:
    """The product's own standards, by file name."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))]


def seed(*, actor: Actor, at: datetime) -> None:
    """The product's standards where the actor's site has none of their code."""
    for content in contents():
        standards.seed(content, effective_from=FROM_THE_BEGINNING, actor=actor, at=at)


def keep_cards(*, site_id: int, at: datetime) -> None:
    """Every early morning: seed, refresh drafts, and from the first workday after a month or
    quarter on have the cards of what ended."""
    actor = system("canteen.evaluation.nightly", site_id=site_id)
    seed(actor=actor, at=at)
    drafts = Card.objects.filter(
        site_id=site_id, status=CardStatus.DRAFT, standard_code__in=PERIODS
    )
    for number in drafts.values_list("number", flat=True):
        cards.refresh(number=number, actor=actor, at=at)
    today = timezone.localdate(at)
    for code, kind in PERIODS.items():
        first, last = last_ended(today, kind)
        if today >= workdays.next_workday(last, site_id=site_id).day:
            draft(code, first, actor=actor, at=at)


def draft(code: str, day: date, *, actor: Actor, at: datetime) -> list[Card]:
    """The card of every canteen for the period of `day`; the contractor's needs a contractor."""
    assert actor.site_id is not None
    if code == CONTRACTOR and contractor_of(site_id=actor.site_id, on=day) is None:
        return []
    return [
        cards.draft(standard_code=code, subject_id=row.id, day=day, actor=actor, at=at)
        for row in canteens_of(site_id=actor.site_id)
    ]
