"""Paging that stays right while rows are added: the next page begins after the last row seen."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from ninja import Schema

from jieyue.kit import problems

T = TypeVar("T")

LARGEST_PAGE = 500


class BadCursor(Exception):
    """The cursor was not made by this list."""

    def __init__(self, cursor: str) -> None:
        super().__init__(cursor)
        self.cursor = cursor[:40]


class Page(Schema, Generic[T]):
    """One page of a list. `next` goes into `?cursor=`; it is null on the last page."""

    items: list[T]
    next: str | None = None


def cut(
    rows: "models.QuerySet[Any]", *, by: Sequence[str], cursor: str | None, size: int
) -> tuple[list[Any], str | None]:
    """At most `size` rows after `cursor`, and the cursor of the next page.

    `by` names the columns of the order, `-` before a falling one, and ends with a unique one;
    the rows carry them as attributes. Raises BadCursor.
    """
    size = max(1, min(size, LARGEST_PAGE))
    if cursor:
        rows = rows.filter(_after(rows.model, by, _read(cursor, by)))
    found = list(rows.order_by(*by)[: size + 1])
    if len(found) <= size:
        return found, None
    last = found[size - 1]
    return found[:size], _write([getattr(last, column.lstrip("-")) for column in by])


def _after(model: type[models.Model], by: Sequence[str], values: Sequence[Any]) -> Q:
    """(a, b) after (x, y): a past x, or a equal to x and b past y."""
    after = Q()
    equal = Q()
    for column, value in zip(by, values, strict=True):
        name = column.lstrip("-")
        value = _typed(model, name, value)
        past = "lt" if column.startswith("-") else "gt"
        after |= equal & Q(**{f"{name}__{past}": value})
        equal &= Q(**{name: value})
    return after


def _typed(model: type[models.Model], name: str, value: Any) -> Any:
    try:
        return model._meta.get_field(name).to_python(value)  # type: ignore[union-attr]
    except (ValidationError, ValueError, TypeError) as error:
        raise BadCursor(str(value)) from error


def _write(values: Sequence[Any]) -> str:
    plain = [v.isoformat() if isinstance(v, datetime) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain, default=str).encode()).decode().rstrip("=")


def _read(cursor: str, by: Sequence[str]) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise BadCursor(cursor) from error
    if not isinstance(values, list) or len(values) != len(by):
        raise BadCursor(cursor)
    return values


problems.connect(
    {
        BadCursor: problems.Words(
            422, _("The cursor “%(cursor)s” is not of this list. Start without one.")
        )
    }
)
