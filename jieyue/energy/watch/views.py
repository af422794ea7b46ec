"""The watch board, one episode, one's own wishes, and what is set for the site."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.watch import actions, charts, queries
from jieyue.energy.watch.explaining import sentences
from jieyue.energy.watch.lists import SEVERITIES, STATUSES, EpisodeFilter, EpisodeTable
from jieyue.energy.watch.models import Episode
from jieyue.energy.watch.refusals import WatchRefused
from jieyue.kit import problems
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Action, Empty, table_page


@login_required
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Every episode, the worst first; several can be acknowledged or given away at once."""
    actor = actor_of(request)
    rows = queries.table(actor)
    may_handle = actor.may(EnergyPermission.WATCH_HANDLE, unit_id=actor.unit_id)
    buttons = [Action(_("What reaches me"), reverse("energy:watch_wishes"), icon="bell-cog")]
    if actor.may(EnergyPermission.WATCH_CONFIGURE):
        buttons.append(Action(_("Settings"), reverse("energy:watch_settings"), icon="settings"))
    context: dict[str, Any] = {
        "counts": queries.counts(actor),
        "may_handle": may_handle,
        "handlers": queries.handlers(actor, at=timezone.now()) if may_handle else [],
        "here": request.get_full_path(),
    }
    return table_page(
        request,
        EpisodeTable,
        rows,
        title=_("Meter watch"),
        filterset=EpisodeFilter,
        page="energy/watch/board.html",
        actions=buttons,
        empty=Empty(
            _("Nothing to see to"),
            _("The watch looks at every meter each quarter of an hour and at its load each night."),
            icon="mood-smile",
        ),
        exclude=() if may_handle else ("chosen",),
        context=context,
    )


@login_required
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Acknowledge the chosen ones, or give them to somebody."""
    actor = actor_of(request)
    numbers = request.POST.getlist("numbers")
    person = request.POST.get("person", "")
    if not numbers:
        messages.warning(request, _("Choose episodes in the list first."))
        return redirect("energy:watch")
    try:
        if request.POST.get("do") == "assign":
            person_id = int(person) if person.isdecimal() else 0
            done, left = actions.assign_many(
                numbers=numbers, person_id=person_id or -1, actor=actor, at=timezone.now()
            )
        else:
            done, left = actions.acknowledge_many(numbers=numbers, actor=actor, at=timezone.now())
    except Episode.DoesNotExist as error:
        raise Http404 from error
    except WatchRefused as error:
        messages.error(request, problems.say(error))
        return redirect("energy:watch")
    values = {"done": done, "left": left}
    messages.success(
        request, _("%(done)d recorded, %(left)d decided on by others before.") % values
    )
    return redirect("energy:watch")


@login_required
@require_http_methods(["GET", "POST"])
def episode(request: HttpRequest, number: str) -> HttpResponse:
    """One episode: its readings with what was expected, what was done, and what to do."""
    actor = actor_of(request)
    refusal = ""
    if request.method == "POST":
        try:
            _act(request, number, actor)
        except Episode.DoesNotExist as error:
            raise Http404 from error
        except WatchRefused as error:
            refusal = problems.say(error)
        else:
            messages.success(request, _("Recorded."))
            return redirect("energy:episode", number=number)
    try:
        found = queries.page(actor, number=number)
    except Episode.DoesNotExist as error:
        raise Http404 from error
    now = timezone.now()
    chart = charts.around(found, site_id=actor.site_id or 0, at=now)
    context = {
        "episode": found,
        "severity_colour": SEVERITIES[str(found.severity)][1],
        "status_colour": STATUSES[found.status][1],
        "sentences": sentences(found),
        "chart": chart[0] if chart else None,
        "chart_table": chart[1] if chart else None,
        "handlers": queries.handlers(actor, at=now) if found.may_handle else [],
        "refusal": refusal,
        "typed": request.POST.get("note", ""),
    }
    return render_page(
        request, "energy/watch/episode.html", context, status=422 if refusal else 200
    )


def _act(request: HttpRequest, number: str, actor: Actor) -> None:
    """Raises Episode.DoesNotExist, WatchRefused, NotAllowed."""
    note = request.POST.get("note", "")
    seen = request.POST.get("seen", "")
    common: dict[str, Any] = {
        "number": number,
        "seen": int(seen) if seen.isdecimal() else None,
        "actor": actor,
        "at": timezone.now(),
    }
    match request.POST.get("do", ""):
        case "acknowledge":
            actions.acknowledge(note=note, **common)
        case "take_on":
            actions.take_on(note=note, **common)
        case "give":
            person = request.POST.get("person", "")
            person_id = int(person) if person.isdecimal() else -1
            actions.take_on(person_id=person_id, note=note, **common)
        case "resolve":
            actions.resolve(cause=note, **common)
        case "reopen":
            actions.reopen(reason=note, **common)
        case _:
            raise Http404
