"""What an apply will write, kept in temporary tables until all of it is known.

A temporary table belongs to one connection: filling it takes no lock of the register, whatever
the length of the file, and it is gone with the process, however that ends: no name stays on the
disk. Rows are kept in slices (one for each batch that was judged), so that what was overtaken
meanwhile can be dropped and judged again. docs/decisions/0010-short-write-lock.md.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, Literal

from django.db import connection, models

from bansos.lib.batches import batched
from registry.imports.applying.table import PAGE, Table, Values, columns_of, preparing, write_rows
from registry.models import Household, Identifier, ListedAid, Listing, Person

Act = Literal["delete", "update", "insert"]
# Within a table what frees a unique value comes first. Foreign keys are looked at last of all.
ORDER: tuple[Act, ...] = ("delete", "update", "insert")
WRITING = ("INSERT", "UPDATE", "DELETE")
# They repeat what a list says; nothing that an officer decides changes them.
WORDS_OF_LISTS = (Identifier, ListedAid, Listing)
NAMES = count(1)
# The slice of what belongs to no batch, such as the release; batches are counted from 1.
APART = 0


class NotPrepared(Exception):
    """A kind wrote past Table while its apply was prepared: it has to be applied directly."""


@dataclass(frozen=True)
class Channel:
    """Rows of one kind on their way into one table: the temporary table `name` holds them."""

    act: Act
    table: Table
    name: str

    @property
    def columns(self) -> list[str]:
        return columns_of(self.table.given)

    @property
    def has_version(self) -> bool:
        return any(field.column == "version" for field in self.table.given)

    def keys_of(self, model: type[models.Model]) -> Iterator[str]:
        """Queries for (key, slice): which rows of `model` these rows change or hang on."""
        if self.table.model is model:
            if self.act != "insert":
                yield f"SELECT id AS key, slice FROM {self.name}"
            return
        if self.act == "insert" and self.table.model in WORDS_OF_LISTS:
            return
        for field in self.table.model._meta.concrete_fields:
            if field.related_model is not model:
                continue
            (column,) = columns_of([field])
            if field in self.table.given:
                yield f"SELECT {column} AS key, slice FROM {self.name}"
            elif self.act != "insert":
                yield (
                    f"SELECT r.{column} AS key, p.slice FROM {self.name} p "
                    f"JOIN {self.table.name} r ON r.id = p.id"
                )

    def write(self) -> str:
        """The statement that carries all rows over; its parameters are the table's constants."""
        target, columns = self.table.name, self.columns
        if self.act == "delete":
            return f"DELETE FROM {target} WHERE id IN (SELECT id FROM {self.name})"
        if self.act == "update":
            sets = ", ".join(f"{column} = p.{column}" for column in columns[1:])
            return f"UPDATE {target} SET {sets} FROM {self.name} p WHERE {target}.id = p.id"
        rest = self.table.rest
        into = ", ".join([*columns, *columns_of(rest)])
        values = ", ".join([*columns, *map(_constant, rest)])
        return f"INSERT INTO {target} ({into}) SELECT {values} FROM {self.name}"


class Prepared:
    """All rows that one apply will write, by slice. `close` drops them."""

    def __init__(self) -> None:
        self._channels: dict[tuple[Any, ...], Channel] = {}
        self._slice = APART
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            # In a file without a name: memory stays flat in the length of the list.
            _execute("PRAGMA temp_store = FILE")

    @contextmanager
    def keep(self, slice_: int) -> Iterator[None]:
        """Within it every Table puts its rows here, as those of this slice."""
        self._slice = slice_
        token = preparing.set(self)
        try:
            with connection.execute_wrapper(_only_prepared):
                yield
        finally:
            preparing.reset(token)

    @contextmanager
    def apart(self) -> Iterator[None]:
        self._slice, slice_ = APART, self._slice
        try:
            yield
        finally:
            self._slice = slice_

    def take(self, act: Act, table: Table, rows: Iterable[Values]) -> None:
        channel = self._channel(act, table)
        _fill(channel, [(*row, self._slice) for row in rows])

    def _channel(self, act: Act, table: Table) -> Channel:
        names = tuple(field.column for field in table.given)
        found = self._channels.get((act, table.model, names))
        if found is None:
            found = Channel(act, table, f"prepared_{next(NAMES)}")
            self._channels[act, table.model, names] = found
            listed = ", ".join(found.columns)
            _execute(
                f"CREATE TEMPORARY TABLE {found.name} AS "
                f"SELECT {listed}, 0 AS slice FROM {table.name} LIMIT 0"
            )
        return found

    def drop(self, slices: Collection[int]) -> None:
        marks = ", ".join(["%s"] * len(slices))
        for channel in self._channels.values() if slices else ():
            _execute(f"DELETE FROM {channel.name} WHERE slice IN ({marks})", slices)

    def leave(self, model: type[models.Model], keys: Iterable[int]) -> None:
        """What was to be done to these rows is not."""
        channels = [one for one in self._channels.values() if one.table.model is model]
        for batch in batched(keys, PAGE) if channels else ():
            marks = ", ".join(["%s"] * len(batch))
            for channel in channels:
                _execute(f"DELETE FROM {channel.name} WHERE id IN ({marks})", batch)

    def write(self) -> None:
        """Carries everything into the register, table by table, within the caller's transaction."""
        for channel in self._in_order():
            constants = channel.table.constants if channel.act == "insert" else ()
            _execute(channel.write(), constants)

    def _in_order(self) -> list[Channel]:
        """Tables in the order of their first rows."""
        tables = list(dict.fromkeys(channel.table.model for channel in self._channels.values()))
        return sorted(
            self._channels.values(),
            key=lambda channel: (tables.index(channel.table.model), ORDER.index(channel.act)),
        )

    def rows_of(self, model: type[models.Model], names: Collection[str]) -> Iterator[Values]:
        """The rows that wait to be inserted into a table, in the order in which they will be."""
        listed = ", ".join(names)
        for channel in self._channels.values():
            if channel.act == "insert" and channel.table.model is model:
                with connection.chunked_cursor() as cursor:
                    cursor.execute(f"SELECT {listed} FROM {channel.name}")
                    while rows := cursor.fetchmany(2_000):
                        yield from rows

    def hold(self) -> None:
        """On PostgreSQL, what is to change stays as it is from here on.

        Households before people, and by key: the order in which every act takes them. Then
        whatever else has a version, such as recipients.
        """
        if connection.features.has_select_for_update:
            for model in (Household, Person):
                channels = self._channels.values()
                _hold(model, [query for one in channels for query in one.keys_of(model)])
            self.hold_versions()

    def hold_versions(self) -> None:
        """What is to change itself, but for households and people."""
        if not connection.features.has_select_for_update:
            return
        for channel in self._updating():
            if channel.table.model not in (Household, Person):
                _hold(channel.table.model, [f"SELECT id AS key FROM {channel.name}"])

    def _updating(self) -> Iterator[Channel]:
        for channel in self._channels.values():
            if channel.act == "update" and channel.has_version:
                yield channel

    def slices_about(
        self, model: type[models.Model], keys: Collection[int]
    ) -> set[tuple[int, int]]:
        """(key, slice) where a slice changes one of these, or something that belongs to it."""
        found: set[tuple[int, int]] = set()
        marks = ", ".join(["%s"] * len(keys))
        for channel in self._channels.values() if keys else ():
            for query in channel.keys_of(model):
                chosen = f"SELECT DISTINCT key, slice FROM ({query}) k WHERE key IN ({marks})"
                found.update(_fetch(chosen, keys))
        return found

    def slices_outdated(self) -> set[int]:
        """Slices that would change a version other than the one they judged."""
        found: set[int] = set()
        for channel in self._updating():
            joined = f"{channel.name} p LEFT JOIN {channel.table.name} r ON r.id = p.id"
            other = "r.version IS NULL OR r.version <> p.version - 1"
            query = f"SELECT DISTINCT p.slice FROM {joined} WHERE {other}"
            found |= {slice_ for (slice_,) in _fetch(query)}
        return found

    def slices_twice(self) -> set[int]:
        """Slices that change what an earlier slice changes too: they must come after it."""
        by_model: dict[Any, list[str]] = {}
        for channel in self._channels.values():
            if channel.act != "insert":
                query = f"SELECT id, slice FROM {channel.name}"
                by_model.setdefault(channel.table.model, []).append(query)
        found: set[int] = set()
        for queries in by_model.values():
            union = " UNION ALL ".join(queries)
            query = (
                f"WITH c AS ({union}), f AS (SELECT id, MIN(slice) AS first FROM c GROUP BY id "
                "HAVING MIN(slice) <> MAX(slice)) "
                "SELECT DISTINCT c.slice FROM c JOIN f ON f.id = c.id WHERE c.slice <> f.first"
            )
            found |= {slice_ for (slice_,) in _fetch(query)}
        return found

    def close(self) -> None:
        for channel in self._channels.values():
            _execute(f"DROP TABLE IF EXISTS {channel.name}")
        self._channels.clear()


def _hold(model: type[models.Model], keys: list[str]) -> None:
    if keys:
        name = connection.ops.quote_name(model._meta.db_table)
        union = " UNION ALL ".join(f"SELECT key FROM ({query}) k" for query in keys)
        _execute(f"SELECT id FROM {name} WHERE id IN ({union}) ORDER BY id FOR NO KEY UPDATE")


def _only_prepared(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """What Table does not see cannot be kept, and would stand even where the apply fails."""
    if sql.lstrip()[:6].upper() in WRITING and not _is_ours(sql):
        raise NotPrepared(sql.split("(", 1)[0][:80])
    return execute(sql, params, many, context)


def _is_ours(sql: str) -> bool:
    return "prepared_" in sql or "sqlite_sequence" in sql


def _fill(channel: Channel, rows: list[Values]) -> None:
    alone = connection.vendor == "sqlite" and not connection.in_atomic_block
    if alone:  # one transaction for all rows; a plain BEGIN leaves the register's lock alone
        _execute("BEGIN")
    try:
        write_rows(channel.name, [*channel.columns, "slice"], rows)
    except BaseException:
        if alone:
            _execute("ROLLBACK")
        raise
    if alone:
        _execute("COMMIT")


def _constant(field: Any) -> str:
    """A parameter; PostgreSQL wants to know what it is."""
    if connection.vendor == "postgresql":
        return f"%s::{field.db_type(connection)}"
    return "%s"


def _execute(sql: str, params: Collection[Any] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))


def _fetch(sql: str, params: Collection[Any] = ()) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return cursor.fetchall()
