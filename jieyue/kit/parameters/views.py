"""Pages of the parameters: what applies, since when, on what evidence, and who decided."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.parameters import UnknownParameter, actions, queries
from jieyue.kit.parameters.models import Evidence
from jieyue.kit.parameters.tables import ParameterFilter, ParameterTable
from jieyue.kit.permissions import KitPermission
from jieyue.kit.problems import say
from jieyue.kit.tables import Empty, table_page

PAGE = "kit/parameters/parameter.html"


class ProposalForm(forms.Form):
    """A new value. Kept as text; the action knows what kind of value it must be."""

    value = forms.CharField(label=gettext_lazy("New value"), max_length=2000)
    effective_from = forms.DateField(
        label=gettext_lazy("In force from"), widget=forms.DateInput({"type": "date"})
    )
    evidence = forms.ChoiceField(label=gettext_lazy("Evidence"), choices=Evidence.choices)
    source = forms.CharField(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("Where the value comes from: document, clause, or whose decision."),
        widget=forms.Textarea({"rows": 2}),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea({"rows": 2}))


def index(request: HttpRequest) -> HttpResponse:
    rows = queries.parameters(actor_of(request), on=timezone.localdate())
    return table_page(
        request,
        ParameterTable,
        rows,
        title=_("Parameters"),
        filterset=ParameterFilter,
        empty=Empty(_("No parameters"), _("No department has defined one.")),
    )


@require_http_methods(["GET", "POST"])
def parameter(request: HttpRequest, code: str) -> HttpResponse:
    actor, at = actor_of(request), timezone.now()
    form = ProposalForm(
        request.POST or None, initial={"effective_from": timezone.localdate(at).isoformat()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose(actions.Proposal(code=code, **form.cleaned_data), actor=actor, at=at)
        except actions.REFUSALS as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("The proposal waits for approval by somebody else."))
            return HttpResponseRedirect(request.path)
    try:
        shown = queries.parameter(actor, code=code, on=timezone.localdate(at))
    except UnknownParameter as error:
        raise Http404(str(error)) from error
    context = {
        "shown": shown,
        "form": form,
        "may_propose": actor.may(KitPermission.PARAMETERS_PROPOSE),
        "may_approve": actor.may(KitPermission.PARAMETERS_APPROVE),
    }
    return render_page(request, PAGE, context, status=422 if form.errors else 200)


@require_POST
def decide(request: HttpRequest, code: str, version_id: int) -> HttpResponse:
    """Approve, or reject with a reason, as the button pressed says."""
    actor, at = actor_of(request), timezone.now()
    try:
        if "approve" in request.POST:
            actions.approve(version_id=version_id, actor=actor, at=at)
            messages.success(request, _("The version is in force from its day on."))
        else:
            reason = request.POST.get("reason", "")
            actions.reject(version_id=version_id, reason=reason, actor=actor, at=at)
            messages.success(request, _("The proposal was rejected."))
    except actions.REFUSALS as error:
        messages.error(request, say(error))
    return HttpResponseRedirect(reverse("kit:parameter", args=[code]))
