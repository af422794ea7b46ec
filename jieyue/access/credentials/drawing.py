"""A pass as a square code, in SVG."""

import re

import qrcode
from django.utils.safestring import SafeString, mark_safe
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.svg import SvgPathImage
from qrcode.main import QRCode

_SIZE = re.compile(r'width="[^"]*" height="[^"]*"')


def square(token: str) -> SafeString:
    """As wide as what holds it; its dots stay sharp on every screen."""
    code: QRCode[SvgPathImage] = QRCode(
        error_correction=ERROR_CORRECT_M, image_factory=SvgPathImage, box_size=10, border=4
    )
    code.add_data(qrcode.util.QRData(token, mode=qrcode.util.MODE_ALPHA_NUM))
    drawn = code.make_image().to_string(encoding="unicode")
    return mark_safe(_SIZE.sub('width="100%"', drawn, count=1))  # noqa: S308 - drawn by us
