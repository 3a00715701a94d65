"""Fills tables in big batches with keys that are known beforehand.

A row can point to another before either is written; the tables are written in an order that the
foreign keys allow. For empty tables only: nothing here looks for rows that are already there.
"""

from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

ROWS_A_STATEMENT = 2_000
ROWS_HELD = 30_000


class Batches:
    """`add` gives the new row's key; `flush` writes what is held, table by table."""

    def __init__(self, order: list[type[models.Model]]) -> None:
        self.order = order
        self._held: dict[type[models.Model], list[models.Model]] = {table: [] for table in order}
        self._next = {table: self._last_key(table) for table in order}
        self._count = 0

    def add(self, table: type[models.Model], **fields: Any) -> int:
        key = self._next[table] = self._next[table] + 1
        self._held[table].append(table(pk=key, **fields))
        self._count += 1
        return key

    def next_key(self, table: type[models.Model]) -> int:
        """The key that the next `add` of this table will give."""
        return self._next[table] + 1

    def flush_when_full(self) -> None:
        if self._count >= ROWS_HELD:
            self.flush()

    def flush(self) -> None:
        for table in self.order:
            table._default_manager.bulk_create(self._held[table], batch_size=ROWS_A_STATEMENT)
            self._held[table].clear()
        self._count = 0

    def finish(self) -> None:
        """Writes the rest and lets PostgreSQL count on from the keys given here."""
        self.flush()
        statements = connection.ops.sequence_reset_sql(no_style(), self.order)
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    @staticmethod
    def _last_key(table: type[models.Model]) -> int:
        return table._default_manager.aggregate(last=Max("pk"))["last"] or 0
