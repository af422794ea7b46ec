"""Which built-in role may open which page of the gates, by the right that the page is for."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from jieyue.access.permissions import AccessPermission as May
from jieyue.people.factories import make_account, make_person, make_site, make_unit, role_grants
from jieyue.people.roles.built_in import BUILT_IN

NEEDS: dict[str, tuple[May, ...]] = {
    "assembly_points": (May.GATES_READ,),
    "assembly_point_new": (May.GATES_EDIT,),
    "block_new": (May.BLOCKS_EDIT,),
    "blocks": (May.BLOCKS_READ,),
    "by_hand": (May.CONSOLE_READ,),
    "console": (May.CONSOLE_READ,),
    "credential_new": (May.CREDENTIALS_EDIT,),
    "credentials": (May.CREDENTIALS_READ,),
    "credentials_import": (May.CREDENTIALS_EDIT,),
    "decisions": (May.DECISIONS_READ,),
    "deliveries": (May.DEVICES_READ,),
    "devices": (May.DEVICES_READ,),
    "emergencies": (May.CONSOLE_READ,),
    "face_reader": (May.FACES_EDIT,),
    "face_text": (May.FACES_EDIT,),
    "face_use_new": (May.FACES_EDIT,),
    "faces": (May.FACES_READ,),
    "fire": (May.GATES_READ,),
    "gate_new": (May.GATES_EDIT,),
    "gate_rooms": (May.DEVICES_READ,),
    "gates": (May.GATES_READ,),
    "health_declare": (May.HEALTH_DECLARE,),
    "health_desk": (May.HEALTH_RECORD,),
    "health_order_new": (May.HEALTH_ORDER,),
    "health_orders": (May.HEALTH_READ,),
    "health_trace": (May.HEALTH_TRACE,),
    "muster_units": (May.GATES_EDIT,),
    "musters": (May.MUSTER_READ,),
    "musters_now": (May.MUSTER_READ,),
    "my_code": (May.CREDENTIALS_READ,),
    "my_credentials": (May.CREDENTIALS_READ,),
    "my_face": (May.CREDENTIALS_READ,),
    "my_pass": (May.CREDENTIALS_READ,),
    "my_plate_new": (May.CREDENTIALS_READ,),
    "new_device": (May.DEVICES_EDIT,),
    "opening_plan_new": (May.GATES_EDIT,),
    "opening_plans": (May.GATES_READ,),
    "parking": (May.PARKING_READ,),
    "parking_cars": (May.PARKING_READ,),
    "parking_hours": (May.PARKING_READ,),
    "parking_import": (May.PARKING_EDIT,),
    "parking_space_new": (May.PARKING_EDIT,),
    "parking_spaces": (May.PARKING_READ,),
    "parking_watch": (May.PARKING_READ,),
    "permit_new": (May.PERMITS_EDIT,),
    "permits": (May.PERMITS_READ,),
    "plate_requests": (May.CREDENTIALS_EDIT,),
    "presence": (May.PRESENCE_READ,),
    "presence_buildings": (May.PRESENCE_READ,),
    "presence_heat": (May.PRESENCE_READ,),
    "presence_hours": (May.PRESENCE_READ,),
    "presence_lookup": (May.PRESENCE_LOOKUP,),
    "profile_new": (May.CREDENTIALS_EDIT,),
    "read_plate": (May.CONSOLE_READ,),
    "statistics": (May.STATISTICS_READ,),
    "visit_new": (May.VISITORS_INVITE,),
    "visit_register": (May.VISITORS_READ,),
    "visitors": (May.VISITORS_READ,),
    "walk_in": (May.VISITORS_RECEIVE,),
    "zone_new": (May.GATES_EDIT,),
    "zones": (May.GATES_READ,),
}
FOR_EVERYBODY = {"health_slot"}  # one's own unit's, or nothing
# By a right for the whole complex, or by one of several.
OTHERWISE = {
    "presence_lookups": {"leader", "office_administrator", "security_officer"},
    "profiles": {"office_administrator", "security_officer"},
    "reception": {"guard", "office_administrator", "receptionist", "security_officer"},
    "visit_stops": {"guard", "office_administrator", "receptionist", "security_officer"},
}


def pages() -> dict[str, str]:
    """Every page below /access/ that names no row: its name and its address."""
    top = next(each for each in get_resolver().url_patterns if str(each.pattern) == "access/")
    assert isinstance(top, URLResolver)
    return dict(_below(top, "/access/"))


def _below(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _below(pattern, address)
        elif isinstance(pattern, URLPattern) and "<" not in address:
            yield pattern.name or "", address


def different() -> list[str]:
    """One role of each set of rights over the gates; many roles hold what everybody holds."""
    seen = {}
    for role in BUILT_IN:
        grants = role_grants(role.code)
        rights = frozenset((code, grants[code]) for code in grants if code.startswith("access."))
        seen.setdefault(rights, role.code)
    return list(seen.values())


def test_everybody_else_holds_what_employees_hold() -> None:
    named = {*different()} - {"system_administrator"}
    assert len(named) < len(BUILT_IN) / 2
    assert {"security_officer", "guard", "receptionist", "leader"} <= named


@pytest.mark.parametrize("code", different())
def test_a_role_opens_the_pages_its_rights_are_for(code: str, sign_in: Any, db: None) -> None:
    site = make_site()
    person = make_person(unit=make_unit(site=site))
    grants = role_grants(code)
    client = sign_in(make_account(site=site, person=person, grants=grants))
    wrong = {}
    for name, address in pages().items():
        status = client.get(address).status_code
        if status == 405 or name in FOR_EVERYBODY:  # a button's address is tried by its topic
            continue
        if name in OTHERWISE:
            is_open = code in OTHERWISE[name]
        else:
            is_open = any(right in grants for right in NEEDS[name])
        # A page that there is nothing for yet is 404 for whoever may see it.
        if (status != 403) is not is_open:
            wrong[name] = status
    assert wrong == {}
