from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.permissions import all_permissions
from jieyue.people.approvals import actions, queries, rules
from jieyue.people.approvals.chain import set_chain
from jieyue.people.approvals.forms import ChainForm, DecisionForm, DelegateForm
from jieyue.people.approvals.models import Approval, ChainStep
from jieyue.people.permissions import PeoplePermission
from jieyue.people.persons.models import Person
from jieyue.people.steps import named, press, status_of, submit

INBOX = "people/approvals/inbox.html"
PAGE = "people/approvals/approval.html"
CHAINS = "people/approvals/chains.html"


def index(request: HttpRequest) -> HttpResponse:
    """What waits for me, what I asked for, and what I decided."""
    actor = actor_of(request)
    tab = request.GET.get("tab", "waiting")
    lists = {"waiting": queries.waiting, "asked": queries.asked, "decided": queries.decided}
    if tab not in lists:
        tab = "waiting"
    context = {
        "tab": tab,
        "rows": lists[tab](actor),
        "may_configure": actor.may(PeoplePermission.APPROVALS_CONFIGURE),
    }
    return render_page(request, INBOX, context)


def approval(request: HttpRequest, approval_id: int) -> HttpResponse:
    return _page(request, approval_id)


@require_POST
def decide(request: HttpRequest, approval_id: int) -> HttpResponse:
    actor, form = actor_of(request), DecisionForm(request.POST)
    _seen(actor, approval_id)
    is_agreed = request.POST.get("decision") == "agree"
    reply = submit(
        request,
        form,
        lambda: actions.decide(
            approval_id=approval_id,
            **form.cleaned_data,
            is_agreed=is_agreed,
            actor=actor,
            at=timezone.now(),
        ),
        refusals=rules.Refusal,
        done_url=reverse("people:approvals"),
        said=_("Agreed.") if is_agreed else _("Refused."),
    )
    return reply or _page(request, approval_id, decision_form=form)


@require_POST
def delegate(request: HttpRequest, approval_id: int) -> HttpResponse:
    actor, form = actor_of(request), DelegateForm(request.POST)
    _seen(actor, approval_id)
    reply = submit(
        request,
        form,
        lambda: actions.delegate(
            approval_id=approval_id,
            position=form.cleaned_data["position"],
            to_person_id=_person_id(actor, form.cleaned_data["staff_no"]),
            reason=form.cleaned_data["reason"],
            actor=actor,
            at=timezone.now(),
        ),
        refusals=rules.Refusal,
        done_url=reverse("people:approvals"),
        said=_("The step has been handed over."),
    )
    return reply or _page(request, approval_id, delegate_form=form)


@require_POST
def withdraw(request: HttpRequest, approval_id: int) -> HttpResponse:
    actor = actor_of(request)
    _seen(actor, approval_id)
    return press(
        request,
        lambda: actions.withdraw(approval_id=approval_id, actor=actor, at=timezone.now()),
        refusals=rules.Refusal,
        done_url=reverse("people:approval", args=[approval_id]),
        said=_("The request has been withdrawn."),
    )


@require_POST
def urge(request: HttpRequest, approval_id: int) -> HttpResponse:
    actor = actor_of(request)
    _seen(actor, approval_id)
    return press(
        request,
        lambda: actions.urge(approval_id=approval_id, actor=actor, at=timezone.now()),
        refusals=rules.Refusal,
        done_url=reverse("people:approval", args=[approval_id]),
        said=_("Those who decide have been reminded."),
    )


def chains(request: HttpRequest) -> HttpResponse:
    """Who decides which requests; saving a tier replaces that tier of the kind."""
    actor = actor_of(request)
    actor.require(PeoplePermission.APPROVALS_CONFIGURE)
    form = ChainForm(request.POST or None)
    reply = submit(
        request,
        form,
        lambda: _set_tier(form, actor),
        refusals=rules.Refusal,
        done_url=reverse("people:approval_chains"),
        said=_("The chain has been saved."),
    )
    context = {"rows": queries.chains(actor), "form": form}
    return reply or render_page(request, CHAINS, context, status=status_of(form))


def _set_tier(form: ChainForm, actor: Actor) -> None:
    kind, from_yuan = form.cleaned_data["kind"], form.cleaned_data["from_yuan"]
    kept = ChainStep.objects.filter(site_id=actor.site_id, kind=kind).exclude(from_yuan=from_yuan)
    chain = [
        rules.Link(*row)
        for row in kept.values_list("from_yuan", "position", "permission", "person_id")
    ]
    for position, line in enumerate(form.lines(), 1):
        chain.append(_link(actor, from_yuan, position, line))
    set_chain(kind=kind, chain=chain, actor=actor, at=timezone.now())


def _link(actor: Actor, from_yuan: Decimal, position: int, line: str) -> rules.Link:
    if line in all_permissions():
        return rules.Link(from_yuan, position, permission=line)
    return rules.Link(from_yuan, position, person_id=_person_id(actor, line))


def _person_id(actor: Actor, staff_no: str) -> int:
    """Raises NobodyCalled."""
    found = Person.objects.filter(site_id=actor.site_id, staff_no=staff_no, left_on=None)
    person_id = found.values_list("id", flat=True).first()
    if person_id is None:
        raise rules.NobodyCalled(staff_no=staff_no)
    return person_id


def _seen(actor: Actor, approval_id: int) -> queries.ApprovalRow:
    """Raises Http404 for a request that the actor does not see."""
    try:
        return queries.approval(actor, approval_id=approval_id)
    except Approval.DoesNotExist as error:
        raise Http404 from error


def _page(
    request: HttpRequest,
    approval_id: int,
    *,
    decision_form: DecisionForm | None = None,
    delegate_form: DelegateForm | None = None,
) -> HttpResponse:
    row = _seen(actor_of(request), approval_id)
    initial = {"position": row.position}
    decision_form = decision_form or DecisionForm(initial=initial)
    delegate_form = delegate_form or DelegateForm(initial=initial)
    context = {
        "approval": row,
        **named(decision_form=decision_form, delegate_form=delegate_form),
    }
    return render_page(request, PAGE, context, status=status_of(decision_form, delegate_form))
