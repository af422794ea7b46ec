import json

import pytest

from jieyue.energy.allocation.rules.method import BadMethod, Shared, parse, rule_for
from jieyue.energy.allocation.seeding import SAMPLE


def data(**fields):
    rule = {"code": "all", "title": "全部", "basis": "area"}
    return {"title": "办法", "rules": [{**rule, **fields}]}


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({}, "no_rules"),
        ({"title": "办法", "rules": [3]}, "missing"),
        ({"title": "", "rules": data()["rules"]}, "missing"),
        (data(code=""), "missing"),
        (data(basis="weather"), "unknown_basis"),
        (data(otherwise="weather"), "unknown_basis"),
        (data(within="moon"), "unknown_place"),
        (data(items="canteen"), "missing"),
        (data(basis="fixed"), "bad_shares"),
        (data(basis="fixed", shares={"A": "-1"}), "bad_shares"),
        (data(basis="fixed", shares={"A": "x"}), "bad_shares"),
        (data(basis="fixed", shares={"A": "0.0001"}), "bad_shares"),
        (data(basis="fixed", shares={"A": 0}), "bad_shares"),
        (data(items=["canteen"]), "last_rule"),
        ({"title": "办法", "rules": data()["rules"] * 2}, "code_twice"),
    ],
)
def test_what_is_no_method_is_named(given, problem):
    with pytest.raises(BadMethod) as caught:
        parse(given)
    assert caught.value.problem == problem


@pytest.mark.parametrize(
    ("meter", "code"),
    [
        (Shared("E-1", "electricity", "server_room", has_floor=True), "server_room"),
        (Shared("E-1", "electricity", "canteen", has_floor=True), "canteen"),
        (Shared("G-1", "gas", "total", has_floor=False), "gas"),
        (Shared("E-1", "electricity", "lighting", has_floor=True), "floor"),
        (Shared("E-1", "electricity", "air_conditioning", has_floor=False), "hvac"),
        (Shared("E-1", "electricity", "air_conditioning", has_floor=True), "floor"),
        (Shared("E-1", "water", "garden", has_floor=False), "public"),
    ],
)
def test_the_products_own_method_has_a_rule_for_every_meter(meter, code):
    rule = rule_for(parse(json.loads(SAMPLE.read_text(encoding="utf-8"))), meter)
    assert rule is not None
    assert rule.code == code
