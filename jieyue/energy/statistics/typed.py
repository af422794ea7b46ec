"""Reading figures that people type, exactly or not at all. Pure."""

import re
from decimal import Decimal

from jieyue.energy.statistics.forms import Line
from jieyue.energy.statistics.refusals import BadFigure, NotWhole

PLAIN = re.compile(r"\d{1,14}(\.\d{1,6})?")
GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d{1,6})?")
FULL_WIDTH = str.maketrans("０１２３４５６７８９．，", "0123456789.,")


def figure(text: str, line: Line) -> Decimal | None:
    """The number; None for nothing typed. Commas only between groups of three digits, so that
    a decimal comma is refused and not read as thousands. Raises BadFigure, NotWhole."""
    plain = text.strip().translate(FULL_WIDTH).replace(" ", "")
    if not plain:
        return None
    if GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if not PLAIN.fullmatch(plain):
        raise BadFigure(line.caption, typed=text)
    value = Decimal(plain)
    if line.kind == "whole" and value != value.to_integral_value():
        raise NotWhole(line.caption, typed=text)
    return value
