"""A terminal, a camera and the officer who sets them up; simulators speak without a socket."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from jieyue.access.credentials.models import AccessProfile
from jieyue.access.devices.models import Device
from jieyue.access.factories import (
    make_credential,
    make_device,
    make_gate,
    make_profile,
    make_zone,
)
from jieyue.access.gates.models import Zone
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Actor
from jieyue.kit.sites.models import Site
from jieyue.people.factories import make_actor, make_person, make_site, make_unit

ISAPI = "/api/v1/access/isapi/FT-01"


class InProcess(httpx.BaseTransport):
    """httpx to Django's test client, so that simulators speak without a socket."""

    def __init__(self) -> None:
        self.is_cut = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_cut:
            raise httpx.ConnectError("cut", request=request)
        headers = {
            name: value
            for name, value in request.headers.items()
            if name not in ("content-type", "content-length", "host")
        }
        answer = Client().generic(
            request.method,
            request.url.raw_path.decode(),
            request.read(),
            content_type=request.headers.get("content-type", ""),
            headers=headers,
        )
        return httpx.Response(
            answer.status_code, content=answer.content, headers=dict(answer.headers.items())
        )


@pytest.fixture
def at() -> datetime:
    """Live events need the present: the doors read the clock."""
    return timezone.now().astimezone(UTC).replace(microsecond=0)


@pytest.fixture
def site(settings: Any, tmp_path: Path) -> Site:
    settings.MEDIA_ROOT = tmp_path
    return make_site()


@pytest.fixture
def zone(site: Site) -> Zone:
    return make_zone(site=site, code="A")


@pytest.fixture
def lane_zone(site: Site) -> Zone:
    return make_zone(site=site, code="P", kind="parking")


@pytest.fixture
def profile(site: Site, zone: Zone, lane_zone: Zone) -> AccessProfile:
    made: AccessProfile = make_profile(site=site, zones=[zone, lane_zone])
    return made


@pytest.fixture
def terminal(site: Site, zone: Zone, profile: AccessProfile) -> Device:
    device = make_device(
        site=site, serial="FT-01", key="k-1", kind="face", gate=make_gate(inner=zone)
    )
    person = make_person(unit=make_unit(site=site), staff_no="10023")
    make_credential(profile=profile, kind="face", subject="10023", person=person)
    make_credential(profile=profile, kind="card", subject="0012345678", person=person)
    return device


@pytest.fixture
def camera(site: Site, lane_zone: Zone, profile: AccessProfile) -> Device:
    gate = make_gate(inner=lane_zone, traffic="vehicles")
    device = make_device(
        site=site, serial="CAM-01", key="k-2", kind="plate", direction="in", gate=gate
    )
    make_credential(
        profile=profile, kind="plate", subject="川T12345", colour="blue",
        holder="vehicle", holder_key="vehicle:川T12345",
    )  # fmt: skip
    return device


@pytest.fixture
def officer(site: Site) -> Actor:
    rights = (AccessPermission.DEVICES_EDIT, AccessPermission.DEVICES_READ)
    return make_actor(site=site, grants=dict.fromkeys(rights, "complex"))
