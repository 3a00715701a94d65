"""Writes rows into a table, set by set: what makes an import of a whole city a matter of seconds.

Measured for 150,000 people on SQLite: Django's bulk_create takes 45 µs of Python a row (a model
object, then a dozen calls a field), a tuple given to executemany 4 µs. PostgreSQL takes COPY.
tests/registry/imports/test_apply.py holds it against bulk_create as the slow plain twin.

What a whole file writes is prepared first (`prepared`) and then carried over from table to table,
which takes the write lock for a quarter of the time: docs/decisions/0010-short-write-lock.md.
"""

import json
import os
import re
import time
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from io import StringIO
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.functional import cached_property
from psycopg2.extras import execute_values

if TYPE_CHECKING:
    from registry.imports.applying.prepared import Prepared

# One statement's worth: beyond it nothing gets faster, and memory would grow.
PAGE = 5_000
# In the text form of COPY these have a meaning of their own.
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
as_json = json.JSONEncoder(default=str).encode

# The digit of a UUID that says of which variant it is, made from a random one.
VARIANT = {f"{n:x}": f"{8 + n % 4:x}" for n in range(16)}

Values = Sequence[Any]
# Where rows go instead, while an apply is being prepared.
preparing: ContextVar["Prepared | None"] = ContextVar("preparing", default=None)


def is_preparing() -> bool:
    """Rows are kept for later: nothing is locked now; it is held and compared when written."""
    return preparing.get() is not None


def apart() -> AbstractContextManager[None]:
    """What is written within it belongs to no batch, and stays where a batch is judged again."""
    prepared = preparing.get()
    return nullcontext() if prepared is None else prepared.apart()


class Table:
    """One table and the fields that its rows are given in, by their attribute names.

    Values are of the kinds that both databases take alike: int, str (a date in ISO form, a UUID
    as 32 hexadecimal digits, JSON as text) and None. A field that is not named gets the constant
    default of its model. Call it inside a transaction.
    """

    def __init__(self, model: type[models.Model], *fields: str) -> None:
        self.model = model
        self.name = connection.ops.quote_name(model._meta.db_table)
        by_name = {field.attname: field for field in model._meta.concrete_fields}
        self.given = [by_name[name] for name in fields]

    @cached_property
    def rest(self) -> list[Any]:
        """Fields that get the same value in every row."""
        return [
            field
            for field in self.model._meta.concrete_fields
            if not field.primary_key and field not in self.given
        ]

    @cached_property
    def constants(self) -> tuple[Any, ...]:
        return tuple(_constant(field) for field in self.rest)

    def keys(self, count: int) -> Sequence[int]:
        """Keys that no other row has or will have. What is not used of them is left out."""
        if not count:
            return []
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                    [self.name, count],
                )
                return [key for (key,) in cursor.fetchall()]
        # AUTOINCREMENT: the counter of the table.
        name = self.model._meta.db_table
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s RETURNING seq",
                [count, name],
            )
            found = cursor.fetchone()
            if found is None:
                cursor.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, count]
                )
        last = found[0] if found else count
        return range(last - count + 1, last + 1)

    def analyze(self) -> None:
        """Tells PostgreSQL what the named fields hold now, after rows by the hundred thousand.

        It would find out within minutes; until then it sorted all of them for each batch, which
        took half the time of a preview. SQLite plans without.
        """
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {self.name} ({', '.join(columns_of(self.given))})")

    def insert(self, rows: Sequence[Values]) -> None:
        if not rows:
            return
        if (prepared := preparing.get()) is not None:
            prepared.take("insert", self, rows)
            return
        full = [tuple(row) + self.constants for row in rows]
        write_rows(self.name, columns_of([*self.given, *self.rest]), full)

    def update(self, rows: Sequence[Values]) -> None:
        """Sets the named fields of rows that exist; the first of them is the key."""
        if not rows:
            return
        if (prepared := preparing.get()) is not None:
            prepared.take("update", self, rows)
            return
        key, *columns = columns_of(self.given)
        # What goes past Django's own cursor has to be told to raise Django's own errors.
        with connection.cursor() as cursor, connection.wrap_database_errors:
            if connection.vendor == "postgresql":
                sets = ", ".join(f"{column} = new.{column}" for column in columns)
                names = ", ".join([key, *columns])
                types = ", ".join(f"%s::{field.db_type(connection)}" for field in self.given)
                execute_values(
                    cursor.cursor,
                    f"UPDATE {self.name} SET {sets} FROM (VALUES %s) AS new ({names}) "
                    f"WHERE {self.name}.{key} = new.{key}",
                    rows,
                    template=f"({types})",
                    page_size=PAGE,
                )
                return
            sets = ", ".join(f"{column} = %s" for column in columns)
            cursor.executemany(
                f"UPDATE {self.name} SET {sets} WHERE {key} = %s",
                [(*row[1:], row[0]) for row in rows],
            )

    def delete(self, keys: Sequence[int]) -> None:
        """Rows that nothing points at any more, by key; the table is named with "id" alone.

        Nothing is looked for that would have to go with them: the foreign keys refuse.
        """
        if not keys:
            return
        if (prepared := preparing.get()) is not None:
            prepared.take("delete", self, [(key,) for key in keys])
            return
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"DELETE FROM {self.name} WHERE id = ANY(%s)", [list(keys)])
            else:
                with connection.wrap_database_errors:
                    cursor.executemany(
                        f"DELETE FROM {self.name} WHERE id = %s", [(key,) for key in keys]
                    )


def public_ids(count: int) -> list[str]:
    """UUIDs of version 7 (RFC 9562) in hexadecimal digits: the time, then 74 random bits.

    They rise, so that their index grows at its end; random ones touch all of it, which took a
    tenth of the time in which new people are written.
    """
    now = f"{time.time_ns() // 1_000_000:012x}"
    digits = os.urandom(10 * count).hex()
    return sorted(
        f"{now}7{digits[n : n + 3]}{VARIANT[digits[n + 3]]}{digits[n + 4 : n + 19]}"
        for n in range(0, 20 * count, 20)
    )


def columns_of(fields: Iterable[Any]) -> list[str]:
    return [connection.ops.quote_name(field.column) for field in fields]


def write_rows(name: str, columns: list[str], rows: Sequence[Values]) -> None:
    """Into the table of that quoted name, the values in the order of the columns."""
    listed = ", ".join(columns)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            cursor.copy_expert(f"COPY {name} ({listed}) FROM STDIN", _copy_text(rows))
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {name} ({listed}) VALUES ({marks})", rows)


def _constant(field: Any) -> Any:
    if getattr(field, "auto_now_add", False):
        return str(connection.ops.adapt_datetimefield_value(timezone.now()))
    value = field.get_default()
    return as_json(value) if isinstance(value, (list, dict)) else value


def _copy_text(rows: Iterable[Values]) -> StringIO:
    """Rows in the text form of COPY: \\N is NULL, an empty text is nothing between two tabs."""
    return StringIO("".join("\t".join(map(_copy_cell, row)) + "\n" for row in rows))


def _copy_cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES) if _SPECIAL.search(value) else value
    return str(value)
