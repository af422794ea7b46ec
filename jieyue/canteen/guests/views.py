"""客餐: guests booked for meals."""

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

from jieyue.canteen.diners import queries as diners
from jieyue.canteen.diners.actions import NotServed
from jieyue.canteen.diners.models import Meal
from jieyue.canteen.guests import actions, queries
from jieyue.canteen.guests.models import GuestBooking
from jieyue.canteen.guests.rules import ReceptionWarning
from jieyue.canteen.messages import say
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.reading import require_reading
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.people.units.models import Unit

DAYS_AHEAD = 60
WARNINGS = {
    ReceptionWarning.NO_LETTER: gettext_lazy("no official letter"),
    ReceptionWarning.TOO_MANY_COMPANIONS: gettext_lazy("more companions than the rules allow"),
}


class BookingForm(forms.Form):
    """Guests of a unit at one meal."""

    canteen = forms.ChoiceField(label=gettext_lazy("Canteen"))
    unit = forms.ChoiceField(label=gettext_lazy("Inviting unit"))
    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    meal = forms.ChoiceField(label=gettext_lazy("Meal"), choices=Meal.choices, initial=Meal.LUNCH)
    guests = forms.IntegerField(label=gettext_lazy("Guests"), min_value=1, max_value=2000)
    companions = forms.IntegerField(
        label=gettext_lazy("Companions"), min_value=0, max_value=500, initial=0
    )
    purpose = forms.CharField(label=gettext_lazy("Purpose"), max_length=200)
    letter_number = forms.CharField(
        label=gettext_lazy("Letter number"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Number of the official letter the reception rests on."),
    )

    def __init__(self, *args: object, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        units = Unit.objects.visible_to(actor).filter(is_active=True)
        if not actor.may(CanteenPermission.GUESTS_BOOK):
            units = units.filter(id=actor.unit_id)
        self.fields["canteen"].choices = [  # type: ignore[attr-defined]
            (row.id, row.name) for row in diners.canteens(actor)
        ]
        self.fields["unit"].choices = list(units.values_list("id", "name"))  # type: ignore[attr-defined]
        self.fields["unit"].initial = actor.unit_id

    def party(self) -> actions.Party:
        """The booking as typed. The form is valid."""
        values = dict(self.cleaned_data)
        return actions.Party(
            canteen_id=int(values.pop("canteen")), unit_id=int(values.pop("unit")), **values
        )


@login_required
@require_http_methods(["GET", "POST"])
def bookings(request: HttpRequest) -> HttpResponse:
    """Guests of the next two months, and a form for more."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.GUESTS_READ)
    form = BookingForm(request.POST if request.method == "POST" else None, actor=actor)
    if form.is_bound and form.is_valid():
        try:
            warnings = actions.book(party=form.party(), actor=actor, at=timezone.now())
        except (NotServed, actions.DayPast, actions.NoGuests) as error:
            form.add_error(None, say(error))
        else:
            _tell(request, warnings)
            return redirect("canteen:guests")
    today = timezone.localdate()
    rows = queries.bookings(actor, first=today, last=today + timedelta(days=DAYS_AHEAD))
    shown = [(row, Meal(row.meal).label, [WARNINGS[w] for w in row.warnings]) for row in rows]
    may_book = actor.scope_of(CanteenPermission.GUESTS_BOOK) is not None
    context = {"form": form, "rows": shown, "may_book": may_book}
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, "canteen/guests/bookings.html", context, status=status)


def _tell(request: HttpRequest, warnings: list[ReceptionWarning]) -> None:
    if warnings:
        said = ", ".join(str(WARNINGS[warning]) for warning in warnings)
        messages.warning(request, _("Guests are booked. Please check: %(said)s.") % {"said": said})
    else:
        messages.success(request, _("Guests are booked."))


@login_required
@require_POST
def cancel(request: HttpRequest, booking_id: int) -> HttpResponse:
    """The guests do not come."""
    try:
        actions.cancel(booking_id=booking_id, actor=actor_of(request), at=timezone.now())
    except GuestBooking.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The booking is cancelled."))
    return redirect("canteen:guests")
