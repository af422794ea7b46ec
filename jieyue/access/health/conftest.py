"""A site with a door, its people and a leader who may order."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jieyue.access.decisions import snapshots
from jieyue.access.factories import make_credential, make_gate, make_profile, make_zone
from jieyue.access.health import actions
from jieyue.access.health.models import HealthOrder
from jieyue.kit.periods import SHANGHAI
from jieyue.people.factories import make_actor, make_person, make_site, make_unit, role_grants

AT = datetime(2026, 11, 23, 8, 0, tzinfo=SHANGHAI)
ALL = ["declarations", "temperature", "contractors", "dining", "meetings", "tracing"]


def document() -> SimpleUploadedFile:
    return SimpleUploadedFile("basis.pdf", b"%PDF-1.4 order", content_type="application/pdf")


@dataclass
class Under:
    """What an order's tests need at hand."""

    site: Any
    unit: Any
    person: Any
    leader: Any
    guard: Any
    officer: Any
    staff: Any
    zone: Any
    gate: Any
    profile: Any

    def order(self, *switches: str, at: datetime = AT, **changes: Any) -> HealthOrder:
        slot = actions.Slot(unit_id=self.unit.id, starts=time(11, 30), ends=time(12))
        values = {
            "disease": "Fever X",
            "basis": "Notice 7",
            "reason": "A cluster next door",
            "until": at + timedelta(days=5),
            "switches": list(switches or ALL),
            "meeting_limit": 20,
            "slots": (slot,),
            **changes,
        }
        ordered = actions.Ordered(**values)
        return actions.order(ordered=ordered, basis_file=document(), actor=self.leader, at=at)

    def credential(self, holder: str, key: str, subject: str) -> Any:
        return make_credential(
            profile=self.profile, holder=holder, holder_key=key, subject=subject, label=key
        )


@pytest.fixture
def under(db: None, settings: Any, tmp_path: Any) -> Under:  # noqa: ARG001
    settings.MEDIA_ROOT = tmp_path
    snapshots.forget()
    site = make_site()
    unit = make_unit(site=site)
    person = make_person(unit=unit)
    zone = make_zone(site=site)

    def someone(role: str) -> Any:
        return make_actor(site=site, person=make_person(unit=unit), grants=role_grants(role))

    return Under(
        site=site,
        unit=unit,
        person=person,
        leader=someone("leader"),
        guard=someone("guard"),
        officer=someone("security_officer"),
        staff=make_actor(site=site, person=person, grants=role_grants("employee")),
        zone=zone,
        gate=make_gate(site=site, inner=zone),
        profile=make_profile(site=site, zones=[zone]),
    )
