"""Whoever may do everything on one site finds nothing of another, at any address of a row."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from jieyue.access import models as tables
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Scope
from jieyue.kit.sites.models import Site
from jieyue.people.factories import make_account, make_person, make_site, make_unit

pytestmark = pytest.mark.django_db
NAMED = {
    "block_id": tables.Block,
    "credential_id": tables.Credential,
    "decision_id": tables.Decision,
    "deletion_id": tables.FaceDeletion,
    "device_id": tables.Device,
    "follows_id": tables.HealthOrder,
    "gate_id": tables.Gate,
    "guest_id": tables.Guest,
    "isolation_id": tables.Isolation,
    "muster_id": tables.Muster,
    "order_id": tables.HealthOrder,
    "passage_id": tables.EmergencyPassage,
    "plan_id": tables.OpeningPlan,
    "point_id": tables.AssemblyPoint,
    "profile_id": tables.AccessProfile,
    "request_id": tables.PlateRequest,
    "space_id": tables.Space,
    "stop_id": tables.VisitStop,
    "use_id": tables.FaceUse,
    "zone_id": tables.Zone,
}
NUMBERED = {"permits": tables.WorkPermit, "visitors": tables.Visit}
PLAIN: list[tuple[Any, Any]] = [
    (models.DateTimeField, timezone.now),
    (models.DateField, date.today),
    (models.BooleanField, bool),
    (models.JSONField, dict),
    (models.CharField, lambda: "x1"),
    (models.TextField, lambda: "x1"),
    (models.Field, lambda: 1),
]


def row_of(model: type[models.Model], *, site: Site) -> Any:
    """Some row of this table on the site, with nothing in it but what must be."""
    wanted: dict[str, Any] = {}
    for field in model._meta.local_concrete_fields:
        if field.primary_key or field.has_default() or field.null:
            continue
        if field.name == "site":
            wanted["site"] = site
        elif field.remote_field is not None:
            wanted[field.name] = known_of(field.related_model, site=site)
        elif field.choices:
            wanted[field.name] = next(iter(field.choices))[0]
        else:
            wanted[field.name] = next(make for kind, make in PLAIN if isinstance(field, kind))()
    return model._default_manager.create(**wanted)


def known_of(model: Any, *, site: Site) -> Any:
    found = model._default_manager.filter(site=site).first()
    return found or row_of(model, site=site)


def addresses(site: Site) -> Iterator[str]:
    top = next(each for each in get_resolver().url_patterns if str(each.pattern) == "access/")
    assert isinstance(top, URLResolver)
    for address in _below(top, "/access/"):
        name = re.search(r"<(?:int|str):(\w+)>", address)
        if name is None:
            continue
        if name.group(1) == "number":
            value = known_of(NUMBERED[address.split("/")[2]], site=site).number
        else:
            value = known_of(NAMED[name.group(1)], site=site).pk
        yield re.sub("<str:name>", "end", address.replace(name.group(0), str(value), 1))


def _below(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _below(pattern, address)
        elif isinstance(pattern, URLPattern):
            yield address


def test_nothing_of_another_site_is_found_or_changed(sign_in: Any) -> None:
    theirs = make_site()
    make_person(unit=make_unit(site=theirs))
    asked = list(addresses(theirs))
    assert len(asked) > 40
    grants = {str(each): Scope.COMPLEX for each in AccessPermission}
    own = make_site()
    person = make_person(unit=make_unit(site=own))
    client = sign_in(make_account(site=own, person=person, grants=grants))
    found = {}
    for address in asked:
        said = client.get(address).status_code, client.post(address).status_code
        if not set(said) <= {404, 405}:
            found[address] = said
    assert found == {}
