from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.estate.buildings import actions, queries, rules
from jieyue.estate.buildings.forms import BuildingForm, SiteForm
from jieyue.estate.buildings.models import Building
from jieyue.estate.permissions import EstatePermission
from jieyue.kit.pages import actor_of, render_page
from jieyue.people.steps import named, status_of, submit

PAGE = "estate/buildings/complex.html"
FORM = "people/form_page.html"


def index(request: HttpRequest) -> HttpResponse:
    return _page(request)


def rename(request: HttpRequest) -> HttpResponse:
    actor, form = actor_of(request), SiteForm(request.POST or None)
    reply = submit(
        request,
        form,
        lambda: actions.rename_site(**form.cleaned_data, actor=actor, at=timezone.now()),
        refusals=rules.Refusal,
        done_url=reverse("estate:complex"),
        said=_("The complex has been renamed."),
    )
    return reply or _page(request, site_form=form)


def building(request: HttpRequest, building_id: int | None = None) -> HttpResponse:
    """Add a building, or change one; the code says which."""
    actor = actor_of(request)
    actor.require(EstatePermission.ROOMS_EDIT)
    initial = {}
    if building_id is not None:
        found = get_object_or_404(Building.objects.visible_to(actor), id=building_id)
        initial = {name: getattr(found, name) for name in BuildingForm.base_fields}
    form = BuildingForm(request.POST or None, initial=initial)
    if building_id is not None:
        form.fields["code"].disabled = True
    reply = submit(
        request,
        form,
        lambda: actions.save(form.values, actor=actor, at=timezone.now()),
        refusals=rules.Refusal,
        done_url=reverse("estate:complex"),
        said=_("The building has been saved."),
    )
    shown = {
        "title": initial.get("name") or _("Add a building"),
        "form": form,
        "back_url": reverse("estate:complex"),
    }
    return reply or render_page(request, FORM, shown, status=status_of(form))


def _page(request: HttpRequest, **shown: Form) -> HttpResponse:
    actor = actor_of(request)
    actor.require(EstatePermission.ROOMS_READ)
    name = queries.site_name(actor)
    forms: dict[str, Form] = {"site_form": SiteForm(initial={"name": name})} | shown
    context = {
        "site": name,
        "rows": queries.rows(actor),
        "may_edit": actor.may(EstatePermission.ROOMS_EDIT),
        "may_rename": actor.may(EstatePermission.SITES_EDIT),
        **named(**forms),
    }
    return render_page(request, PAGE, context, status=status_of(*forms.values()))
