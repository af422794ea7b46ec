"""The kitchen staff's health and the food-safety records: who was checked, who worked, what was
looked at each day. All of it simulated, seeded and the same for a day whenever it is loaded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jieyue.canteen.food_safety.figures import figures
from jieyue.canteen.food_safety.models import (
    Appointment,
    DailyCheck,
    Finding,
    MonthlyMeeting,
    Office,
    SafetyLog,
    WeeklyReview,
)
from jieyue.canteen.food_safety.parameters import DAILY_ITEMS
from jieyue.canteen.staff_health.models import (
    Clearance,
    Duty,
    FoodHandler,
    HealthCertificate,
    MorningCheck,
)
from jieyue.kit import parameters
from jieyue.people.persons.models import Person
from simulator.loading.inserting import insert, next_id
from simulator.loading.loop import Loop, at
from simulator.randomness import stream

CREW = "U33"
POSTS = ("厨师长", "厨师", "厨师", "切配", "切配", "面点", "凉菜", "打餐", "打餐", "洗消", "库管")
CERTIFIED = timedelta(days=365)
WEEKEND_CREW = 14
ILL = 0.0015  # of morning checks
DAYS_OFF = 2
CHECK_FAULT = 0.012  # of answered items
SYMPTOMS = ("diarrhoea", "fever", "cough", "skin")
FAULTS_FOUND = {
    "storage": "调料未离地存放", "fridges": "2号冷藏柜温度偏高", "hygiene": "排水沟有残渣",
    "tableware": "保洁柜门未关", "holding": "保温台温度偏低", "pests": "纱窗有破损",
}  # fmt: skip
FIXED = "当日整改完毕"
MORNING, CHECKED_AT, REVIEWED_AT = 6 * 60 + 20, 10 * 60 + 5, 16 * 60 + 40


@dataclass(frozen=True)
class Crew:
    """Who works with food, in the order of the list."""

    person_ids: Sequence[int]
    cook_id: int  # of the log-in, who works every day

    def on(self, day: date) -> list[int]:
        """Whose shift it is: two of three on workdays, a small crew at weekends."""
        turn = day.toordinal() % 3
        found = [p for place, p in enumerate(self.person_ids) if place % 3 != turn]
        found = found if day.isoweekday() < 6 else found[:WEEKEND_CREW]
        return found if self.cook_id in found else [self.cook_id, *found]


def begin(loop: Loop, *, first: date) -> None:
    """Registers the crew with their certificates, and fills the two offices."""
    crew = crew_of(loop)
    FoodHandler.objects.bulk_create(
        FoodHandler(
            site_id=loop.site_id,
            canteen_id=loop.canteen_id,
            person_id=person_id,
            post=POSTS[place % len(POSTS)],
            since_on=first,
        )
        for place, person_id in enumerate(crew.person_ids)
    )
    HealthCertificate.objects.bulk_create(
        HealthCertificate(
            site_id=loop.site_id,
            person_id=person_id,
            number=f"JK{issued:%Y%m}{place:04}",
            issued_on=issued,
            valid_to=issued + CERTIFIED - timedelta(days=1),
            entered_by=loop.hands["safety"].name,
            entered_at=at(issued, CHECKED_AT),
        )
        for place, person_id in enumerate(crew.person_ids)
        for issued in _issues(place, first=first, today=loop.stage.today)
    )
    for office, hand in ((Office.DIRECTOR, "manager"), (Office.OFFICER, "safety")):
        Appointment.objects.create(
            site_id=loop.site_id,
            canteen_id=loop.canteen_id,
            office=office,
            person_id=loop.hands[hand].person_id,
            document=f"食安〔{first.year}〕1号",
            since_on=first,
        )


def crew_of(loop: Loop) -> Crew:
    """The persons of the canteen's contractor, in the order of their staff numbers."""
    rows = Person.objects.filter(site_id=loop.site_id, unit__code=CREW).order_by("staff_no")
    return Crew(list(rows.values_list("id", flat=True)), loop.hands["kitchen"].person_id)


def _issues(place: int, *, first: date, today: date) -> Iterator[date]:
    """Days on which one person's certificates were issued, a year apart.

    One person's ended three days ago, a few others' end soon.
    """
    left = {5: 6, 9: 13, 17: 27, 40: -3}.get(place, 40 + place * 4)
    issued = today + timedelta(days=left + 1) - CERTIFIED
    while issued > first:
        issued -= CERTIFIED
    while issued < today:
        yield issued
        issued += CERTIFIED
        if issued >= today - timedelta(days=10):
            return


def load(loop: Loop, *, first: date, last: date) -> None:
    """Everything of [first, last]; the days before are loaded."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    _load_mornings(loop, days)
    _load_daily_checks(loop, days)
    _load_ledgers(loop, days)
    _load_reports(loop, days)


def begin_today(loop: Loop) -> None:
    """Today's morning check, once it has come and if nobody made it."""
    today = loop.stage.today
    known = MorningCheck.objects.filter(canteen_id=loop.canteen_id, day=today)
    if loop.stage.at >= at(today, MORNING + len(crew_of(loop).person_ids)) and not known.exists():
        _load_mornings(loop, [today])


def _load_mornings(loop: Loop, days: Sequence[date]) -> None:
    crew, officer = crew_of(loop), loop.hands["safety"].name
    ends = _ends(crew.person_ids)
    off = _off_until(crew, days)
    number = next_id(MorningCheck)
    checks, duties, clearances = [], [], []
    for day in days:
        rng = stream(loop.stage.world.seed, "health", day.toordinal())
        for place, person_id in enumerate(crew.on(day)):
            moment = at(day, MORNING + place * 0.3)
            is_ill = rng.random() < ILL
            if off.get(person_id, day) > day or not _is_certified(ends[person_id], day):
                continue
            symptom = SYMPTOMS[int(rng.integers(len(SYMPTOMS)))] if is_ill else ""
            checks.append(
                (number, loop.site_id, loop.canteen_id, person_id, day,
                 f"{36.2 + rng.random() * 0.6:.1f}" if symptom != "fever" else "38.1",
                 [symptom] if symptom else [], "suspended" if symptom else "fit",
                 moment, officer)
            )  # fmt: skip
            if symptom:
                back = day + timedelta(days=DAYS_OFF + 1)
                off[person_id] = back
                if back <= loop.stage.today:
                    clearances.append(
                        (loop.site_id, number, back, "医院证明已痊愈", officer, at(back, MORNING))
                    )
            else:
                duties.append((loop.site_id, loop.canteen_id, person_id, day, moment, officer))
            number += 1
    insert(
        MorningCheck,
        ("id", "site_id", "canteen_id", "person_id", "day", "temperature_c", "symptoms",
         "conclusion", "checked_at", "checked_by"),
        checks,
    )  # fmt: skip
    insert(Duty, ("site_id", "canteen_id", "person_id", "day", "marked_at", "marked_by"), duties)
    insert(
        Clearance,
        ("site_id", "suspension_id", "on", "reason", "cleared_by", "cleared_at"),
        clearances,
    )


def _ends(person_ids: Sequence[int]) -> dict[int, list[tuple[date, date]]]:
    found: dict[int, list[tuple[date, date]]] = {person_id: [] for person_id in person_ids}
    rows = HealthCertificate.objects.filter(person_id__in=person_ids)
    for person_id, issued, valid_to in rows.values_list("person_id", "issued_on", "valid_to"):
        found[person_id].append((issued, valid_to))
    return found


def _is_certified(spans: Sequence[tuple[date, date]], day: date) -> bool:
    return any(issued <= day <= valid_to for issued, valid_to in spans)


def _off_until(crew: Crew, days: Sequence[date]) -> dict[int, date]:
    """Until when those who were sent off just before stay away."""
    if not days:
        return {}
    since = days[0] - timedelta(days=DAYS_OFF)
    rows = MorningCheck.objects.filter(
        person_id__in=crew.person_ids, day__gte=since, day__lt=days[0], conclusion="suspended"
    )
    return {
        person_id: day + timedelta(days=DAYS_OFF + 1)
        for person_id, day in rows.values_list("person_id", "day")
    }


def _load_daily_checks(loop: Loop, days: Sequence[date]) -> None:
    values = parameters.read(site_id=loop.site_id, on=loop.stage.today)
    items: list[str] = values.json(DAILY_ITEMS)
    hand, number = loop.hands["safety"], next_id(DailyCheck)
    checks, findings = [], []
    for day in days:
        rng = stream(loop.stage.world.seed, "daily check", day.toordinal())
        faults = [item for item in FAULTS_FOUND if rng.random() < CHECK_FAULT]
        results = {item: "fault" if item in faults else "ok" for item in items}
        checks.append(
            (number, loop.site_id, loop.canteen_id, day, results, at(day, CHECKED_AT), hand.name)
        )
        for item in faults:
            is_open = day > loop.stage.today - timedelta(days=2)
            findings.append(
                (loop.site_id, loop.canteen_id, number, item, FAULTS_FOUND[item],
                 day + timedelta(days=3),
                 None if is_open else at(day, REVIEWED_AT),
                 "" if is_open else loop.hands["kitchen"].name,
                 None if is_open else loop.hands["kitchen"].person_id,
                 "" if is_open else FIXED,
                 None if is_open else at(day + timedelta(days=1), CHECKED_AT),
                 "" if is_open else hand.name)
            )  # fmt: skip
        number += 1
    insert(
        DailyCheck,
        ("id", "site_id", "canteen_id", "day", "results", "checked_at", "checked_by"),
        checks,
    )
    insert(
        Finding,
        ("site_id", "canteen_id", "daily_check_id", "item", "text", "due_on", "fixed_at",
         "fixed_by", "fixed_by_person_id", "fixed_how", "verified_at", "verified_by"),
        findings,
    )  # fmt: skip


def _load_ledgers(loop: Loop, days: Sequence[date]) -> None:
    kitchen = loop.hands["kitchen"].name
    insert(
        SafetyLog,
        ("site_id", "canteen_id", "kind", "day", "at", "entries", "recorded_by"),
        (
            (loop.site_id, loop.canteen_id, kind, day, at(day, minute), entries, kitchen)
            for day in days
            for kind, minute, entries in _lines(day)
        ),
    )


def _lines(day: date) -> Iterator[tuple[str, int, dict[str, str]]]:
    """What the ledgers hold of a day: kind, minute and fields."""
    steam = {
        "goods": "餐盘、碗筷",
        "method": "steam",
        "minutes": "15",
        "temperature_c": "102",
        "ppm": "",
    }
    bath = {
        "goods": "砧板、刀具",
        "method": "chlorine",
        "minutes": "8",
        "temperature_c": "",
        "ppm": "260",
    }
    yield "disinfection", 9 * 60 + 20, steam
    yield "disinfection", 14 * 60, steam
    yield "disinfection", 20 * 60, bath
    yield "knives", 20 * 60 + 10, {"handed_out": "24", "returned": "24"}
    yield "gas_alarm", 6 * 60, {"place": "热厨", "works": "yes"}
    if day.isoweekday() in {2, 4}:
        yield "frying_oil", 10 * 60 + 50, {
            "fryer": "1号", "temperature_c": "178", "is_clear": "yes",
        }  # fmt: skip
        yield "additive", 5 * 60 + 30, {
            "additive": "泡打粉", "mass_g": "60", "food_kg": "25", "limit_g_per_kg": "5",
            "dish": "馒头", "lot": "",
        }  # fmt: skip
    if day.day in {5, 20}:
        yield (
            "grease_trap",
            15 * 60,
            {"place": "北侧", "removed_kg": "85", "cleaned_by": "演示环保"},
        )
    if day.day == 12:
        yield "pest_control", 21 * 60, {"company": "演示消杀", "method": "诱饵站", "traces": "no"}


def _load_reports(loop: Loop, days: Sequence[date]) -> None:
    """A review for each Monday's week before, a meeting on the third for the month before."""
    director = loop.hands["manager"].name
    reviews, meetings = [], []
    for day in days:
        if day.isoweekday() == 1 and day - timedelta(days=7) >= loop.stage.first_day:
            week = day - timedelta(days=7)
            found = figures(
                canteen_id=loop.canteen_id, first=week, last=day - timedelta(1), at=at(day, 540)
            )
            reviews.append(
                WeeklyReview(
                    site_id=loop.site_id,
                    canteen_id=loop.canteen_id,
                    week=week,
                    figures=found,
                    risks="未发现重大风险" if not found["findings"] else "见日管控问题清单",
                    measures="继续落实日管控，问题限期整改",
                    held_at=at(day, 9 * 60),
                    held_by=director,
                )
            )
        if day.day == 3 and day - timedelta(days=31) >= loop.stage.first_day:
            month = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
            found = figures(
                canteen_id=loop.canteen_id, first=month, last=day.replace(day=1) - timedelta(1),
                at=at(day, 540),
            )  # fmt: skip
            meetings.append(
                MonthlyMeeting(
                    site_id=loop.site_id,
                    canteen_id=loop.canteen_id,
                    month=month,
                    figures=found,
                    attendees="分管领导、食品安全总监、食品安全员、承包方负责人",
                    minutes="通报上月检查与检测情况。",
                    decisions="问题按期整改销号。",
                    held_on=day,
                    recorded_at=at(day, 17 * 60),
                    recorded_by=director,
                )
            )
    WeeklyReview.objects.bulk_create(reviews)
    MonthlyMeeting.objects.bulk_create(meetings)
