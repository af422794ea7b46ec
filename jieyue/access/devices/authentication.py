"""Devices sign in with their key: `Authorization: Bearer jyd_…`."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from jieyue.access.devices import queries


class DeviceKey(HttpBearer):
    """The request's actor becomes the device. A wrong or ended key is no sign-in."""

    def authenticate(self, request: HttpRequest, token: str) -> Any | None:
        found = queries.actor_of_key(token, at=timezone.now())
        if found is None:
            return None
        request.actor, request.device_id = found  # type: ignore[attr-defined]
        return found[0]
