"""The complex itself: its site, units, people, buildings and log-ins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from jieyue.estate.buildings.models import Building, Floor
from jieyue.estate.occupancy.models import Occupancy
from jieyue.estate.rooms.models import Room
from jieyue.kit.actor import Actor
from jieyue.kit.parameters import actions as parameters
from jieyue.kit.parameters.actions import Proposal
from jieyue.kit.sites.models import Site
from jieyue.people.accounts.models import Account
from jieyue.people.parameters import OFFICER_TOTP
from jieyue.people.persons.models import Person
from jieyue.people.persons.take_in import PersonRow
from jieyue.people.persons.take_in import take_in as take_in_persons
from jieyue.people.roles import found
from jieyue.people.roles.found import FirstAccount
from jieyue.people.units import actions as units
from jieyue.people.units.actions import UnitFields
from jieyue.people.units.models import HeadCount, Unit
from simulator import estate
from simulator.population import Population

CODE, NAME = "yazhou", "雅州市行政中心（演示）"
PASSWORD = "Jieyue-Demo-26"  # printed at every start; the demo holds nothing real
HEAD_COUNTS = {
    "civil_servants": "established",
    "institution_staff": "established",
    "contract_staff": "contract",
}


@dataclass(frozen=True)
class Login:
    """A demo log-in: what it may do, in words, and whose it is."""

    username: str
    title: str
    roles: tuple[str, ...]
    unit_code: str = ""


LOGINS = (
    Login("manager", "食堂管理员：看预测、定计划、确认", ("canteen_manager", "employee"), "U01"),
    Login("kitchen", "厨房：看板与备餐单", ("kitchen", "employee"), "U33"),
    Login("buyer", "采购员：请购、下单、询价", ("buyer", "employee"), "U01"),
    Login("acceptor", "验收员：收货过秤（手机）", ("acceptor", "employee"), "U01"),
    Login("storekeeper", "库管员：出入库、盘点", ("storekeeper", "employee"), "U33"),
    Login("inspector", "检测员：农残检测、留样", ("food_inspector", "employee"), "U01"),
    Login("safety", "食品安全员：晨检、日管控", ("food_safety_officer", "employee"), "U33"),
    Login("till", "收银员：供餐窗口", ("till", "employee"), "U33"),
    Login("contractor", "食堂承包方：看考核、申诉", ("canteen_contractor", "employee"), "U33"),
    Login("energy", "能源管理员：监测、定额、事件", ("energy_manager", "employee"), "U01"),
    Login("statistician", "能源统计员：报表汇总", ("energy_statistician", "employee"), "U01"),
    Login("reader", "抄表员：手机抄表、查漏", ("meter_reader", "employee"), "U32"),
    Login("reporter", "单位能源员：填报、说明", ("unit_energy_officer", "employee"), "U07"),
    Login("leader", "领导：今日总览", ("leader", "employee"), "U01"),
    Login("clerk", "单位报餐员：报餐、停餐、客餐", ("unit_clerk", "employee"), "U07"),
    Login("employee", "职工：手机报餐", ("employee",), "U07"),
    Login("office", "综合管理员：单位、人员、房间、工作日历", ("office_administrator",), "U01"),
    Login("security", "保卫干部：门禁、访客、在场", ("security_officer", "employee"), "U01"),
    Login("guard", "门岗：放行台、来访登记（手机）", ("guard", "employee"), "U32"),
    Login("reception", "前台：来访接待", ("receptionist", "employee"), "U32"),
    Login("sysadmin", "系统管理员：建账号（三员）", ("system_administrator",)),
    Login("secadmin", "安全管理员：授权（三员）", ("security_administrator",)),
    Login("auditor", "安全审计员：查日志（三员）", ("auditor",)),
)


def open_site() -> Site:
    """The demo's site."""
    return Site.objects.create(code=CODE, name=NAME)


def load_units(*, actor: Actor, at: datetime) -> dict[str, int]:
    """The 33 units with their head-counts; ids by code."""
    simulated = estate.units()
    units.take_in([_fields(unit) for unit in simulated], actor=actor, at=at)
    ids = dict(Unit.objects.filter(site_id=actor.site_id).values_list("code", "id"))
    HeadCount.objects.bulk_create(
        HeadCount(
            site_id=actor.site_id,
            unit_id=ids[unit.code],
            kind=kind,
            since_on=unit.in_complex_since,
            persons=persons,
            recorded_at=at,
            recorded_by=actor.name,
        )
        for unit in simulated
        for kind, persons in _head_counts(unit).items()
    )
    return ids


def _fields(unit: estate.Unit) -> UnitFields:
    kind = "contractor" if unit.is_contractor else "organ"
    if not unit.civil_servants and not unit.is_contractor:
        kind = "institution"
    return UnitFields(
        code=unit.code,
        name=unit.name,
        short_name=unit.short_name,
        kind=kind,
        approved_posts=unit.civil_servants + unit.institution_staff,
        joined_on=unit.in_complex_since,
    )


def _head_counts(unit: estate.Unit) -> dict[str, int]:
    if unit.is_contractor:
        return {"canteen" if unit.archetype == "kitchen" else "property": unit.contractor_staff}
    counts: dict[str, int] = {}
    for name, kind in HEAD_COUNTS.items():
        counts[kind] = counts.get(kind, 0) + getattr(unit, name)
    return {kind: persons for kind, persons in counts.items() if persons}


def load_persons(people: Population, *, actor: Actor, at: datetime) -> dict[str, int]:
    """Everybody, posted since their unit moved in; ids by staff number."""
    since = {unit.code: unit.in_complex_since for unit in people.units}
    rows = [
        PersonRow(
            staff_no=person.staff_no,
            name=person.name,
            unit_code=person.unit_code,
            post=person.post,
            since_on=since[person.unit_code],
        )
        for person in people.persons
    ]
    take_in_persons(rows, actor=actor, at=at)
    return dict(Person.objects.filter(site_id=actor.site_id).values_list("staff_no", "id"))


def load_estate(unit_ids: dict[str, int], *, site_id: int, on: date) -> None:
    """Five buildings, their floors and rooms, and who has had which room."""
    standing = estate.estate()
    buildings = {
        b.code: Building(
            site_id=site_id,
            code=b.code,
            name=b.name,
            gross_area_m2=b.gross_area_m2,
            completed_on=b.completed_on,
        )
        for b in standing.buildings
    }
    Building.objects.bulk_create(buildings.values())
    places = sorted({(room.building, room.floor) for room in standing.rooms})
    floors = {
        place: Floor(site_id=site_id, building=buildings[place[0]], level=place[1])
        for place in places
    }
    Floor.objects.bulk_create(floors.values())
    rooms = {
        room.number: Room(
            site_id=site_id,
            floor=floors[room.building, room.floor],
            number=room.number,
            use=room.use,
            area_m2=room.area_m2,
        )
        for room in standing.rooms
    }
    Room.objects.bulk_create(rooms.values())
    Occupancy.objects.bulk_create(
        Occupancy(
            site_id=site_id,
            room=rooms[row.room_number],
            unit_id=unit_ids[row.unit_code],
            since_on=row.since,
            until_on=row.until,
        )
        for row in standing.occupancies
        if row.since <= on
    )


def spare_officers_the_one_time_code(*, actor: Actor, at: datetime, on: date) -> None:
    """A demo has no phones to hand out; a real site keeps the rule."""
    proposal = Proposal(
        code=OFFICER_TOTP.code,
        value="false",
        effective_from=on,
        source="演示",
        evidence="D",
        reason="演示环境没有动态口令",
    )
    version = parameters.propose(proposal, actor=actor, at=at)
    parameters.approve(version_id=version.id, actor=actor, at=at)


def open_accounts(
    people: Population, person_ids: dict[str, int], *, actor: Actor, at: datetime
) -> None:
    """The built-in roles and the demo's log-ins; those that are there stay as they are."""
    found.seed(actor=actor, at=at)
    known = Account.objects.filter(site_id=actor.site_id).select_related("person")
    names = {account.username for account in known}
    taken = {account.person.staff_no for account in known if account.person}
    rows = [
        FirstAccount(
            username=login.username,
            password=PASSWORD,
            person_id=_somebody(login, people, person_ids, taken),
            roles=login.roles,
            must_change_password=False,
        )
        for login in LOGINS
        if login.username not in names
    ]
    if rows:
        found.open_accounts(rows, actor=actor, at=at)


def logins() -> list[dict[str, str]]:
    """User name, password and what it is for."""
    return [
        {"username": login.username, "password": PASSWORD, "role": login.title} for login in LOGINS
    ]


def _somebody(
    login: Login, people: Population, person_ids: dict[str, int], taken: set[str]
) -> int | None:
    if not login.unit_code:
        return None
    members: Sequence[str] = [
        p.staff_no
        for p in people.persons
        if p.unit_code == login.unit_code and p.staff_no not in taken
    ]
    taken.add(members[0])
    return person_ids[members[0]]
