"""The method of allocation in words, its versions, taking one in and publishing it."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.energy.allocation import actions, seeding, wording
from jieyue.energy.allocation.forms import MethodForm
from jieyue.energy.allocation.messages import EXPECTED
from jieyue.energy.allocation.models import AllocationMethod
from jieyue.energy.allocation.rules.method import parse
from jieyue.energy.allocation.run_pages import reading
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit import formats
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.people.steps import press, status_of, submit


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The version in force; the newest where none is yet."""
    actor = reading(request)
    assert actor.site_id is not None
    method = actions.in_force(site_id=actor.site_id, on=timezone.localdate())
    method = method or AllocationMethod.objects.visible_to(actor).first()
    if method is None:
        context = {"may_edit": actor.may(EnergyPermission.ALLOCATION_EDIT)}
        return render_page(request, "energy/allocation/no_method.html", context)
    return redirect("energy:allocation_method", method_id=method.id)


@require_GET
def method(request: HttpRequest, method_id: int) -> HttpResponse:
    """One version in words, and the history."""
    actor = reading(request)
    found = _method(actor, method_id)
    content = parse(found.content)
    current = actions.in_force(site_id=found.site_id, on=timezone.localdate())
    is_own = actor.person_id is not None and actor.person_id == found.made_by_person_id
    may_edit = actor.may(EnergyPermission.ALLOCATION_EDIT)
    context = {
        "method": _row(found, current),
        "title": wording.method_title(content),
        "source": content.source,
        "rules": [
            {
                "title": wording.rule_title(rule),
                "fits": wording.fits(rule),
                "by": wording.divided_by(rule),
                "shares": wording.fixed_shares(rule),
            }
            for rule in content.rules
        ],
        "versions": [_row(each, current) for each in _versions(actor)],
        "may_publish": may_edit and found.published_at is None and not is_own,
        "may_edit": may_edit,
    }
    return render_page(request, "energy/allocation/method.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take a version in; it begins as the one in force."""
    actor = actor_of(request)
    actor.require(EnergyPermission.ALLOCATION_EDIT)
    assert actor.site_id is not None
    today = timezone.localdate()
    current = actions.in_force(site_id=actor.site_id, on=today)
    content = current.content if current else json.loads(seeding.SAMPLE.read_text("utf-8"))
    initial = {
        "effective_from": today.replace(day=1),
        "content": json.dumps(content, ensure_ascii=False, indent=2),
    }
    form = MethodForm(request.POST or None, initial=initial)
    made: list[AllocationMethod] = []
    reply = submit(
        request,
        form,
        lambda: made.append(
            actions.propose_method(
                form.cleaned_data["content"],
                effective_from=form.cleaned_data["effective_from"],
                actor=actor,
                at=timezone.now(),
            )
        ),
        refusals=EXPECTED,
        done_url=lambda: reverse("energy:allocation_method", args=[made[0].id]),
        said=_("The version is kept. It counts once another person publishes it."),
    )
    context = {
        "title": _("New version of the method"),
        "form": form,
        "back_url": reverse("energy:allocation_methods"),
    }
    return reply or render_page(
        request, "energy/allocation/form.html", context, status=status_of(form)
    )


@require_POST
def publish(request: HttpRequest, method_id: int) -> HttpResponse:
    actor = actor_of(request)
    _method(actor, method_id)
    return press(
        request,
        lambda: actions.publish_method(method_id=method_id, actor=actor, at=timezone.now()),
        refusals=EXPECTED,
        done_url=reverse("energy:allocation_method", args=[method_id]),
        said=_("The method is published."),
    )


def _method(actor: Actor, method_id: int) -> AllocationMethod:
    found: AllocationMethod | None = _versions(actor).filter(id=method_id).first()
    if found is None:
        raise Http404
    return found


def _versions(actor: Actor) -> Any:
    return AllocationMethod.objects.visible_to(actor)


def _row(method: AllocationMethod, current: AllocationMethod | None) -> dict[str, Any]:
    if method.published_at is None:
        state, colour = _("not published"), "yellow"
    elif current is not None and current.id == method.id:
        state, colour = _("in force"), "green"
    elif method.effective_from > timezone.localdate():
        state, colour = _("to come"), "blue"
    else:
        state, colour = _("past"), "secondary"
    return {
        "id": method.id,
        "version": method.version,
        "effective_from": method.effective_from,
        "made_by": formats.who(method.made_by),
        "made_at": method.made_at,
        "published_by": formats.who(method.published_by),
        "published_at": method.published_at,
        "state": state,
        "colour": colour,
    }
