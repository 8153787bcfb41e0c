"""Full-text search by pairs of characters, the same on SQLite and PostgreSQL.

Chinese is written without spaces, and names are in no dictionary: a text is indexed by every two characters that stand
beside each other, so that words of two characters are found. SQLite keeps them in an FTS5 table of its own beside
the table, PostgreSQL in an index over an array of them. Both only narrow down; the text itself then decides.

A model gives its text a `FullText` field, which holds normal text (`normal`), and its migration the operation
`IndexText`. On SQLite rows that come, change or go are told by `put` and `take`; PostgreSQL sees for itself.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from django.db import connection, models, transaction
from django.db.migrations.operations import RunPython

# What must stand in a text: all of the words, and of each word any one of the spellings.
Words = Sequence[Sequence[str]]
CHUNK = 1000


class _Normal(dict[int, str]):
    """For str.translate. Character by character, so that a part of a text is a part of the normal text."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code)).casefold()
        found = self[code] = "".join(one if one.isalnum() else " " for one in plain)
        return found


_NORMAL = _Normal()


def normal(text: str) -> str:
    """Letters and digits in small letters of common width, one space for whatever stands between them."""
    return " ".join(text.translate(_NORMAL).split())


def pairs(text: str) -> list[str]:
    """Every two characters beside each other in a word of normal text; the last one alone, for words of one."""
    found: dict[str, None] = {}
    for word in text.split(" "):
        for at in range(len(word)):
            found[word[at : at + 2]] = None
    return list(found)


def _asked(spelling: str) -> list[str]:
    return list(dict.fromkeys(spelling[at : at + 2] for at in range(len(spelling) - 1)))


class FullText(models.TextField):
    """Normal text. Lookups: `holds` goes by the index, `reads` through the rows in their order; both find the same."""


class _Lookup(models.Lookup):
    prepare_rhs = False

    def _text_holds(self, column: str) -> tuple[str, list[str]]:
        """That the text itself holds the words."""
        find = "strpos" if connection.vendor == "postgresql" else "instr"
        parts, values = [], []
        for spellings in self.rhs:
            parts.append("(" + " OR ".join([f"{find}({column}, %s) > 0"] * len(spellings)) + ")")
            values += spellings
        return " AND ".join(parts) or "1 = 1", values


@FullText.register_lookup
class Reads(_Lookup):
    """text__reads=words: row by row. For words that most rows hold, when only the first few are wanted."""

    lookup_name = "reads"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, values = self.process_lhs(compiler, connection)
        sql, words = self._text_holds(column)
        return sql, (*values, *words)


@FullText.register_lookup
class Holds(_Lookup):
    """text__holds=words: by the index, and by the rows where there is none."""

    lookup_name = "holds"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, _ = self.process_lhs(compiler, connection)
        sql, words = self._text_holds(column)
        narrowed, values = self._narrowed(compiler, column)
        return (f"{narrowed} AND {sql}", (*values, *words)) if narrowed else (sql, tuple(words))

    def _narrowed(self, compiler: Any, column: str) -> tuple[str, list[Any]]:
        if connection.vendor == "postgresql":
            return self._by_array(column)
        if not built_in() or not self.rhs:
            return "", []
        quote = compiler.quote_name_unless_alias
        key = f"{quote(self.lhs.alias)}.{quote(self.lhs.target.model._meta.pk.column)}"
        table = connection.ops.quote_name(words_table(self.lhs.target.model))
        return f"{key} IN (SELECT rowid FROM {table} WHERE {table} MATCH %s)", [_match(self.rhs)]  # noqa: S608

    def _by_array(self, column: str) -> tuple[str, list[Any]]:
        parts: list[str] = []
        values: list[Any] = []
        for spellings in self.rhs:
            if all(len(spelling) > 1 for spelling in spellings):  # one character alone is no pair
                parts.append(
                    "(" + " OR ".join([f"fazhi_pairs({column}) @> %s::text[]"] * len(spellings)) + ")"
                )
                values += [_asked(spelling) for spelling in spellings]
        return " AND ".join(parts), values


def _match(words: Words) -> str:
    """The words as FTS5 asks for them; one character is looked for at the beginning of pairs."""

    def one(spelling: str) -> str:
        if len(spelling) == 1:
            return f'"{spelling}" *'
        return "(" + " AND ".join(f'"{pair}"' for pair in _asked(spelling)) + ")"

    return " AND ".join("(" + " OR ".join(map(one, spellings)) + ")" for spellings in words)


def of_many() -> str:
    """The lookup for words known to stand in many rows, all of which are wanted (to be counted, say).

    PostgreSQL would then leave its index aside and work out the pairs of every row, which takes far longer than to read
    the texts.
    """
    return "reads" if connection.vendor == "postgresql" else "holds"


# ── SQLite's table of pairs ─────────────────────────────────────────────────────────────────────────────────────


@cache
def built_in() -> bool:
    """Whether this SQLite can keep a full-text index (FTS5); some builds leave it out."""
    bare = sqlite3.connect(":memory:")
    try:
        bare.execute("CREATE VIRTUAL TABLE words USING fts5(pairs)")
    except sqlite3.OperationalError:
        return False
    finally:
        bare.close()
    return True


def words_table(model: Any) -> str:
    """SQLite's table of pairs of that model."""
    return f"{model._meta.db_table}_pairs"


def _in_use() -> bool:
    return connection.vendor == "sqlite" and built_in()


def put(model: Any, rows: Iterable[tuple[int, str]]) -> None:
    """Index rows given as (id, normal text). Inside the transaction that writes them."""
    if _in_use():
        sql = f"INSERT INTO {words_table(model)} (rowid, pairs) VALUES (%s, %s)"  # noqa: S608
        _execute(sql, ((pk, " ".join(pairs(text))) for pk, text in rows))


def take(model: Any, rows: Iterable[tuple[int, str]]) -> None:
    """Take rows out of the index, given as (id, the text they were put with)."""
    if _in_use():
        table = words_table(model)
        # A table without content of its own must be told what it had been told.
        sql = f"INSERT INTO {table} ({table}, rowid, pairs) VALUES ('delete', %s, %s)"  # noqa: S608
        _execute(sql, ((pk, " ".join(pairs(text))) for pk, text in rows))


def _execute(sql: str, values: Iterable[tuple[Any, ...]]) -> None:
    if given := list(values):
        with connection.cursor() as cursor:
            cursor.executemany(sql, given)


def is_missing(model: Any) -> bool:
    """Whether SQLite's table of pairs is not there: the database was made where FTS5 is left out."""
    if not _in_use():
        return False
    return words_table(model) not in connection.introspection.table_names()


def make_anew(model: Any, field: str) -> None:
    """Make SQLite's table of pairs again from the rows; nothing on PostgreSQL, whose index cannot be behind."""
    if not _in_use():
        return
    with transaction.atomic():
        empty(model)
        rows = model._default_manager.order_by("pk").values_list("pk", field).iterator(CHUNK)
        for some in _some(rows):
            put(model, some)


def empty(model: Any) -> None:
    """An index of nothing, for rows that are all deleted at once."""
    if _in_use():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {words_table(model)}")
            cursor.execute(_creation(words_table(model)))


def settle(model: Any) -> None:
    """After many rows have come: what the database should know to search them well."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT gin_clean_pending_list('{model._meta.db_table}_by_pairs'::regclass)")
        cursor.execute(f"ANALYZE {model._meta.db_table}")


def _some(rows: Iterator[Any]) -> Iterator[list[Any]]:
    held: list[Any] = []
    for row in rows:
        held.append(row)
        if len(held) == CHUNK:
            yield held
            held = []
    if held:
        yield held


def _creation(table: str) -> str:
    # The texts stand in the model's table; of a pair we ask only in which rows it is. The tokenizer `ascii` parts at
    # spaces and takes every other character as it is.
    return f"CREATE VIRTUAL TABLE {table} USING fts5(pairs, content='', columnsize=0, detail='none', tokenize='ascii')"


# Kept plain: anything tidier takes five times as long a row. The pairs across spaces are never asked for.
_FUNCTION = """
CREATE OR REPLACE FUNCTION fazhi_pairs(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT array(SELECT substr($1, at, 2) FROM generate_series(1, length($1) - 1) at) $$
"""


class IndexText(RunPython):
    """Migration operation: index the full text of a table, `IndexText("records_searchentry", "text")`."""

    def __init__(self, table: str, column: str) -> None:
        self.table, self.column = table, column

        def index(apps: Any, schema_editor: Any) -> None:
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(_FUNCTION)
                schema_editor.execute(
                    f"CREATE INDEX {table}_by_pairs ON {table} USING gin (fazhi_pairs({column}))"
                )
            elif built_in():
                schema_editor.execute(_creation(f"{table}_pairs"))

        def forget(apps: Any, schema_editor: Any) -> None:
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(f"DROP INDEX IF EXISTS {table}_by_pairs")
            elif built_in():
                schema_editor.execute(f"DROP TABLE IF EXISTS {table}_pairs")

        super().__init__(index, forget)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__qualname__, [self.table, self.column], {})
