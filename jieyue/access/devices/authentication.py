"""Devices sign in with their key: `Authorization: Bearer jyd_…`."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from jieyue.access.devices import queries

MOST_OF_ONE = 1024 * 1024  # bytes of a question with all that its maker adds
MOST_OF_MANY = 5 * MOST_OF_ONE  # of 5,000 rows; a row with a QR pass has less than 1 KB


class DeviceKey(HttpBearer):
    """The request's actor becomes the device. A wrong or ended key is no sign-in.

    A body of more than `most` bytes is refused before it is read: raises RequestDataTooBig.
    """

    def __init__(self, *, most: int = MOST_OF_ONE) -> None:
        super().__init__()
        self.most = most

    def __call__(self, request: HttpRequest) -> Any | None:
        scheme, _blank, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        return self.authenticate(request, token) if scheme.lower() == "bearer" else None

    def authenticate(self, request: HttpRequest, token: str) -> Any | None:
        found = queries.bearer_of_key(token, at=timezone.now())
        if found is None:
            return None
        check_length(request, most=self.most)
        request.actor, request.device_id = found.actor, found.device_id  # type: ignore[attr-defined]
        request.rules_number = found.rules_number  # type: ignore[attr-defined]
        return found.actor


def check_length(request: HttpRequest, *, most: int) -> None:
    """By what the sender announces; nothing more is ever read. Raises RequestDataTooBig."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if announced.isdecimal() and int(announced) > most:
        raise RequestDataTooBig(announced)
