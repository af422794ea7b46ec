"""Standards brought in, drafts kept fresh, and the cards of the year that ended drafted."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jieyue.energy.evaluation.subjects import SITE, sites, units
from jieyue.kit import tasks
from jieyue.kit.actor import Actor, system
from jieyue.kit.tasks import Progress
from jieyue.scorecards.cards import actions as cards
from jieyue.scorecards.cards.models import Card, CardStatus
from jieyue.scorecards.evidence import SubjectChoice
from jieyue.scorecards.standards import actions as standards

DRAFT = "energy.evaluation.draft"
FOLDER = Path(__file__).resolve().parent / "standards"
FROM_THE_BEGINNING = date(2020, 1, 1)
FIRST_DAY = (1, 15)  # by then the year before is counted


def contents() -> list[dict[str, Any]]:
    """The product's own standards, by file name."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))]


def seed(*, actor: Actor, at: datetime) -> None:
    """The product's standards where the actor's site has none of their code."""
    for content in contents():
        standards.seed(content, effective_from=FROM_THE_BEGINNING, actor=actor, at=at)


def seed_missing(*, site_id: int, at: datetime) -> None:
    """The same by the system, so that whoever drafts need not be able to edit standards."""
    seed(actor=system("energy.evaluation", site_id=site_id), at=at)


@tasks.labelled(_("Drafting energy scorecards"))
def work(
    arguments: dict[str, Any], *, site_id: int, progress: Progress, actor: Actor, at: datetime
) -> dict[str, Any]:
    """The background task: a table's cards of a year, each with its evidence."""
    seed_missing(site_id=site_id, at=at)
    code, day = arguments["code"], date(arguments["year"], 12, 31)
    choices = subjects_of(code, site_id=site_id)
    for n, choice in enumerate(choices):
        progress(n / len(choices), choice.label)
        cards.draft(standard_code=code, subject_id=choice.id, day=day, actor=actor, at=at)
    return {"url": reverse("energy:evaluation", query={"year": day.year})}


def keep(*, site_id: int, at: datetime) -> None:
    """Every week: seed, refresh drafts, and from 15 January on have the cards of last year."""
    actor = system("energy.evaluation", site_id=site_id)
    seed(actor=actor, at=at)
    codes = [content["code"] for content in contents()]
    drafts = Card.objects.filter(site_id=site_id, status=CardStatus.DRAFT, standard_code__in=codes)
    for number in drafts.values_list("number", flat=True):
        cards.refresh(number=number, actor=actor, at=at)
    today = timezone.localdate(at)
    if (today.month, today.day) >= FIRST_DAY:
        for code in codes:
            draft(code, date(today.year - 1, 12, 31), actor=actor, at=at)


def draft(code: str, day: date, *, actor: Actor, at: datetime) -> list[Card]:
    """The card of every subject of a standard for the year of `day`; those there are stay.

    Raises NotAllowed, NoStandard, PeriodNotBegun.
    """
    assert actor.site_id is not None
    return [
        cards.draft(standard_code=code, subject_id=choice.id, day=day, actor=actor, at=at)
        for choice in subjects_of(code, site_id=actor.site_id)
    ]


def subjects_of(code: str, *, site_id: int) -> Sequence[SubjectChoice]:
    """Whom a table of ours scores."""
    kinds = {content["code"]: content["subject_kind"] for content in contents()}
    return sites(site_id) if kinds[code] == SITE else units(site_id)
