"""Whatever can be set, granted, recorded or called is documented."""

from pathlib import Path

import pytest

from jieyue.kit.journal import fact_classes
from jieyue.kit.parameters import definitions
from jieyue.kit.parameters.models import Evidence, ParameterVersion
from jieyue.kit.parameters.unit_names import UNIT_NAMES
from jieyue.kit.permissions import all_permissions
from jieyue.kit.quantities import Unit
from jieyue.schedule import JOBS, TASKS
from jieyue.settings import Environment
from tools import reference

FACTS = {
    name: fact
    for name, fact in fact_classes().items()
    if fact.__module__.startswith("jieyue.") and ".test_" not in fact.__module__
}
PARAMETERS = {code: p for code, p in definitions().items() if not code.startswith("kit.test")}


def test_every_fact_says_what_happened_in_words():
    assert [name for name, fact in FACTS.items() if not str(fact.label)] == []


def test_a_facts_name_begins_with_its_domain_and_topic():
    wrong = [
        name
        for name, fact in FACTS.items()
        if name.split(".")[:2] != fact.__module__.removeprefix("jieyue.").split(".")[:2]
    ]
    assert wrong == []


def test_every_permission_says_what_it_allows():
    assert [code for code, right in all_permissions().items() if not str(right.label)] == []


def test_every_setting_says_what_it_does():
    fields = Environment.model_fields.items()
    assert [name for name, field in fields if not field.description] == []


def test_every_parameter_has_a_name_a_source_and_its_evidence():
    silent = [code for code, p in PARAMETERS.items() if not (str(p.label) and str(p.source))]
    assert silent == []
    assert {p.evidence for p in PARAMETERS.values()} <= set(Evidence.values)


def test_every_parameters_unit_has_a_name_for_people():
    units = {p.unit for p in PARAMETERS.values()}
    assert {unit for unit in units - set(Unit) if unit not in UNIT_NAMES} == set()


@pytest.mark.parametrize("column", ["code", "value", "unit", "evidence"])
def test_every_parameters_first_value_fits_its_column(column):
    """SQLite stores what is too long; PostgreSQL refuses it, and the site cannot be read."""
    longest = ParameterVersion._meta.get_field(column).max_length
    assert longest is not None
    assert {c for c, p in PARAMETERS.items() if len(str(getattr(p, column))) > longest} == set()


def test_every_timed_job_and_kind_of_work_says_what_it_does():
    functions = [job.function for job in JOBS] + list(TASKS.values())
    assert [f.__qualname__ for f in functions if not reference.first_sentence(f)] == []


def test_every_kind_of_work_has_a_name_for_people():
    assert [kind for kind, work in TASKS.items() if not hasattr(work, "label")] == []


@pytest.mark.parametrize(
    "name", ["doors.md", "facts.md", "parameters.md", "permissions.md", "settings.md"]
)
def test_the_page_is_up_to_date(name):
    page = Path(reference.DOCS / name)
    assert page.is_file(), "run `make reference`"
    assert page.read_text(encoding="utf-8") == reference.pages()[name], "run `make reference`"
