"""A site's parameter values on a day, and what tells which version was used."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import BadValue, Parameter, definitions, read
from jieyue.kit.parameters.models import ParameterVersion, VersionUnchangeable
from jieyue.kit.parameters.registry import DefinedTwice, define, parse
from jieyue.kit.parameters.values import Version, WrongKind, in_force, seed
from jieyue.kit.sites.models import Site


def sample(kind: str = "decimal", value: str = "12.00", **bounds: str) -> Parameter:
    return Parameter(
        code="kit.test.sample",
        value=value,
        kind=kind,
        source=_("Source"),
        evidence="D",
        label=_("Sample"),
        **bounds,
    )


@pytest.fixture
def penalty(monkeypatch):
    monkeypatch.setattr("jieyue.kit.parameters.registry._definitions", {})
    return define(sample())


@pytest.fixture
def site(db):
    return Site.objects.create(code="f", name="F")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("decimal", "12.50", Decimal("12.50")),
        ("integer", " 7 ", 7),
        ("text", "四川", "四川"),
        ("boolean", "True", True),
        ("boolean", "false", False),
        ("time", "08:15", time(8, 15)),
        ("json", '{"a": [1]}', {"a": [1]}),
    ],
)
def test_a_value_is_read_as_its_kind(kind, text, value):
    assert parse(sample(kind, "1"), text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("decimal", "12,5"),
        ("decimal", "NaN"),
        ("integer", "1.5"),
        ("boolean", "yes"),
        ("boolean", ""),
        ("time", "25:00"),
        ("json", "{"),
    ],
)
def test_a_value_of_another_kind_is_refused(kind, text):
    with pytest.raises(BadValue):
        parse(sample(kind, "1"), text)


@pytest.mark.parametrize("text", ["-0.01", "1.01"])
def test_a_value_outside_its_bounds_is_refused(text):
    with pytest.raises(BadValue):
        parse(sample("decimal", "0.5", minimum="0", maximum="1"), text)


@pytest.mark.parametrize(
    ("on", "version_id"),
    [
        (date(1999, 12, 31), None),
        (date(2000, 1, 1), 1),
        (date(2026, 6, 1), 2),
        (date(2027, 1, 1), 3),
    ],
)
def test_the_last_version_begun_is_in_force(on, version_id):
    begun = {2: date(2026, 6, 1), 1: date(2000, 1, 1), 3: date(2026, 12, 1)}
    found = in_force([Version(i, day, "") for i, day in begun.items()], on=on)
    assert (found and found.id) == version_id


def test_a_code_has_one_definition(penalty):
    with pytest.raises(DefinedTwice):
        define(sample(value="13"))


def test_reading_seeds_the_first_version_and_names_what_was_used(penalty, site):
    values = read(site_id=site.id, on=date(2026, 11, 23))
    assert values.used == {}
    assert values.decimal(penalty) == Decimal("12.00")
    assert values.used == {penalty.code: ParameterVersion.objects.get().id}


def test_a_parameter_is_not_read_as_another_kind(penalty, site):
    with pytest.raises(WrongKind):
        read(site_id=site.id, on=date(2026, 11, 23)).text(penalty)


def test_seeding_again_changes_nothing(penalty, site):
    assert (seed(site_id=site.id), seed(site_id=site.id)) == (1, 0)


def test_reading_many_values_is_one_query(penalty, site, django_assert_num_queries):
    read(site_id=site.id, on=date(2026, 11, 23))
    with django_assert_num_queries(1):
        values = read(site_id=site.id, on=date(2026, 11, 23))
        assert [values.decimal(penalty) for _n in range(5)] == [Decimal("12.00")] * 5


def test_a_definition_added_later_is_seeded_too(penalty, site):
    read(site_id=site.id, on=date(2026, 11, 23))
    later = define(
        Parameter(
            code="kit.test.later", value="1", kind="integer", source="", evidence="D", label=""
        )
    )
    assert read(site_id=site.id, on=date(2026, 11, 23)).integer(later) == 1
    assert set(definitions()) == {penalty.code, later.code}


def test_a_decided_version_is_not_changed_or_deleted(penalty, site):
    seed(site_id=site.id)
    version = ParameterVersion.objects.get()
    version.value = "99"
    with pytest.raises(VersionUnchangeable):
        version.save()
    with pytest.raises(VersionUnchangeable):
        version.delete()
