"""The list of decisions, and one decision with each step of its order."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jieyue.access.decisions import looking, queries
from jieyue.access.decisions.lists import DECIDERS, KINDS, OUTCOMES, DecisionFilter, DecisionTable
from jieyue.access.decisions.models import Decision
from jieyue.access.decisions.refusals import PurposeNeeded
from jieyue.kit import problems
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Empty, table_page

COLUMNS = ("id", "at", "gate__name", "direction", "outcome", "reason", "kind", "decided_by")


@login_required
@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """Every decision of the gates; who it was is asked on the page of one."""
    rows = queries.visible(actor_of(request)).values(*COLUMNS, "received_at")
    return table_page(
        request,
        DecisionTable,
        rows,
        title=_("Decisions of the gates"),
        filterset=DecisionFilter,
        empty=Empty(
            _("No decision yet"),
            _("Every question of a gate and its answer stands here as soon as a device asks."),
            icon="barrier-block",
        ),
    )


@login_required
@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, decision_id: int) -> HttpResponse:
    """One decision: what was looked at, step by step, replayed now. A purpose shows who it was."""
    actor = actor_of(request)
    context: dict[str, Any] = {"refusal": "", "typed": "", "same_day": [], "picture": ""}
    try:
        found = queries.explain(actor, decision_id)
        if request.method == "POST":
            context["typed"] = request.POST.get("purpose", "")
            looked = looking.look(
                decision_id=decision_id,
                purpose=context["typed"],
                actor=actor,
                at=timezone.now(),
            )
            found, context["same_day"] = looked.found, looked.same_day
            context["picture"] = looked.picture.inline() if looked.picture else ""
    except Decision.DoesNotExist as error:
        raise Http404 from error
    except PurposeNeeded as error:
        context["refusal"] = problems.say(error)
    line = found.line
    context |= {
        "found": found,
        "line": line,
        "outcome": OUTCOMES[line.outcome],
        "kind": KINDS.get(line.kind, (line.kind, ""))[0],
        "decided_by": DECIDERS[line.decided_by][0],
        "is_named": bool(line.label or line.subject),
    }
    status = 422 if context["refusal"] else 200
    return render_page(request, "access/decisions/decision.html", context, status=status)
