"""Collectors sign in with their key: `Authorization: Bearer jyc_…`."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from jieyue.energy.intake import collectors


class CollectorKey(HttpBearer):
    """The request's actor becomes the collector. A wrong or ended key is no sign-in."""

    def authenticate(self, request: HttpRequest, token: str) -> Any | None:
        found = collectors.actor_of_key(token, at=timezone.now())
        if found is None:
            return None
        request.actor, request.collector_id = found  # type: ignore[attr-defined]
        return found[0]
