"""The cards: list, one card, scoring a line, contesting it, and the bulletin."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.kit.actor import Actor, NotAllowed
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Action, Empty, table_page
from jieyue.people.steps import press, status_of, submit
from jieyue.scorecards.cards import actions, contesting, queries
from jieyue.scorecards.cards.forms import ContestForm, DecisionForm, DraftForm, LineForm
from jieyue.scorecards.cards.models import Card, CardLine, Contest
from jieyue.scorecards.cards.queries import CardView, LineView
from jieyue.scorecards.cards.tables import CardFilter, CardTable
from jieyue.scorecards.evidence import subject_kind
from jieyue.scorecards.messages import EXPECTED
from jieyue.scorecards.permissions import ScorecardsPermission
from jieyue.scorecards.standards.queries import in_force_all

LINE = "scorecards/cards/line.html"


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every card one may see."""
    actor = actor_of(request)
    _require_reading(actor)
    new = reverse("scorecards:card_new")
    may_draft = actor.may(ScorecardsPermission.CARDS_EDIT)
    return table_page(
        request,
        CardTable,
        queries.table(actor),
        title=_("Scorecards"),
        filterset=CardFilter,
        actions=[Action(_("Draft a card"), new, "plus", "primary")] if may_draft else [],
        empty=Empty(
            _("No card was drafted yet"),
            _("Cards of a quarter or month are drafted by themselves on the first workday after."),
            new if may_draft else "",
            _("Draft a card"),
            "clipboard-check",
        ),
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draft a card; the one there is opens instead of a second."""
    actor = actor_of(request)
    actor.require(ScorecardsPermission.CARDS_EDIT)
    today = timezone.localdate()
    form = DraftForm(request.POST or None, initial={"day": today}, choices=_choices(actor))
    made: list[Card] = []

    def draft() -> None:
        code, subject_id = form.cleaned_data["subject"].split("|")
        card = actions.draft(
            standard_code=code,
            subject_id=int(subject_id),
            day=form.cleaned_data["day"],
            actor=actor,
            at=timezone.now(),
        )
        made.append(card)

    reply = submit(
        request,
        form,
        draft,
        refusals=EXPECTED,
        done_url=lambda: reverse("scorecards:card", args=[made[0].number]),
        said=_("The card is here."),
    )
    back = reverse("scorecards:cards")
    context = {"title": _("Draft a card"), "form": form, "back_url": back}
    return reply or render_page(request, "scorecards/form.html", context, status=status_of(form))


def _choices(actor: Actor) -> list[tuple[str, str]]:
    """Standards in force with the subjects each can score."""
    assert actor.site_id is not None
    found = []
    for standard in in_force_all(site_id=actor.site_id, on=timezone.localdate()):
        kind = subject_kind(standard.read.subject_kind)
        found += [
            (f"{standard.code}|{choice.id}", f"{standard.title} · {choice.label}")
            for choice in (kind.choices(actor.site_id) if kind else ())
        ]
    return found


@require_GET
def card(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    view = _card(actor, number)
    rights = queries.rights(actor, number=number, at=timezone.now())
    context = {"card": view, "rights": rights}
    return render_page(request, "scorecards/cards/card.html", context)


@require_GET
def bulletin(request: HttpRequest, number: str) -> HttpResponse:
    """通报: the card as an annex to print, A4."""
    actor = actor_of(request)
    context = {
        "card": _card(actor, number),
        "printed_at": timezone.now(),
        "printed_by": actor.name,
    }
    return render_page(request, "scorecards/cards/bulletin.html", context)


@require_POST
def refresh(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    _card(actor, number)
    return press(
        request,
        lambda: actions.refresh(number=number, actor=actor, at=timezone.now()),
        refusals=EXPECTED,
        done_url=reverse("scorecards:card", args=[number]),
        said=_("The evidence is up to date."),
    )


@require_POST
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    _card(actor, number)
    seen = request.POST.get("revision", "")
    revision = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else -1
    return press(
        request,
        lambda: actions.confirm(
            number=number, seen_revision=revision, actor=actor, at=timezone.now()
        ),
        refusals=EXPECTED,
        done_url=reverse("scorecards:card", args=[number]),
        said=_("Card %(number)s is confirmed and its evidence frozen.") % {"number": number},
    )


@require_POST
def finalise(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    _card(actor, number)
    return press(
        request,
        lambda: actions.finalise(number=number, actor=actor, at=timezone.now()),
        refusals=EXPECTED,
        done_url=reverse("scorecards:card", args=[number]),
        said=_("Card %(number)s is final.") % {"number": number},
    )


@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """Set the points of one line by hand."""
    actor = actor_of(request)
    view, found = _line(actor, line_id)
    actor.require(ScorecardsPermission.CARDS_EDIT)
    shown = found.points if found.is_set else None
    start = {"points": shown, "veto": found.veto if found.is_set else None, "reason": found.reason}
    form = LineForm(request.POST or None, initial=start, line=found)
    reply = submit(
        request,
        form,
        lambda: actions.set_line(line_id=line_id, **form.values, actor=actor, at=timezone.now()),
        refusals=EXPECTED,
        done_url=_place(view, found),
        said=_("The points are set."),
    )
    return reply or _line_page(request, view, found, form, title=_("Set points"))


@require_http_methods(["GET", "POST"])
def contest(request: HttpRequest, line_id: int) -> HttpResponse:
    """The scored unit says why the points of a line are wrong."""
    actor = actor_of(request)
    view, found = _line(actor, line_id)
    form = ContestForm(request.POST or None)
    reply = submit(
        request,
        form,
        lambda: contesting.contest(
            line_id=line_id, **form.cleaned_data, actor=actor, at=timezone.now()
        ),
        refusals=EXPECTED,
        done_url=_place(view, found),
        said=_("The points are contested. You will see the decision on this card."),
    )
    return reply or _line_page(request, view, found, form, title=_("Contest these points"))


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, contest_id: int) -> HttpResponse:
    """Uphold or reject a contest."""
    actor = actor_of(request)
    try:
        view, found = queries.contest_of(actor, contest_id=contest_id)
    except Contest.DoesNotExist:
        raise Http404 from None
    actor.require(ScorecardsPermission.CARDS_CONFIRM)
    form = DecisionForm(request.POST or None, line=found)
    reply = submit(
        request,
        form,
        lambda: contesting.decide(
            contest_id=contest_id,
            upheld=request.POST.get("decision") == "uphold",
            **form.values,
            actor=actor,
            at=timezone.now(),
        ),
        refusals=EXPECTED,
        done_url=_place(view, found),
        said=_("The contest is decided."),
    )
    return reply or _line_page(request, view, found, form, title=_("Decide the contest"))


def _line_page(
    request: HttpRequest, view: CardView, found: LineView, form: Any, *, title: str
) -> HttpResponse:
    context = {"card": view, "line": found, "form": form, "title": title}
    return render_page(
        request,
        LINE,
        context | {"is_decision": isinstance(form, DecisionForm), "back_url": _place(view, found)},
        status=status_of(form),
    )


def _place(view: CardView, found: LineView) -> str:
    return f"{reverse('scorecards:card', args=[view.number])}#line-{found.id}"


def _card(actor: Actor, number: str) -> CardView:
    _require_reading(actor)
    try:
        return queries.card_of(actor, number=number)
    except Card.DoesNotExist:
        raise Http404 from None


def _line(actor: Actor, line_id: int) -> tuple[CardView, LineView]:
    _require_reading(actor)
    try:
        return queries.line_of(actor, line_id=line_id)
    except CardLine.DoesNotExist:
        raise Http404 from None


def _require_reading(actor: Actor) -> None:
    if actor.scope_of(ScorecardsPermission.CARDS_READ) is None:
        raise NotAllowed(ScorecardsPermission.CARDS_READ)
