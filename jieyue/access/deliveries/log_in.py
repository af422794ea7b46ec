"""Devices log in with their key by whichever way their maker knows.

Bearer, HTTP Basic or Digest with the serial number as user, the key in the address for those that
can send no header, and the signature of a webhook. Whoever fails is answered alike, and written
down where the device that was named is known.
"""

import base64
import binascii
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security.base import AuthBase

from jieyue.access.deliveries import digest
from jieyue.access.deliveries.models import Knock, LogInKey
from jieyue.access.deliveries.refusals import DeliveryTooLarge, LogInNeeded, OtherDevice
from jieyue.access.devices import queries
from jieyue.access.devices.models import Device
from jieyue.kit import problems
from jieyue.kit.actor import Actor
from jieyue.kit.api import api

logger = logging.getLogger(__name__)

LARGEST_MB = 10
LONGEST_HEADER = 4_000
SIGNATURE = "X-Jieyue-Signature"
Found = tuple[Actor, int]
Check = Callable[[HttpRequest, list[str], datetime], bool]


class DeviceLogIn(AuthBase):
    """The request's actor becomes the device named in the address, or that logs in."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, *, check_signature: Check | None = None) -> None:
        super().__init__()
        self.check_signature = check_signature

    def __call__(self, request: HttpRequest) -> Any:
        at = timezone.now()
        named = _named(request)
        serial, key = named.get("serial", ""), named.get("key", "")
        found = self._found(request, serial, key, at)
        if found is None:
            if key or "Authorization" in request.headers or SIGNATURE in request.headers:
                _knock(serial, at=at)  # without any of these it asks how to log in
            raise LogInNeeded(
                digest.challenge(at_s=int(at.timestamp()), secret=settings.SECRET_KEY)
            )
        actor, device_id = found
        if serial and serial != actor.name:
            raise OtherDevice(serial)
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_MB * 1024 * 1024:
            raise DeliveryTooLarge(limit_mb=LARGEST_MB)
        request.actor, request.device_id = actor, device_id  # type: ignore[attr-defined]
        return actor

    def _found(self, request: HttpRequest, serial: str, key: str, at: datetime) -> Found | None:
        if self.check_signature is not None and serial and SIGNATURE in request.headers:
            request.is_signed = True  # type: ignore[attr-defined]
            return _by_keys(serial, at, lambda keys: self._is_signed(request, keys, at))
        header = request.headers.get("Authorization", "")[:LONGEST_HEADER]
        scheme, _space, rest = header.partition(" ")
        scheme = scheme.lower()
        if key or scheme == "bearer":
            return queries.actor_of_key(key or rest.strip(), at=at)
        if scheme == "basic":
            user, password = _basic(rest)
            found = queries.actor_of_key(password, at=at) if password else None
            return found if found and user in ("", found[0].name) else None
        if scheme == "digest":
            return _by_digest(request, digest.read(header), at)
        return None

    def _is_signed(self, request: HttpRequest, keys: list[str], at: datetime) -> bool:
        return self.check_signature is not None and self.check_signature(request, keys, at)


def _named(request: HttpRequest) -> dict[str, str]:
    """The serial number and key in the address, where they are."""
    match = request.resolver_match
    return {name: str(value) for name, value in (match.kwargs if match else {}).items()}


def _basic(text: str) -> tuple[str, str]:
    try:
        user, _colon, password = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return user, password


def _by_digest(request: HttpRequest, fields: dict[str, str], at: datetime) -> Found | None:
    """The uri that was signed must be the one asked for."""
    if fields.get("uri", "").partition("?")[0] != request.path:
        return None
    return _by_keys(
        fields.get("username", ""),
        at,
        lambda keys: digest.is_good(
            fields,
            method=request.method or "",
            keys=keys,
            at_s=int(at.timestamp()),
            secret=settings.SECRET_KEY,
        ),
    )


def _by_keys(serial: str, at: datetime, fits: Callable[[list[str]], bool]) -> Found | None:
    """The device of that serial number one of whose living keys fits; sites may share serials."""
    for device in Device.objects.filter(serial=serial[:40], is_active=True):
        hashes = {device.key_hash}
        if device.old_key_until and device.old_key_until > at:
            hashes.add(device.old_key_hash)
        rows = LogInKey.objects.filter(device=device, key_hash__in=hashes)
        for row in rows:
            key = row.opened()
            if fits([key]):
                return queries.actor_of_key(key, at=at)
    return None


def _knock(serial: str, *, at: datetime) -> None:
    """Write down a failed log-in for the device that was named, if there is one such."""
    named = list(Device.objects.filter(Q(serial=serial[:40])) if serial else [])
    if len(named) != 1:
        logger.warning("A device that is not known tried to deliver: %r", serial[:40])
        return
    device = named[0]
    reason = "key_wrong" if device.is_active else "device_off"
    row, is_new = Knock.objects.get_or_create(
        site_id=device.site_id,
        device=device,
        reason=reason,
        day=timezone.localdate(at),
        defaults={"times": 1, "last_at": at},
    )
    if not is_new:
        Knock.objects.filter(id=row.id).update(times=Knock.MORE, last_at=at)


@api.exception_handler(LogInNeeded)
def ask_to_log_in(request: HttpRequest, error: LogInNeeded) -> HttpResponse:  # noqa: ARG001
    detail = _("Log in as this device: with its key as Bearer, Basic or Digest, or a signature.")
    answer = problems.respond(401, "NotSignedIn", detail)
    answer["WWW-Authenticate"] = error.challenge
    return answer


def body_of(request: HttpRequest) -> bytes:
    """Raises DeliveryTooLarge."""
    try:
        body = request.body
    except RequestDataTooBig:
        raise DeliveryTooLarge(limit_mb=LARGEST_MB) from None
    if len(body) > LARGEST_MB * 1024 * 1024:
        raise DeliveryTooLarge(limit_mb=LARGEST_MB)
    return body
