"""How a failure is told: problem details (RFC 9457), worded from one table a domain.

A domain's `messages.py` calls `connect({OverQuota: Words(409, _("At most %(limit)s."))})`; the
placeholders are attributes of the exception, whose name is the stable `code` a program reads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Schema

from jieyue.kit.actor import NotAllowed


@dataclass(frozen=True)
class Words:
    """The HTTP status of an expected failure, and its sentence with %(attribute)s in it."""

    status: int
    text: "str | Promise"

    def say(self, error: Exception) -> str:
        """The sentence in the language of the request."""
        return str(self.text) % vars(error) if "%(" in str(self.text) else str(self.text)


class FieldProblem(Schema):
    """One field that is wrong: where it is, a stable code, and a sentence."""

    field: str
    code: str
    detail: str


class Problem(Schema):
    """Problem details as RFC 9457 has them, with `code` and the fields that are wrong."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldProblem] = []


TITLES: dict[int, Promise] = {
    400: gettext_lazy("Cannot be read"),
    401: gettext_lazy("Not signed in"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("Method not offered"),
    409: gettext_lazy("Conflict"),
    413: gettext_lazy("Too large"),
    422: gettext_lazy("Not valid"),
    500: gettext_lazy("Our mistake"),
}

_words: dict[type[Exception], Words] = {
    NotAllowed: Words(
        403,
        gettext_lazy(
            "This needs the right “%(permission)s”. A security administrator can grant it."
        ),
    )
}


def connect(words: Mapping[type[Exception], Words]) -> None:
    """Learn how a domain words the failures its actions expect."""
    _words.update(words)


def words_for(error: Exception) -> Words | None:
    """The words for an expected failure, by its nearest class; None for an unexpected one."""
    return next((_words[kind] for kind in type(error).__mro__ if kind in _words), None)


def say(error: Exception) -> str:
    """The sentence of an expected failure. Raises the error itself when it has no words."""
    words = words_for(error)
    if words is None:
        raise error
    return words.say(error)


def respond(
    status: int, code: str, detail: str, errors: Sequence[FieldProblem] = ()
) -> HttpResponse:
    """A problem as a response."""
    title = str(TITLES.get(status, _("Not possible")))
    problem = Problem(title=title, status=status, code=code, detail=detail, errors=list(errors))
    return JsonResponse(
        problem.model_dump(), status=status, content_type="application/problem+json"
    )


def answers(ok: Any, *statuses: int, status: int = 200) -> dict[int, Any]:
    """Every answer of one API operation: `ok`, the problems all share, and the named ones."""
    return {status: ok} | dict.fromkeys([401, 403, 422, *statuses], Problem)
