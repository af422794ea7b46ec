"""Devices sign in with their key: `Authorization: Bearer jyd_…`."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from jieyue.access.devices import queries


class DeviceKey(HttpBearer):
    """The request's actor becomes the device. A wrong or ended key is no sign-in."""

    def __call__(self, request: HttpRequest) -> Any | None:
        scheme, _blank, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        return self.authenticate(request, token) if scheme.lower() == "bearer" else None

    def authenticate(self, request: HttpRequest, token: str) -> Any | None:
        found = queries.bearer_of_key(token, at=timezone.now())
        if found is None:
            return None
        request.actor, request.device_id = found.actor, found.device_id  # type: ignore[attr-defined]
        request.rules_number = found.rules_number  # type: ignore[attr-defined]
        return found.actor
