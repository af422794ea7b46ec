"""Every request carries its actor: who asks, on which site, with which rights."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from jieyue.kit.actor import Actor, widest
from jieyue.people.roles.models import Assignment


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = self._actor(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def _actor(self, request: HttpRequest) -> Actor | None:
        if not request.user.is_authenticated:
            return None
        account = request.user
        rows = Assignment.objects.filter(account_id=account.pk, until=None)
        pairs = rows.values_list("site_id", "role__grants__permission", "role__grants__scope")
        by_site: dict[int, list[tuple[str, str]]] = {}
        for site_id, permission, scope in pairs:
            by_site.setdefault(site_id, []).append((permission, scope))
        site_id = request.session.get("site_id") or min(by_site, default=None)
        person = account.person  # type: ignore[union-attr]
        return Actor(
            kind="person",
            name=person.name if person else account.get_username(),
            site_id=site_id,
            account_id=account.pk,
            person_id=person.id if person else None,
            unit_id=person.unit_id if person else None,
            grants=widest(p for p in by_site.get(site_id or 0, []) if p[0]),
        )
