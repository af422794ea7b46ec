"""A write sent twice with the same Idempotency-Key is done once and answered twice.

    @router.post("/orders", response=answers(OrderOut, 409, status=201))
    @idempotent
    def order(request, body: OrderIn): …

The first answer is kept in the transaction of the write itself, so neither exists without the
other. A failure keeps nothing: the same key may be tried again.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja.responses import NinjaJSONEncoder, Status

from jieyue.kit import problems

LONGEST_KEY = 80
KEPT = timedelta(days=2)


class KeyTooLong(Exception):
    """An Idempotency-Key of more than `limit` characters."""

    limit = LONGEST_KEY


class KeyReused(Exception):
    """The key came before with another address or body."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def idempotent(view: Callable[..., Any]) -> Callable[..., Any]:
    """Keep the answer of an API write under the key its sender chose."""

    @wraps(view)
    def once(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return view(request, *args, **kwargs)
        if len(key) > LONGEST_KEY:
            raise KeyTooLong
        return _keep(request, key, lambda: view(request, *args, **kwargs))

    return once


def forget_old(*, site_id: int | None, at: datetime) -> None:
    """Each night, for all sites at once: delete answers that no sender will ask for again."""
    from jieyue.kit.idempotency.models import KeptReply

    kept = KeptReply.objects.filter(at__lt=at - KEPT)
    (kept if site_id is None else kept.filter(site_id=site_id)).delete()


@transaction.atomic
def _keep(request: HttpRequest, key: str, run: Callable[[], Any]) -> Any:
    from jieyue.kit.idempotency.models import KeptReply

    actor = request.actor  # type: ignore[attr-defined]
    sender = f"{actor.kind}:{actor.account_id or actor.name}"
    owner = {"site_id": actor.site_id, "sender": sender, "key": key}
    fingerprint = _fingerprint(request)
    try:
        with transaction.atomic():
            row = KeptReply.objects.create(**owner, fingerprint=fingerprint, at=timezone.now())
    except IntegrityError:
        kept = KeptReply.objects.get(**owner)
        if kept.fingerprint != fingerprint:
            raise KeyReused(key) from None
        return _again(kept.status, kept.body)
    row.status, row.body = _plain(run())
    row.save(update_fields=["status", "body"])
    return _again(row.status, row.body)


def _fingerprint(request: HttpRequest) -> str:
    parts = (request.method or "", request.get_full_path(), request.body.decode("latin-1"))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _plain(answer: Any) -> tuple[int, str]:
    """Status and JSON of what a view returned: a thing, a pair with its status, or a Status."""
    if isinstance(answer, Status):
        answer = (answer.status_code, answer.value)
    status, thing = answer if isinstance(answer, tuple) else (200, answer)
    return status, json.dumps(thing, cls=NinjaJSONEncoder, ensure_ascii=False)


def _again(status: int, body: str) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="application/json; charset=utf-8")


problems.connect(
    {
        KeyReused: problems.Words(
            422, _("The Idempotency-Key “%(key)s” was used before with other content.")
        ),
        KeyTooLong: problems.Words(422, _("An Idempotency-Key has at most 80 characters.")),
    }
)

__all__ = ["KeyReused", "KeyTooLong", "forget_old", "idempotent"]
