"""Passes as square codes, in SVG."""

from functools import partial

import qrcode
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathImage

from jieyue.access.credentials import qr, signing
from jieyue.access.visitors import passes
from jieyue.access.visitors.models import Guest
from jieyue.kit.periods import Period


def code(text: str) -> SafeString:
    """One text as a code; empty for an empty one."""
    if not text:
        return SafeString("")
    image = qrcode.make(text, image_factory=SvgPathImage, box_size=10, border=2)
    drawn: str = image.to_string(encoding="unicode")
    return mark_safe(drawn)  # noqa: S308 - drawn by us


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
