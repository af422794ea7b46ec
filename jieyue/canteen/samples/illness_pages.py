"""Illness reports: open one, note that the authority was told, close it."""

from collections.abc import Callable
from datetime import datetime

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from jieyue.canteen.diners.queries import CanteenRow, canteens
from jieyue.canteen.kitchen.places import attempt
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.reading import require_reading
from jieyue.canteen.samples import illness, queries
from jieyue.canteen.samples.messages import EXPECTED
from jieyue.canteen.samples.models import IllnessReport
from jieyue.kit import problems
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page

MOST_PERSONS = 20_000


class IllnessForm(forms.Form):
    """Who fell ill, and the meals that may be the cause."""

    canteen = forms.ChoiceField(label=gettext_lazy("Canteen"))
    persons = forms.IntegerField(
        label=gettext_lazy("Persons ill"), min_value=1, max_value=MOST_PERSONS
    )
    symptoms = forms.CharField(label=gettext_lazy("Symptoms"), max_length=200)
    first_on = forms.DateField(
        label=gettext_lazy("Meals from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last_on = forms.DateField(
        label=gettext_lazy("Meals to"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: object, places: list[CanteenRow], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["canteen"].choices = [(row.id, row.name) for row in places]  # type: ignore[attr-defined]

    def illness(self) -> illness.Illness:
        """As typed. The form is valid."""
        values = dict(self.cleaned_data)
        values.pop("canteen")
        return illness.Illness(**values)


@login_required
@require_http_methods(["GET", "POST"])
def reports(request: HttpRequest) -> HttpResponse:
    """Every report, open ones first, and a form for a new one."""
    actor, now = actor_of(request), timezone.now()
    require_reading(actor, CanteenPermission.SAMPLES_READ)
    places = canteens(actor)
    form = IllnessForm(
        request.POST if request.method == "POST" else None,
        places=places,
        initial={"first_on": timezone.localdate(now), "last_on": timezone.localdate(now)},
    )
    if form.is_bound and form.is_valid() and _opened(form, actor, now):
        return redirect("canteen:illness_reports")
    rows = [row for place in places for row in queries.reports(actor, canteen_id=place.id)]
    context = {
        "form": form,
        "rows": sorted(rows, key=lambda row: row.closed_at is not None),
        "now": now,
        "may_report": actor.may(CanteenPermission.SAMPLES_REPORT),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "canteen/samples/illness.html", context, status=status)


@login_required
@require_POST
def told(request: HttpRequest, number: str) -> HttpResponse:
    """The authority knows, as of now or of the time given."""
    actor, at = actor_of(request), timezone.now()
    told_at = _moment(request.POST.get("told_at", "")) or at
    return _step(
        request,
        lambda: illness.authority_told(number=number, told_at=told_at, actor=actor, at=at),
        done=_("It is noted that the authority was told."),
    )


@login_required
@require_POST
def close(request: HttpRequest, number: str) -> HttpResponse:
    """What came out; the samples may go when their time is over."""
    actor, at = actor_of(request), timezone.now()
    return _step(
        request,
        lambda: illness.close(
            number=number,
            outcome=request.POST.get("outcome", ""),
            is_false_alarm="is_false_alarm" in request.POST,
            actor=actor,
            at=at,
        ),
        done=_("Report %(number)s is closed.") % {"number": number},
    )


def _opened(form: IllnessForm, actor: Actor, at: datetime) -> bool:
    try:
        illness.report(
            canteen_id=int(form.cleaned_data["canteen"]),
            illness=form.illness(),
            reported_at=at,
            actor=actor,
            at=at,
        )
    except EXPECTED as error:
        form.add_error(None, problems.say(error))
        return False
    return True


def _step(request: HttpRequest, call: Callable[[], object], *, done: str) -> HttpResponse:
    try:
        attempt(request, call, expected=EXPECTED, done=done)
    except IllnessReport.DoesNotExist:
        raise Http404 from None
    return redirect("canteen:illness_reports")


def _moment(text: str) -> datetime | None:
    """A local day and time as a browser sends it; None when it is none."""
    try:
        return timezone.make_aware(datetime.fromisoformat(text))
    except ValueError:
        return None
