import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape
from io import BytesIO

import django_tables2
import pytest
from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path
from django.utils.html import format_html
from django_filters import CharFilter, FilterSet
from openpyxl import load_workbook

from jieyue.kit.table_body import lines
from jieyue.kit.tables import (
    Empty,
    MomentColumn,
    NumberColumn,
    RowFilter,
    Table,
    TextColumn,
    YuanColumn,
    table_page,
)
from jieyue.people.factories import make_account, make_unit
from jieyue.people.units.models import Unit
from jieyue.urls import urlpatterns as product_urls

pytestmark = [pytest.mark.django_db, pytest.mark.urls("jieyue.kit.test_tables")]


@dataclass(frozen=True)
class Dish:
    name: str
    portions: int
    cost_yuan: Decimal
    made_at: datetime | None = None
    note: str = ""


DISHES = [
    Dish("麻婆豆腐", 1200, Decimal("3.5"), datetime(2026, 11, 22, 18, 30, tzinfo=UTC)),
    Dish("回锅肉", 340, Decimal("8.25"), None, "=HYPERLINK(1)"),
    Dish("土豆丝", 560, Decimal("1.9"), None, "a\x07b"),
]


class DishTable(Table):
    hidden = ("note",)

    name = TextColumn(verbose_name="Dish")
    portions = NumberColumn(verbose_name="Portions")
    cost_yuan = YuanColumn(verbose_name="Cost")
    made_at = MomentColumn(verbose_name="Made")
    note = TextColumn(verbose_name="Note")


class DishFilter(RowFilter):
    least = forms.IntegerField(required=False, label="At least")

    def choose(self, rows):
        least = self.cleaned_data["least"] or 0
        return [row for row in rows if row.portions >= least]


class UnitTable(Table):
    code = TextColumn(verbose_name="Code")
    name = TextColumn(verbose_name="Name")


class UnitFilter(FilterSet):
    name = CharFilter(lookup_expr="icontains", label="Name")

    class Meta:
        model = Unit
        fields = ["name"]


def dishes(request: HttpRequest) -> HttpResponse:
    rows = [] if "none" in request.GET else DISHES
    return table_page(
        request,
        DishTable,
        rows,
        title="Dishes",
        filterset=DishFilter,
        empty=Empty("No dish yet", "Write the first", url="/new/", action="New dish"),
    )


def units(request: HttpRequest) -> HttpResponse:
    rows = Unit.objects.order_by("code").values("code", "name")
    return table_page(request, UnitTable, rows, title="Units", filterset=UnitFilter)


urlpatterns = [*product_urls, path("test/dishes/", dishes), path("test/units/", units)]


@pytest.fixture
def page(sign_in):
    client = sign_in(make_account(language="en"))
    return lambda url: client.get(url).content.decode()


@pytest.fixture
def sheet(sign_in):
    client = sign_in(make_account(language="en"))

    def read(url):
        response = client.get(url)
        book = load_workbook(BytesIO(response.content))
        return [list(row) for row in book.active.iter_rows()]

    return read


def test_a_list_of_dataclasses_is_shown_as_people_read_it(page):
    html = page("/test/dishes/")
    assert "1,200" in html
    assert "¥3.50" in html
    assert "02:30" in html  # local time
    assert 'data-label="Portions"' in html
    assert "HYPERLINK" not in html  # the column is hidden until chosen


def test_rows_are_sorted_and_an_unknown_column_is_ignored(page):
    html = page("/test/dishes/?sort=-portions")
    assert html.index("麻婆豆腐") < html.index("土豆丝") < html.index("回锅肉")
    assert "麻婆豆腐" in page("/test/dishes/?sort=secret__password")


def test_a_filter_leaves_what_fits_and_says_when_nothing_does(page):
    html = page("/test/dishes/?least=500")
    assert "土豆丝" in html
    assert "回锅肉" not in html
    assert "No row fits this filter" in page("/test/dishes/?least=9999")


def test_a_filter_value_that_makes_no_sense_is_named(page):
    html = page("/test/dishes/?least=many")
    assert "invalid-feedback" in html
    assert 'value="many"' in html


def test_an_empty_list_says_what_to_do_next(page):
    html = page("/test/dishes/?none")
    assert "No dish yet" in html
    assert 'href="/new/"' in html


def test_chosen_columns_are_remembered(page):
    page("/test/dishes/?columns=name&columns=note")
    html = page("/test/dishes/")
    assert "HYPERLINK" in html
    assert 'data-label="Portions"' not in html


def test_excel_has_the_rows_and_columns_of_the_page(sheet):
    rows = sheet("/test/dishes/?least=500&sort=portions&export=xlsx")
    assert [cell.value for cell in rows[0]] == ["Dish", "Portions", "Cost", "Made"]
    assert [row[0].value for row in rows[1:]] == ["土豆丝", "麻婆豆腐"]
    assert rows[1][1].value == 560
    assert rows[2][3].value == datetime(2026, 11, 23, 2, 30)


def test_excel_holds_no_formula_that_somebody_typed(sheet):
    rows = sheet("/test/dishes/?columns=name&columns=note&export=xlsx")
    notes = [row[1] for row in rows[1:]]
    assert {cell.data_type for cell in notes if cell.value} == {"s"}
    assert notes[1].value == "=HYPERLINK(1)"
    assert notes[1].quotePrefix
    assert notes[2].value == "ab"  # what a sheet cannot hold is left out


@pytest.mark.parametrize("number", ["0", "99", "-3", "x", "999999999999"])
def test_a_page_number_out_of_range_is_still_a_page(page, number):
    assert "麻婆豆腐" in page(f"/test/dishes/?page={number}")


def test_a_values_queryset_keeps_its_query_budget(sign_in, assert_query_budget):
    account = make_account()
    for _ in range(60):
        make_unit(site=account.person.site)
    client = sign_in(account)
    for size in (25, 50):
        with assert_query_budget(10):
            html = client.get(f"/test/units/?per_page={size}&page=2").content.decode()
        assert 'aria-current="page"' in html
    assert "Unit" in client.get("/test/units/?name=unit").content.decode()


def test_pages_lead_on_and_keep_the_filter_and_order(page):
    for _ in range(130):
        make_unit()
    html = page("/test/units/?name=unit&sort=-code&page=2")
    addresses = [unescape(found) for found in re.findall(r'class="page-link" href="([^"]*)"', html)]
    assert addresses[0] == "?name=unit&sort=-code&page=1"
    assert addresses[-1] == "?name=unit&sort=-code&page=3"
    assert '<input type="hidden" name="sort" value="-code" form="list-filter">' in html


def test_a_column_may_have_nothing_behind_it_and_attributes_of_its_own(page):
    class Odd(DishTable):
        action = django_tables2.Column(empty_values=(), verbose_name="Action", orderable=False)
        portions = NumberColumn(
            verbose_name="Portions",
            attrs={"td": {"class": lambda value: "many" if value else None}},
        )

        def render_action(self, record):
            return format_html('<a href="/x/{}/">{}</a>', record.portions, "<go>")

    table = Odd(DISHES[:1])
    html = Template("{% load kit %}{% table_lines t as rows %}{{ rows.0.cells }}").render(
        Context({"t": table})
    )
    assert '<a href="/x/1200/">&lt;go&gt;</a>' in html
    assert 'class="many"' in html
    assert "¥3.50" in html


def test_a_column_that_names_nothing_is_a_mistake_one_sees():
    class Wrong(Table):
        spelt = TextColumn(verbose_name="Spelt")

    with pytest.raises(AttributeError):
        list(lines(Wrong(DISHES)))


def test_text_that_somebody_typed_is_shown_as_text():
    table = DishTable([Dish("<script>", 1, Decimal(1))])
    assert "&lt;script&gt;" in next(lines(table)).cells


def test_a_page_size_that_is_not_offered_is_not_taken(page):
    for _ in range(60):
        make_unit()
    assert page("/test/units/?per_page=1000000").count('data-label="Code"') == 50
