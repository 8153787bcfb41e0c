"""Queries compiled once: what every request asks in the same words costs Django more to compile than the database to answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Field, QuerySet
from django.db.models.sql import DeleteQuery


class _Compiled(NamedTuple):
    sql: str
    given: tuple[Any, ...]  # values as the database takes them; places of those that vary hold a _Place
    readers: tuple[tuple[int, Callable[[Any], Any]], ...]

    def with_values(self, values: Mapping[str, Any]) -> list[Any]:
        return [one.prepare(values[one.name]) if type(one) is _Place else one for one in self.given]


class _Place(NamedTuple):
    name: str
    prepare: Callable[[Any], Any]


class Prepared:
    """A query by values_list whose filters ask for the same columns each time, with other values.

    `make` builds it from one value for each name in `varies` ({name: the field it is compared with}); it is called once for
    each kind of database, with values that serve as marks only. The shape of the query must not depend on them.
    """

    def __init__(
        self, make: Callable[..., QuerySet[Any, Any]], **varies: Callable[[], Field[Any, Any]]
    ) -> None:
        self._make, self._varies = make, varies
        self._compiled = cache(self._compile)
        self._deletion = cache(self._compile_deletion)

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The answer for these values, converted as the query itself would."""
        compiled = self._compiled(connection.vendor)
        given = compiled.with_values(values)
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, given)
            found: Sequence[tuple[Any, ...]] = cursor.fetchall()
        if not compiled.readers:
            return list(found)
        rows = []
        for row in found:
            values_of = list(row)
            for at, read in compiled.readers:
                values_of[at] = read(values_of[at])
            rows.append(tuple(values_of))
        return rows

    def delete(self, **values: Any) -> None:
        """Delete the rows it asks for, and nothing that hangs on them."""
        compiled = self._deletion(connection.vendor)
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, compiled.with_values(values))

    def _compile(self, vendor: str) -> _Compiled:
        query, marks = self._marked()
        compiler = query.get_compiler(connection=connection)
        sql, given = compiler.as_sql()
        readers = []
        for at, (steps, expression) in compiler.get_converters([one[0] for one in compiler.select]).items():

            def read(value: Any, steps: Any = steps, expression: Any = expression) -> Any:
                for step in steps:
                    value = step(value, expression, connection)
                return value

            readers.append((at, read))
        return _Compiled(sql, _places(given, marks), tuple(readers))

    def _compile_deletion(self, vendor: str) -> _Compiled:
        query, marks = self._marked()
        sql, given = query.chain(DeleteQuery).get_compiler(connection=connection).as_sql()
        return _Compiled(sql, _places(given, marks), ())

    def _marked(self) -> tuple[Any, dict[Any, _Place]]:
        """The query made with marks for values, and whose place each mark, as the database takes it, holds."""
        marks: dict[Any, _Place] = {}
        sample: dict[str, Any] = {}
        for name, field_of in self._varies.items():
            field: Any = field_of()
            sample[name] = _MARKS[field.get_internal_type()](len(sample))

            def prepare(value: Any, field: Any = field) -> Any:
                return field.get_db_prep_value(value, connection, prepared=False)

            marks[prepare(sample[name])] = _Place(name, prepare)
        return self._make(**sample).query, marks


def _places(given: Sequence[Any], marks: dict[Any, _Place]) -> tuple[Any, ...]:
    if not all(mark in given for mark in marks):
        raise TypeError("a value that varies is not asked for as it is given")
    return tuple(marks.get(value, value) for value in given)


# Values that stand nowhere else in a query.
_MARKS: dict[str, Callable[[int], Any]] = {
    "CharField": lambda nth: f"\x01mark{nth}\x01",
    "TextField": lambda nth: f"\x01mark{nth}\x01",
    "UUIDField": lambda nth: UUID(int=0x5EA1 + nth),
    "ForeignKey": lambda nth: UUID(int=0x5EA1 + nth),
    "DateTimeField": lambda nth: datetime(1971, 2, 3 + nth, 4, 5, 6, 7, tzinfo=UTC),
}
