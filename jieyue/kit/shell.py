"""What every page shows around its content: navigation, site, language, person, notices."""

from typing import Any

from django.http import HttpRequest


def context(request: HttpRequest) -> dict[str, Any]:
    return {"actor": getattr(request, "actor", None)}
