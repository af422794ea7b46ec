"""Sending a stored file to whoever may read it."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_GET

from jieyue.kit.files.models import StoredFile
from jieyue.kit.files.purposes import KIND_RULES, FileKind, purpose_of
from jieyue.kit.files.storing import location
from jieyue.kit.pages import actor_of


@require_GET
def download(request: HttpRequest, file_id: int) -> FileResponse:
    """As a download, never shown in the page: an upload must not run in our name."""
    actor = actor_of(request)
    stored = StoredFile.objects.filter(site_id=actor.site_id, id=file_id).first()
    purpose = purpose_of(stored.purpose) if stored else None
    if stored is None or purpose is None or not purpose.may_read(actor, stored):
        raise Http404(str(file_id))
    response = FileResponse(
        location(stored).open("rb"),
        as_attachment=True,
        filename=stored.name,
        content_type=KIND_RULES[FileKind(stored.kind)].content_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
