import gzip
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command

from jieyue.canteen.demand.record import MissingColumns
from jieyue.canteen.diners.imports import import_attendance
from jieyue.canteen.diners.models import Attendance, Canteen, MealPeriod
from jieyue.canteen.factories import AT, make_attendance, make_canteen
from jieyue.kit.actor import NotAllowed, system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_site

pytestmark = pytest.mark.django_db
HEADER = "date,site,meal,planned,served\n"


@pytest.fixture
def canteen():
    return make_canteen(name="机关一食堂")


def load(text, site, *, actor=None, encoding="utf-8", **options):
    return import_attendance(
        source=BytesIO(text.encode(encoding)),
        file="record.csv",
        actor=actor or system("test", site_id=site.id),
        at=AT,
        **options,
    )


def codes(result):
    return [(problem.line, problem.code) for problem in result.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_rows_are_kept_and_a_second_run_changes_nothing(canteen, encoding):
    text = HEADER + "2026-02-02,机关一食堂,午餐,980,941\n2026-02-03,机关一食堂,,,900\n"
    first = load(text, canteen.site, encoding=encoding)
    again = load(text, canteen.site, encoding=encoding)
    assert (first.new, first.unchanged) == (2, 0)
    assert (again.new, again.unchanged, again.changed) == (0, 2, False)
    assert Attendance.objects.filter(canteen=canteen, meal="lunch").count() == 2
    assert Entry.objects.filter(name="canteen.diners.attendance_imported").count() == 1


def test_a_hostile_file_keeps_its_good_rows(canteen):
    rows = [
        "2026-02-02,机关一食堂,lunch,980,941",
        "2026-02-03,机关一食堂,lunch,980,-3",
        "2026-02-04,机关一食堂,lunch,980,9000000",
        "2027-01-01,机关一食堂,lunch,1,1",
        "机关一食堂,2026-02-05,lunch,1,1",
        "2026-02-02,机关一食堂,lunch,980,900",
        "2026-02-06,别的食堂,lunch,1,1",
        "2026-02-06,机关一食堂,brunch,1,1",
        "2026-02-09,机关一食堂,dinner,100,99",
    ]
    result = load(HEADER + "\n".join(rows), canteen.site)
    assert codes(result) == [
        (3, "negative_count"),
        (4, "absurd_count"),
        (5, "future_date"),
        (6, "swapped_columns"),
        (7, "conflicting_day"),
        (8, "unknown_canteen"),
        (9, "unknown_meal"),
    ]
    assert (result.new, result.unknown_canteens) == (2, ["别的食堂"])


def test_the_record_is_completed_but_never_replaced(canteen):
    make_attendance(canteen=canteen, day=date(2026, 2, 2), planned=980, served=None)
    make_attendance(canteen=canteen, day=date(2026, 2, 3), planned=980, served=941)
    text = HEADER + "2026-02-02,机关一食堂,,,930\n2026-02-03,机关一食堂,,980,914\n"
    result = load(text, canteen.site)
    assert (result.completed, codes(result)) == (1, [(3, "differs_from_record")])
    served = Attendance.objects.order_by("day").values_list("planned", "served")
    assert list(served) == [(980, 930), (980, 941)]


def test_unknown_canteens_are_set_up_when_asked():
    site = make_site()
    days = [date(2026, 1, 5 + n) for n in range(5) if n != 2]
    text = HEADER + "".join(f"{day},北食堂,,10,9\n" for day in days)
    result = load(text, site, create=True)
    assert (result.created_canteens, result.new) == (["北食堂"], 4)
    assert MealPeriod.objects.get(canteen__name="北食堂").weekdays == "1245"
    assert load(text, site, create=True).created_canteens == []


def test_another_sites_canteen_is_unknown(canteen):
    text = HEADER + "2026-02-02,机关一食堂,,1,1\n"
    other = make_site()
    assert load(text, other).unknown_canteens == ["机关一食堂"]
    load(text, other, create=True)
    assert Canteen.objects.filter(name="机关一食堂").count() == 2
    assert not Attendance.objects.filter(canteen=canteen).exists()


def test_only_who_may_imports(canteen):
    reader = make_actor(site=canteen.site, grants={"canteen.attendance.read": "complex"})
    with pytest.raises(NotAllowed):
        load(HEADER, canteen.site, actor=reader)
    importer = make_actor(site=canteen.site, grants={"canteen.attendance.import": "complex"})
    with pytest.raises(NotAllowed):
        load(HEADER + "2026-02-02,新食堂,,1,1\n", canteen.site, actor=importer, create=True)
    assert not Canteen.objects.filter(name="新食堂").exists()


def test_a_file_without_its_columns_stores_nothing(canteen):
    with pytest.raises(MissingColumns):
        load("date,served\n2026-02-02,1\n", canteen.site)


def run(*arguments, monkeypatch, language="en_GB.UTF-8"):
    monkeypatch.setenv("LC_ALL", language)
    out, err = StringIO(), StringIO()
    call_command("attendance_import", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_reports_in_words(canteen, tmp_path, monkeypatch):
    path = tmp_path / "record.csv.gz"
    text = HEADER + "2026-02-02,机关一食堂,,980,941\n2026-02-03,机关一食堂,,980,-1\n"
    path.write_bytes(gzip.compress(text.encode()))
    out, err = run(path, "--site", canteen.site.code, monkeypatch=monkeypatch)
    assert "1 new, 0 completed, 0 unchanged, 1 rows left out" in out
    assert "Line 3: served is -1" in err
    out, _ = run(path, "--site", canteen.site.code, monkeypatch=monkeypatch)
    assert "0 new, 0 completed, 1 unchanged" in out


@pytest.mark.parametrize(
    ("content", "site", "said"),
    [
        (b"date,served\n", "here", "lacks the columns"),
        (b"PK\x03\x04", "here", "cannot be read"),
        (b"date,site,served\n2026-02-02,Nowhere,3\n", "here", "has none of these canteens"),
        (None, "here", "Cannot open"),
        (b"", "nowhere", "There is no site"),
    ],
)
def test_the_command_says_what_is_wrong(content, site, said, tmp_path, monkeypatch):
    make_site(code="here")
    path = tmp_path / "record.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        run(path, "--site", site, monkeypatch=monkeypatch)
