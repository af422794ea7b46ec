"""Meetings and training that move demand."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from jieyue.canteen.gatherings import actions, queries
from jieyue.canteen.gatherings.models import Gathering, GatheringKind
from jieyue.canteen.messages import say
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.reading import require_reading
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.people.units.models import Unit

DAYS_AHEAD = 60


class GatheringForm(forms.Form):
    """A meeting or training of one day."""

    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=GatheringKind.choices)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    attendees = forms.IntegerField(label=gettext_lazy("Attendees"), min_value=1, max_value=20000)
    over_noon = forms.BooleanField(label=gettext_lazy("Runs over noon"), required=False)
    is_away = forms.BooleanField(
        label=gettext_lazy("Away from the complex"),
        required=False,
        help_text=gettext_lazy("Its people do not eat here that day."),
    )

    def __init__(self, *args: object, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        units = Unit.objects.visible_to(actor).filter(is_active=True)
        choices: list[tuple[object, object]] = []
        if actor.may(CanteenPermission.GATHERINGS_EDIT):
            choices = [("", gettext_lazy("the whole complex"))]
        else:
            units = units.filter(id=actor.unit_id)
        self.fields["unit"].choices = [*choices, *units.values_list("id", "name")]  # type: ignore[attr-defined]

    def event(self) -> actions.Event:
        """The gathering as typed. The form is valid."""
        values = dict(self.cleaned_data)
        unit = values.pop("unit")
        return actions.Event(unit_id=int(unit) if unit else None, **values)


@login_required
@require_http_methods(["GET", "POST"])
def gatherings(request: HttpRequest) -> HttpResponse:
    """What stands for the next two months, and a form for more."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.GATHERINGS_READ)
    form = GatheringForm(request.POST if request.method == "POST" else None, actor=actor)
    if form.is_bound and form.is_valid():
        try:
            actions.note(event=form.event(), actor=actor, at=timezone.now())
        except actions.NobodyAttends as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("Noted. The next forecast counts it in."))
            return redirect("canteen:gatherings")
    today = timezone.localdate()
    rows = queries.gatherings(actor, first=today, last=today + timedelta(days=DAYS_AHEAD))
    context = {
        "form": form,
        "rows": [(row, GatheringKind(row.kind).label) for row in rows],
        "may_edit": actor.scope_of(CanteenPermission.GATHERINGS_EDIT) is not None,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, "canteen/gatherings/gatherings.html", context, status=status)


@login_required
@require_POST
def cancel(request: HttpRequest, gathering_id: int) -> HttpResponse:
    """It does not take place."""
    try:
        actions.cancel(gathering_id=gathering_id, actor=actor_of(request), at=timezone.now())
    except Gathering.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("Cancelled. The next forecast leaves it out."))
    return redirect("canteen:gatherings")
