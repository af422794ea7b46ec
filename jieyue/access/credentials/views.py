"""Credentials at the security officer's desk: the list, one of them, a new one, a sheet of them."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jieyue.access.credentials import actions, choices, numbers, queries, refusals
from jieyue.access.credentials.forms import ChangeForm, CredentialForm, ReasonForm
from jieyue.access.credentials.messages import EXPECTED, say
from jieyue.access.credentials.models import Credential, Holder, Kind
from jieyue.access.credentials.sheet import SHEET, take_in
from jieyue.access.credentials.tables import CredentialFilter, CredentialTable
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.sheet_pages import import_page
from jieyue.kit.tables import Action, Empty, table_page
from jieyue.people.persons.models import Person
from jieyue.people.steps import named, press, status_of, submit

PAGE = "access/credentials/credential.html"
FORM = "people/form_page.html"


def credentials(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    rows = queries.rows(actor)
    new = reverse("access:credential_new")
    may_edit = actor.may(AccessPermission.CREDENTIALS_EDIT)
    buttons = [
        Action(_("Import"), reverse("access:credentials_import"), "upload"),
        Action(_("Issue a card or plate"), new, "plus", "primary"),
    ]
    return table_page(
        request,
        CredentialTable,
        rows,
        title=_("Credentials"),
        filterset=CredentialFilter,
        actions=buttons if may_edit else [],
        empty=Empty(
            _("No credentials yet"),
            _("Set up an access profile first, then issue cards and plates, or import a sheet."),
            new if may_edit else "",
            _("Issue a card or plate"),
            "id",
        ),
    )


def credential_new(request: HttpRequest) -> HttpResponse:
    """A card or plate of a person or of an official vehicle."""
    actor = actor_of(request)
    actor.require(AccessPermission.CREDENTIALS_EDIT)
    initial = {"valid_from": timezone.localtime()}
    form = CredentialForm(request.POST or None, profiles=choices.profiles(actor), initial=initial)
    reply = submit(
        request,
        form,
        lambda: form.asking(lambda: _issue(form.cleaned_data, actor)),
        refusals=EXPECTED,
        done_url=reverse("access:credentials"),
        said=_("Issued. The gates know it from now on."),
    )
    shown = {
        "title": _("Issue a card or plate"),
        "form": form,
        "submit": _("Issue a card or plate"),
        "back_url": reverse("access:credentials"),
    }
    return reply or render_page(request, FORM, shown, status=status_of(form))


def credential(request: HttpRequest, credential_id: int) -> HttpResponse:
    """One credential: what it opens, and its steps."""
    actor = actor_of(request)
    found = _visible(actor, credential_id)
    form = _change_form(request, found, actor)
    done_url = reverse("access:credential", args=[found.id])
    reply = submit(
        request,
        form,
        lambda: actions.change(
            credential_id=found.id, **form.cleaned_data, actor=actor, at=timezone.now()
        ),
        refusals=EXPECTED,
        done_url=done_url,
        said=_("Saved. The gates know it from now on."),
    )
    return reply or _page(request, found, form=form)


@require_POST
def step(request: HttpRequest, credential_id: int, name: str) -> HttpResponse:
    """Lost, found, unblock; and block and end, which want a reason."""
    actor = actor_of(request)
    found = _visible(actor, credential_id)
    done_url = reverse("access:credential", args=[found.id])
    given = {"credential_id": found.id, "actor": actor, "at": timezone.now()}
    plain: dict[str, tuple[Callable[..., None], str]] = {
        "found": (actions.found, _("Found; it is as it was before.")),
        "lost": (actions.report_lost, _("Reported lost. No gate opens for it any more.")),
        "unblock": (actions.unblock, _("Good again.")),
    }
    if name in plain:
        act, said = plain[name]
        return press(request, lambda: act(**given), refusals=EXPECTED, done_url=done_url, said=said)
    with_reason: dict[str, tuple[Callable[..., None], str]] = {
        "block": (actions.block, _("Blocked.")),
        "end": (actions.end, _("Ended.")),
    }
    if name not in with_reason:
        raise Http404
    act, said = with_reason[name]
    form = ReasonForm(request.POST)
    reply = submit(
        request,
        form,
        lambda: act(**given, reason=form.cleaned_data["reason"]),
        refusals=EXPECTED,
        done_url=done_url,
        said=said,
    )
    return reply or _page(request, found, **{f"{name}_form": form})


def credentials_import(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(AccessPermission.CREDENTIALS_EDIT)
    return import_page(
        request,
        SHEET,
        apply=lambda row: take_in(row, actor=actor, at=timezone.now()),
        done_url=reverse("access:credentials"),
        refusals=EXPECTED,
        say=say,
    )


def _issue(values: dict[str, Any], actor: Actor) -> None:
    """Raises CredentialsRefused."""
    shown = actions.subject_of(
        kind=values["kind"],
        subject=values["number"],
        colour=values["colour"],
        is_sure=values["is_sure"],
    )
    is_person = values["holder"] == Holder.PERSON
    person = _person(values["staff_no"], actor) if is_person else None
    if person is None and values["kind"] != Kind.PLATE:
        raise refusals.VehicleWithoutPlate
    actions.issue(
        kind=shown.kind,
        subject=shown.number,
        colour=shown.colour,
        holder=values["holder"],
        holder_key=f"person:{person.id}" if person else numbers.vehicle_key(shown.number),
        label=person.name if person else values["label"] or shown.number,
        person_id=person.id if person else None,
        profile_id=values["profile_id"],
        valid_from=values["valid_from"],
        valid_until=values["valid_until"],
        actor=actor,
        at=timezone.now(),
    )


def _person(staff_no: str, actor: Actor) -> Person:
    """Raises NoSuchPerson."""
    person: Person | None
    person = Person.objects.filter(site_id=actor.site_id, staff_no=staff_no.strip()).first()
    if person is None:
        raise refusals.NoSuchPerson(staff_no=staff_no)
    return person


def _visible(actor: Actor, credential_id: int) -> Credential:
    rows = Credential.objects.visible_to(actor).select_related("profile")
    found: Credential = get_object_or_404(rows, id=credential_id)
    return found


def _change_form(request: HttpRequest | None, found: Credential, actor: Actor) -> ChangeForm:
    names = ("profile_id", "zones_only", "valid_from", "valid_until")
    return ChangeForm(
        (request.POST or None) if request else None,
        initial={name: getattr(found, name) for name in names},
        profiles=choices.profiles(actor),
        zones=choices.zone_codes(found.profile),
    )


def _page(request: HttpRequest, found: Credential, **shown: Any) -> HttpResponse:
    actor = actor_of(request)
    forms = {
        "form": _change_form(None, found, actor),
        "block_form": ReasonForm(),
        "end_form": ReasonForm(),
    } | shown
    context = {
        "row": queries.view(actor, credential_id=found.id),
        "may_edit": actor.may(AccessPermission.CREDENTIALS_EDIT),
        "is_own": found.person_id is not None and found.person_id == actor.person_id,
    }
    return render_page(request, PAGE, context | named(**forms), status=status_of(*forms.values()))
