"""Passes as square codes, in SVG."""

from functools import partial
from typing import Any

import qrcode
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathImage

from jieyue.access.credentials import qr, signing
from jieyue.access.visitors import passes
from jieyue.access.visitors.models import Guest
from jieyue.kit.periods import Period
from jieyue.kit.sites.models import Site


def code(text: str) -> SafeString:
    """One text as a code; empty for an empty one."""
    if not text:
        return SafeString("")
    image = qrcode.make(text, image_factory=SvgPathImage, box_size=10, border=2)
    drawn: str = image.to_string(encoding="unicode")
    return mark_safe(drawn)  # noqa: S308 - drawn by us


def way_to_ask(request: HttpRequest, *, site_id: int | None) -> dict[str, Any]:
    """Where visitors ask for a visit themselves: the address, and its code once it is drawn."""
    found = Site.objects.filter(id=site_id, is_active=True).values_list("code", flat=True).first()
    address = request.build_absolute_uri(reverse("visit:ask", args=[found])) if found else ""
    return {"ask_address": address, "ask_code": partial(code, address)}


def printed_code(guest: Guest, window: Period) -> SafeString:
    """A code for paper, good in the visit's window; empty for a guest without a pass."""
    subject = passes.qr_subject(guest)
    if not subject:
        return SafeString("")
    sign = partial(signing.sign_until, site_id=guest.site_id, until=window.end)
    token = qr.new_printed_token(
        subject=subject,
        from_ms=int(window.start.timestamp() * 1000),
        until_ms=int(window.end.timestamp() * 1000),
        sign=sign,
    )
    return code(token)
