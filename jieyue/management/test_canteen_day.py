import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from jieyue.canteen.balance.factories import make_kitchen_day
from jieyue.canteen.factories import make_canteen


def told(*arguments):
    out = StringIO()
    call_command("canteen_day", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def canteen(db):
    canteen = make_canteen(code="机关1")
    make_kitchen_day(canteen=canteen)
    return canteen


def test_the_day_as_json(canteen):
    found = json.loads(told("2026-03-02", "--canteen", canteen.code, "--json"))
    assert (found["diners"], found["bought"], found["canteen"]) == (500, {"kg": "50.000"}, "机关1")
    assert found["issued"] == {"kg": "37.500", "yuan": "150.00"}
    assert found["cooked"] == {"raw_kg": "30.000", "kg": "30.000"}
    assert found["served"] == {"kg": "28.000", "eaten_kg": "26.500"}
    wasted = found["wasted"]
    assert (wasted["kg"], wasted["trimmings_kg"], wasted["plate_kg"]) == (
        "11.000",
        "7.500",
        "1.500",
    )
    assert wasted["g_per_guest"] == "22.0"
    gap = found["unexplained"]
    assert (gap["kg"], gap["checks"], gap["groups"][0]["group"]) == ("0.000", 0, "leaf_vegetable")
    assert float(gap["sigma_kg"]) > 0
    assert found["cost_per_guest_yuan"] == "0.30"
    (meal,) = found["meals"]
    assert (meal["cooked_portions"], meal["taken_portions"], meal["planned_portions"]) == (
        300,
        280,
        None,
    )


def test_the_day_as_a_table(canteen):
    found = told("2026-03-02")
    assert "机关1  2026-03-02" in found
    assert "0.000 ± " in found


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("2026-03-02", "--canteen", "C99"), "机关1"),  # names those there are
        (("2026-03-03",), "2026-03-03"),
        (("tomorrow",), "tomorrow"),
        (("2026-03-02", "--site", "nowhere"), "–"),
    ],
)
def test_wrong_input_says_what_would_be_right(canteen, arguments, words):
    with pytest.raises(CommandError, match=words):
        told(*arguments)


def test_canteens_of_several_sites_need_the_site(canteen):
    make_canteen(code="机关1")
    with pytest.raises(CommandError, match="--site"):
        told("2026-03-02", "--canteen", "机关1")
    assert told("2026-03-02", "--canteen", "机关1", "--site", canteen.site.code)
