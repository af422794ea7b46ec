import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import path
from openpyxl import Workbook, load_workbook

from jieyue.kit import sheet_files
from jieyue.kit.sheet_cells import BadCell, parse
from jieyue.kit.sheet_pages import import_page
from jieyue.kit.sheet_template import marked, template
from jieyue.kit.sheets import Column, Problem, SheetRefused, SheetSpec, read
from jieyue.people.factories import make_account, make_site, make_unit
from jieyue.people.units.models import Unit
from jieyue.urls import urlpatterns as product_urls

pytestmark = pytest.mark.urls("jieyue.kit.test_sheets")

COURSES = [("meat", "荤菜"), ("veg", "素菜")]
SPEC = SheetSpec(
    "dishes",
    "Dishes",
    (
        Column("code", "Code", required=True, example="D001"),
        Column("portions", "Portions", kind="integer", minimum=0, maximum=5000),
        Column("price", "Price (yuan)", kind="decimal"),
        Column("since", "Since", kind="date"),
        Column("hot", "Hot", kind="boolean"),
        Column("course", "Course", kind="choice", choices=COURSES),
    ),
)
UNITS = SheetSpec(
    "units",
    "Units",
    (Column("code", "Code", required=True), Column("name", "Name", required=True)),
)


class NameTaken(Exception):
    pass


def take_in(request):
    site_id = request.actor.site_id

    def apply(row):
        if row.values["name"] == "taken":
            raise NameTaken("The name is taken.")
        _unit, is_new = Unit.objects.update_or_create(
            site_id=site_id, code=row.values["code"], defaults={"name": row.values["name"]}
        )
        return "added" if is_new else "unchanged"

    return import_page(request, UNITS, apply=apply, refusals=(NameTaken,), done_url="/search/")


urlpatterns = [*product_urls, path("test/import/", take_in)]


def book_of(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read_rows(content, spec=SPEC):
    return read(spec, io.BytesIO(content))


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("text", 1001.0, "1001"),
        ("text", "  豆腐 ", "豆腐"),
        ("integer", "1,200", 1200),
        ("integer", "１２", 12),
        ("integer", 12.0, 12),
        ("decimal", "3.50", Decimal("3.50")),
        ("decimal", 0.1, Decimal("0.1")),
        ("date", "2026-11-23", date(2026, 11, 23)),
        ("date", "2026/1/3", date(2026, 1, 3)),
        ("date", "2026年11月23日", date(2026, 11, 23)),
        ("date", "20261123", date(2026, 11, 23)),
        ("date", datetime(2026, 11, 23, 8, 0), date(2026, 11, 23)),
        ("date", 46349, date(2026, 11, 23)),
        ("boolean", "是", True),
        ("boolean", "No", False),
        ("boolean", True, True),
        ("choice", "素菜", "veg"),
        ("choice", "MEAT", "meat"),
        ("integer", None, None),
        ("text", "   ", None),
    ],
)
def test_a_cell_is_read_as_people_write_it(kind, cell, value):
    assert parse(Column("x", "X", kind=kind, choices=COURSES), cell) == value


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("integer", "1.5"),
        ("integer", "many"),
        ("integer", "-1"),
        ("integer", "NaN"),
        ("decimal", "1e999"),
        ("decimal", "1,2,3"),
        ("date", "2026-02-30"),
        ("date", "tomorrow"),
        ("boolean", "perhaps"),
        ("choice", "soup"),
        ("text", "a\x00b"),
        ("text", "x" * 501),
    ],
)
def test_a_cell_that_makes_no_sense_is_named(kind, cell):
    with pytest.raises(BadCell) as refused:
        parse(Column("x", "X", kind=kind, choices=COURSES, minimum=0), cell)
    assert str(refused.value)


def test_columns_may_stand_in_any_order_and_extra_ones_are_named():
    sheet = read_rows(book_of(["Portions", "Remark", "code*"], [5, "x", "D1"], [None, None, "D2"]))
    assert [row.values["code"] for row in sheet.rows] == ["D1", "D2"]
    assert sheet.rows[0].values["portions"] == 5
    assert sheet.unknown == ("Remark",)


def test_a_bad_row_does_not_spoil_the_others():
    sheet = read_rows(book_of(["Code", "Portions"], ["D1", 5], [None, 3], ["D3", "?"], ["D4", 1]))
    assert [row.line for row in sheet.rows] == [2, 5]
    assert [(problem.line, problem.key) for problem in sheet.problems] == [
        (3, "code"),
        (4, "portions"),
    ]
    assert sheet.lines == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_every_common_form(encoding, delimiter):
    text = f"Code{delimiter}Course\nD1{delimiter}素菜\n"
    assert read_rows(text.encode(encoding)).rows[0].values["course"] == "veg"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 something",
        b"\xd0\xcf\x11\xe0" + b"\x00" * 100,
        b"\x00\x01\x02\x03",
        b"PK\x03\x04broken",
        b"Portions\n5\n",  # lacks the required column
        b"Code,code\n1,2\n",  # twice
        b"Code\n",  # no rows
        b"Code\n" + b"D1\n" * (sheet_files.MOST_ROWS + 3),
        b"x" * (sheet_files.MOST_BYTES + 1),
        b"\xff\xfa\x81",
    ],
)
def test_a_file_that_is_no_sheet_is_refused_with_a_reason(content):
    with pytest.raises(SheetRefused) as refused:
        read_rows(content)
    assert len(str(refused.value)) > 4


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b"0" * (sheet_files.MOST_UNPACKED_BYTES + 1))
    assert len(file.getvalue()) < sheet_files.MOST_BYTES
    with pytest.raises(SheetRefused):
        read_rows(file.getvalue())


def test_a_package_that_is_no_workbook_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", "<document/>")
    with pytest.raises(SheetRefused):
        read_rows(file.getvalue())


def test_the_template_can_be_filled_in_and_read_back():
    book = load_workbook(io.BytesIO(template(SPEC)))
    sheet = book["Dishes"]
    assert sheet["A1"].value == "Code*"
    assert str(sheet["A2"].value).startswith("※")
    assert len(sheet.data_validations.dataValidation) == 2
    sheet.append(["D9", 7, 1.5, date(2026, 11, 23), "是", "荤菜"])
    file = io.BytesIO()
    book.save(file)
    found = read_rows(file.getvalue())
    assert not found.problems
    assert dict(found.rows[0].values) == {
        "code": "D9",
        "portions": 7,
        "price": Decimal("1.5"),
        "since": date(2026, 11, 23),
        "hot": True,
        "course": "meat",
    }


def test_the_sheet_comes_back_with_its_errors_in_red():
    content = book_of(["Code", "Portions"], ["D1", "?"], ["D2", 3])
    problems = list(read_rows(content).problems)
    sheet = load_workbook(io.BytesIO(marked(content, problems, SPEC))).active
    assert sheet["B2"].fill.fgColor.rgb.endswith("F8C9C4")
    assert "Portions" in sheet["C2"].value
    assert sheet["C3"].value is None
    again = marked(marked(content, problems, SPEC), [Problem(3, "no")], SPEC)
    sheet = load_workbook(io.BytesIO(again)).active
    assert sheet["C2"].value is None  # the old column is used again
    assert sheet["C3"].value == "no"


def test_a_marked_csv_comes_back_as_a_workbook_without_formulas():
    content = b"Code,Portions\n=1+1,?\n"
    sheet = load_workbook(io.BytesIO(marked(content, [Problem(2, "=bad")], SPEC))).active
    assert sheet["A2"].data_type == "s"
    assert sheet["C2"].data_type == "s"


def upload(client, content, name="单位.xlsx"):
    return client.post(
        "/test/import/", {"step": "check", "file": SimpleUploadedFile(name, content)}
    )


@pytest.fixture
def client_at(sign_in, settings, tmp_path):
    settings.DATA = tmp_path
    site = make_site()
    make_unit(site=site, code="OLD")
    return sign_in(make_account(site=site, language="en")), site


@pytest.mark.django_db
def test_a_dry_run_changes_nothing_and_the_import_keeps_the_good_rows(client_at):
    client, _site = client_at
    before = Unit.objects.count()
    content = book_of(["Code", "Name"], ["U1", "One"], ["U2", "taken"], ["U3", None], ["OLD", "O"])
    page = upload(client, content)
    assert page.status_code == 200
    assert Unit.objects.count() == before
    assert page.context["good"] == 2
    assert page.context["bad"] == 2
    token = page.context["token"]
    back = client.post("/test/import/", {"step": "marked", "token": token})
    sheet = load_workbook(io.BytesIO(back.content)).active
    assert "taken" in sheet["C3"].value
    done = client.post("/test/import/", {"step": "import", "token": token})
    assert done.status_code == 302
    assert Unit.objects.count() == before + 1
    again = client.post("/test/import/", {"step": "import", "token": token})
    assert again.status_code == 422
    assert Unit.objects.count() == before + 1


@pytest.mark.django_db
def test_an_upload_is_known_only_to_its_session(client_at, client):
    signed_in, _site = client_at
    token = upload(signed_in, book_of(["Code", "Name"], ["U1", "One"])).context["token"]
    client.logout()
    client.force_login(make_account())
    answer = client.post("/test/import/", {"step": "import", "token": token})
    assert answer.status_code == 422


@pytest.mark.django_db
def test_a_refused_file_leaves_the_page_open_with_the_reason(client_at):
    client, _site = client_at
    answer = upload(client, b"%PDF-1.7", "x.pdf")
    assert answer.status_code == 422
    assert "PDF" in answer.content.decode()
    assert client.post("/test/import/", {"step": "check"}).status_code == 422


@pytest.mark.django_db
def test_the_template_is_offered_as_a_file(client_at):
    client, _site = client_at
    answer = client.get("/test/import/?template")
    assert load_workbook(io.BytesIO(answer.content)).sheetnames[0] == "Units"
