"""A file of readings: choose it, see what would happen, take it in."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.energy.intake import importing, reasons, uploads
from jieyue.energy.intake.forms import ImportForm
from jieyue.energy.intake.importing import Choices, Imported
from jieyue.energy.intake.messages import EXPECTED
from jieyue.energy.intake.refusals import EmptyFile, SheetChanged
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit import problems
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page

PAGE = "energy/intake/import.html"
SHOWN = 50


def import_readings(request: HttpRequest) -> HttpResponse:
    """Checking changes nothing; what was checked is what is taken in."""
    actor = actor_of(request)
    actor.require(EnergyPermission.READINGS_IMPORT)
    step = request.POST.get("step", "")
    form = ImportForm(request.POST if step == "check" else None)
    if request.method != "POST":
        return render_page(request, PAGE, {"form": form})
    try:
        if step == "import":
            return _take_in(request, actor)
        if not form.is_valid():
            return render_page(request, PAGE, {"form": form}, status=422)
        found = _check(request, form.chosen(), actor)
    except EXPECTED as error:
        context = {"form": form, "refusal": problems.say(error)}
        return render_page(request, PAGE, context, status=422)
    return render_page(request, PAGE, {"form": form} | found)


def _check(request: HttpRequest, choices: Choices, actor: Actor) -> dict[str, Any]:
    upload = request.FILES.get("file")
    if upload is None or not upload.size:
        raise EmptyFile(reason="empty")
    content = upload.read(uploads.MOST_BYTES + 1)
    name = (upload.name or "")[:200]
    token = uploads.keep(content)
    imported = importing.import_file(
        content, name=name, choices=choices, actor=actor, at=timezone.now(), dry_run=True
    )
    request.session[uploads.SESSION] = {"token": token, "name": name, "choices": asdict(choices)}
    return _shown(imported, token, name)


def _shown(imported: Imported, token: str, name: str) -> dict[str, Any]:
    stored = imported.stored
    return {
        "token": token,
        "file_name": name,
        "imported": imported,
        "stored": stored,
        "good": stored.added + stored.unchanged + stored.conflicting,
        "reasons": reasons.counted(stored.reasons),
        "problems": [
            (problem, reasons.label(problem.reason)) for problem in imported.problems[:SHOWN]
        ],
        "more": max(0, stored.refused + stored.flagged - SHOWN),
    }


def _take_in(request: HttpRequest, actor: Actor) -> HttpResponse:
    kept = request.session.get(uploads.SESSION)
    if not kept or kept["token"] != request.POST.get("token"):
        raise SheetChanged
    choices = Choices(**kept["choices"])
    plain = {"token": kept["token"], "name": kept["name"]}
    done = uploads.take_in(plain, choices, actor=actor, at=timezone.now())
    del request.session[uploads.SESSION]
    if isinstance(done, int):
        return redirect("kit:task", done)
    named = {"new": done.stored.added, "unchanged": done.stored.unchanged}
    words = _("%(new)s new readings stored, %(unchanged)s were known before.") % named
    messages.success(request, words)
    return redirect("energy:batch", done.stored.batch_id)
