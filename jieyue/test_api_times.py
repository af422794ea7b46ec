"""Times of requests: with their offset, and such as every database holds."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, get_args

import pytest
from pydantic import AwareDatetime, BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from jieyue.kit.api import api
from jieyue.urls import urlpatterns

# A device whose clock has stopped must be heard all the same; what it shows is only compared.
ONLY_COMPARED = {"HeartbeatIn.clock"}


def bodies() -> Iterator[type[BaseModel]]:
    """The models of what every operation takes: queries, paths and bodies."""
    assert urlpatterns, "the addresses put the domains' routers into the frame"
    for _prefix, router in api._routers:
        for path in router.path_operations.values():
            for operation in path.operations:
                yield from operation.models


def fields(model: type[BaseModel], passed: set[type]) -> Iterator[tuple[str, FieldInfo]]:
    if model in passed:
        return
    passed.add(model)
    for name, field in model.model_fields.items():
        yield f"{model.__name__}.{name}", field
        for part in parts(field.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from fields(part, passed)


def parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from parts(part)


def times() -> dict[str, FieldInfo]:
    passed: set[type] = set()
    return {
        name: field
        for model in bodies()
        for name, field in fields(model, passed)
        if {datetime, AwareDatetime} & set(filter(callable, parts(field.annotation)))
    }


def test_many_operations_take_times():
    assert len(times()) >= 8


@pytest.mark.parametrize("name", sorted(times().keys() - ONLY_COMPARED))
def test_a_time_that_is_taken_can_be_kept(name):
    field = times()[name]
    given = TypeAdapter(Annotated[(field.annotation, field, *field.metadata)])

    far_east = given.validate_python("2026-11-23T08:15:00+20:00")
    assert far_east.utcoffset() == timedelta(0)
    assert far_east == datetime(2026, 11, 22, 12, 15, tzinfo=UTC)
    for impossible in ("2026-11-23T08:15:00", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59Z"):
        with pytest.raises(ValidationError):
            given.validate_python(impossible)
