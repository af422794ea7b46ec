"""What becomes of lots that failed or are held; each form goes back to the sample's page."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jieyue.canteen.residue_tests import decisions, due, pages, photos, queries
from jieyue.canteen.residue_tests.forms import DisposalForm, LaboratoryForm, ReadingForm
from jieyue.canteen.residue_tests.messages import EXPECTED
from jieyue.canteen.residue_tests.models import Disposal, ResidueTest
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.problems import say


@login_required
@require_POST
def dispose(request: HttpRequest, number: str) -> HttpResponse:
    """Return or destroy the lot, before a second person."""
    actor, at = actor_of(request), timezone.now()
    view = _view(actor, number)
    form = DisposalForm(request.POST, request.FILES, witnesses=pages.witnesses(actor, at=at))

    def do() -> None:
        values = form.cleaned_data
        decisions.dispose(
            number=number,
            disposal=Disposal(values["disposal"]),
            reason=values["reason"],
            witness_person_id=int(values["witness"]) if values["witness"] else None,
            photo_id=photos.keep(values["photo"], actor=actor, at=at),
            actor=actor,
            at=at,
        )

    if form.is_valid() and _done(form, do):
        messages.success(request, _("Recorded. Nothing of the lot is left in the store."))
        return redirect("canteen:residue_test", number=number)
    context = pages.test_context(actor, view, at=at) | {"disposal": form, "form": ReadingForm()}
    return render_page(request, "canteen/residue_tests/test.html", context, status=422)


@login_required
@require_POST
def laboratory(request: HttpRequest, number: str) -> HttpResponse:
    """Let a laboratory's report decide."""
    actor, at = actor_of(request), timezone.now()
    view = _view(actor, number)
    form = LaboratoryForm(request.POST)

    def do() -> None:
        decisions.take_laboratory_report(number=number, actor=actor, at=at, **form.cleaned_data)

    if form.is_valid() and _done(form, do):
        messages.success(request, _("The laboratory's report is recorded."))
        return redirect("canteen:residue_test", number=number)
    context = pages.test_context(actor, view, at=at) | {"laboratory": form, "form": ReadingForm()}
    return render_page(request, "canteen/residue_tests/test.html", context, status=422)


@login_required
@require_POST
def waive(request: HttpRequest, lot_id: int) -> HttpResponse:
    """Let a lot be used without a sample, with a reason."""
    actor = actor_of(request)
    try:
        due.waive(
            lot_id=lot_id,
            reason=request.POST.get("reason", ""),
            actor=actor,
            at=timezone.now(),
        )
    except EXPECTED as error:
        messages.error(request, say(error))
    else:
        messages.success(request, _("The lot may be used; the reason is recorded."))
    return redirect("canteen:residue_tests")


def _done(form: DisposalForm | LaboratoryForm, do: Callable[[], None]) -> bool:
    try:
        do()
    except EXPECTED as error:
        form.add_error(None, say(error))
        return False
    return True


def _view(actor: Actor, number: str) -> queries.TestView:
    try:
        return queries.view(actor, number=number)
    except ResidueTest.DoesNotExist:
        raise Http404 from None
