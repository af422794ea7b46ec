"""The page that takes a sheet in: template, upload, dry run, the marked sheet back, import.

    def take_in(request):
        return import_page(
            request, SPEC, apply=lambda row: actions.put(**row.values, actor=actor, at=at),
            refusals=(UnknownUnit,), done_url=reverse("canteen:dishes"),
        )

The dry run does everything the import does, and takes it back; so it also finds what only an
action can know. Each row is a transaction of its own: good rows stand, bad ones are named. Where
one by one is too slow, `apply_all` writes the good rows of the whole sheet in one transaction. A
sheet is imported once; importing it again must change nothing, which `apply` sees to by its key.
"""

import io
import secrets
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jieyue.kit import excel, sheet_files
from jieyue.kit.pages import render_page
from jieyue.kit.sheet_template import marked, template
from jieyue.kit.sheets import Problem, SheetRead, SheetRefused, SheetRow, SheetSpec, read

PAGE = "kit/sheets/import.html"
KEPT_S = 24 * 3600
PROBLEMS_SHOWN = 50

Apply = Callable[[SheetRow], Any]
ApplyAll = Callable[[Sequence[SheetRow]], Sequence[Any]]
Say = Callable[[Exception], str]


@dataclass(frozen=True)
class Outcome:
    """What applying the good rows came to. `counts` is by what `apply` returned."""

    counts: Counter[str]
    problems: tuple[Problem, ...]

    @property
    def done(self) -> int:
        return self.counts.total()


Work = Callable[[Sequence[SheetRow]], Outcome]


def import_page(
    request: HttpRequest,
    spec: SheetSpec,
    *,
    apply: Apply | None = None,
    apply_all: ApplyAll | None = None,
    done_url: str,
    refusals: Sequence[type[Exception]] = (),
    say: Say = str,
    title: "str | Promise" = "",
) -> HttpResponse:
    """The whole flow at one address.

    apply: writes one row by an action; what it returns ("added", "changed", "unchanged") is
        counted. An exception of `refusals` is a problem of that row, in the words of `say`.
    apply_all: in place of `apply`, writes all rows and says of each, in their order, what `apply`
        would return, or the exception that it would raise.
    """
    shown = {"spec": spec, "title": title or _("Import: %(title)s") % {"title": spec.title}}
    if request.method != "POST":
        if "template" in request.GET:
            return _download(template(spec), _("%(title)s template") % {"title": spec.title})
        return render_page(request, PAGE, shown)
    errors = (*refusals, ValidationError)

    def work(rows: Sequence[SheetRow]) -> Outcome:
        if apply_all is not None:
            return apply_together(rows, apply_all, errors, say)
        return apply_rows(rows, apply, errors, say) if apply else Outcome(Counter(), ())

    step = request.POST.get("step", "")
    try:
        if step == "check":
            content, name = _uploaded(request)
            sheet, outcome = _try(spec, content, work)
            token = _keep(request, spec, content, name)
            return render_page(request, PAGE, shown | _found(sheet, outcome, token, name))
        content, name = _kept(request, spec)
        if step == "marked":
            sheet, outcome = _try(spec, content, work)
            problems = _all_problems(sheet, outcome)
            return _download(marked(content, problems, spec), _("%(name)s errors") % {"name": name})
        return _import(request, spec, content, work, done_url)
    except SheetRefused as refusal:
        return render_page(request, PAGE, shown | {"refusal": str(refusal)}, status=422)


def _try(spec: SheetSpec, content: bytes, work: Work) -> tuple[SheetRead, Outcome]:
    """Read and apply everything, then take it all back."""
    sheet = read(spec, io.BytesIO(content))
    with transaction.atomic():
        outcome = work(sheet.rows)
        transaction.set_rollback(True)
    return sheet, outcome


def apply_rows(rows: Sequence[SheetRow], apply: Apply, errors: Any, say: Say) -> Outcome:
    """Apply each row in a transaction of its own; a refused row leaves no trace."""
    counts: Counter[str] = Counter()
    problems = []
    for row in rows:
        try:
            with transaction.atomic():
                result = apply(row)
        except errors as error:
            problems.append(Problem(row.line, _words(error, say)))
        else:
            counts[result if isinstance(result, str) else "done"] += 1
    return Outcome(counts, tuple(problems))


def apply_together(rows: Sequence[SheetRow], apply_all: ApplyAll, errors: Any, say: Say) -> Outcome:
    """Apply all rows in one transaction. A refusal of the whole is every row's problem."""
    try:
        with transaction.atomic():
            results = apply_all(rows) if rows else ()
    except errors as error:
        results = [error] * len(rows)
    counts: Counter[str] = Counter()
    problems = []
    for row, result in zip(rows, results, strict=True):
        if isinstance(result, Exception):
            problems.append(Problem(row.line, _words(result, say)))
        else:
            counts[result if isinstance(result, str) else "done"] += 1
    return Outcome(counts, tuple(problems))


def _words(error: Exception, say: Say) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else say(error)


def _import(
    request: HttpRequest,
    spec: SheetSpec,
    content: bytes,
    work: Work,
    done_url: str,
) -> HttpResponse:
    sheet = read(spec, io.BytesIO(content))
    outcome = work(sheet.rows)
    left = len({problem.line for problem in _all_problems(sheet, outcome)})
    text = ngettext("%(count)s row imported.", "%(count)s rows imported.", outcome.done)
    messages.success(request, text % {"count": outcome.done})
    if left:
        text = ngettext("%(count)s row left out.", "%(count)s rows left out.", left)
        messages.warning(request, text % {"count": left})
    _forget(request, spec)
    return HttpResponseRedirect(done_url)


def _all_problems(sheet: SheetRead, outcome: Outcome) -> list[Problem]:
    return sorted((*sheet.problems, *outcome.problems), key=lambda problem: problem.line)


def _found(sheet: SheetRead, outcome: Outcome, token: str, name: str) -> dict[str, Any]:
    """What the page says after the dry run."""
    problems = _all_problems(sheet, outcome)
    words = {"added": _("new"), "changed": _("changed"), "unchanged": _("unchanged")}
    return {
        "token": token,
        "file_name": name,
        "lines": sheet.lines,
        "good": outcome.done,
        "bad": len({problem.line for problem in problems}),
        "counts": [(words[key], count) for key, count in outcome.counts.items() if key in words],
        "problems": problems[:PROBLEMS_SHOWN],
        "more_problems": max(0, len(problems) - PROBLEMS_SHOWN),
        "unknown": sheet.unknown,
    }


def _uploaded(request: HttpRequest) -> tuple[bytes, str]:
    file = request.FILES.get("file")
    if file is None:
        raise SheetRefused(_("Choose a file first."))
    return sheet_files.content_of(file), Path(file.name or "").stem[:80]


def _folder() -> Path:
    folder: Path = settings.DATA / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _keep(request: HttpRequest, spec: SheetSpec, content: bytes, name: str) -> str:
    """Keep the checked file for a day, known only to this session."""
    _forget(request, spec)
    folder = _folder()
    stale = time.time() - KEPT_S
    for path in folder.iterdir():
        if path.stat().st_mtime < stale:
            path.unlink(missing_ok=True)
    token = secrets.token_hex(16)
    (folder / token).write_bytes(content)
    request.session[f"sheet.{spec.name}"] = {"token": token, "name": name}
    return token


def _kept(request: HttpRequest, spec: SheetSpec) -> tuple[bytes, str]:
    """The file this session checked last, if it is the one the page showed."""
    kept = request.session.get(f"sheet.{spec.name}")
    if not kept or kept["token"] != request.POST.get("token"):
        raise SheetRefused(_("This sheet was imported already, or another was chosen since."))
    try:
        return (_folder() / kept["token"]).read_bytes(), kept["name"]
    except FileNotFoundError:
        raise SheetRefused(_("The sheet is no longer here. Choose it once more.")) from None


def _forget(request: HttpRequest, spec: SheetSpec) -> None:
    kept = request.session.pop(f"sheet.{spec.name}", None)
    if kept:
        (_folder() / kept["token"]).unlink(missing_ok=True)


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=excel.CONTENT_TYPE)
    disposition = content_disposition_header(True, f"{name}.xlsx")
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response
