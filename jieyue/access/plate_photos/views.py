"""The guard's page: take a photo, read its plate. It opens nothing."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from jieyue.access.permissions import AccessPermission
from jieyue.access.plate_photos.queries import read_photo
from jieyue.access.plates import engines, pictures
from jieyue.access.plates.pictures import BadPicture, VisionMissing
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.problems import say

PAGE = "access/plate_photos/read.html"
PART = "access/plate_photos/_reading.html"
UNREADABLE = 422


@require_http_methods(["GET", "POST"])
def read_plate(request: HttpRequest) -> HttpResponse:
    """A photo's plate, with how clearly each character was seen, and known plates near it."""
    actor = actor_of(request)
    actor.require(AccessPermission.CONSOLE_READ)
    context: dict[str, object] = {
        "is_installed": engines.is_installed(),
        "largest_mb": pictures.MOST_BYTES // (1024 * 1024),
    }
    if request.method == "GET":
        return render_page(request, PAGE, context, part=PART)
    upload = request.FILES.get("photo")
    try:
        if upload is not None and (upload.size or 0) > pictures.MOST_BYTES:
            raise BadPicture("too_large")
        context["reading"] = read_photo(actor, upload.read() if upload else b"")
    except (BadPicture, VisionMissing) as refused:
        context["refusal"] = say(refused)
        return render_page(request, PAGE, context, part=PART, status=UNREADABLE)
    return render_page(request, PAGE, context, part=PART)
