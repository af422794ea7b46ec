"""The evaluation tables and their latest cards, with a button that drafts a year's."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from jieyue.energy.evaluation import cards
from jieyue.kit import tasks
from jieyue.kit.actor import Actor, NotAllowed
from jieyue.kit.pages import actor_of, render_page
from jieyue.scorecards.cards.models import Card, CardStatus
from jieyue.scorecards.permissions import ScorecardsPermission

COLOURS = {
    CardStatus.DRAFT: "yellow",
    CardStatus.CONFIRMED: "blue",
    CardStatus.CONTESTED: "orange",
    CardStatus.FINAL: "green",
}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Each table with the cards of a year the reader may see."""
    actor = actor_of(request)
    if actor.scope_of(ScorecardsPermission.CARDS_READ) is None:
        raise NotAllowed(ScorecardsPermission.CARDS_READ)
    year = _year(request.GET.get("year", ""))
    found = _cards(actor, year)
    context = {
        "year": year,
        "year_before": year - 1,
        "year_after": year + 1 if year < timezone.localdate().year else None,
        "tables": [
            {
                "code": content["code"],
                "title": content["title_en"] if get_language() == "en" else content["title"],
                "source": content["source"],
                "most": content.get("most", content["points"]),
                "passes": content["grades"][0]["at_least"],
                "cards": found.get(content["code"], []),
            }
            for content in cards.contents()
        ],
        "may_draft": actor.may(ScorecardsPermission.CARDS_EDIT),
    }
    return render_page(request, "energy/evaluation/index.html", context)


@require_POST
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Draft a table's cards of a year, for the complex or for every unit."""
    actor = actor_of(request)
    actor.require(ScorecardsPermission.CARDS_EDIT)
    if code not in {content["code"] for content in cards.contents()}:
        raise Http404
    year = _year(request.POST.get("year", ""))
    task = tasks.enqueue(cards.DRAFT, {"code": code, "year": year}, actor=actor, at=timezone.now())
    return redirect("kit:task", task.id)


def _cards(actor: Actor, year: int) -> dict[str, list[dict[str, Any]]]:
    """Cards by standard. One query."""
    rows = Card.objects.visible_to(actor).filter(
        standard_code__startswith="energy.", first_on__year=year
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for card in rows.order_by("-total", "subject_label"):
        found.setdefault(card.standard_code, []).append(
            {
                "number": card.number,
                "subject": card.subject_label,
                "total": card.total,
                "grade": card.grade_title,
                "unscored": card.unscored,
                "status": CardStatus(card.status).label,
                "colour": COLOURS[CardStatus(card.status)],
            }
        )
    return found


def _year(typed: str) -> int:
    today = timezone.localdate()
    is_year = typed.isascii() and typed.isdigit() and len(typed) == 4
    return int(typed) if is_year and 2020 <= int(typed) <= today.year else today.year
